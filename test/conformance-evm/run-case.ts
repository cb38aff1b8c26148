/** One case of the state tests on one machine: what is wrong with it, if anything. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type BlobSchedule, blobFeeOf, blobScheduleOf, type Fork } from '../../harness/kernel/evm/forks.ts';
import {
  type AccountState,
  type BlockContext,
  type Decoded,
  Machine,
} from '../../harness/kernel/evm/machine.ts';
import { SenderDirectory } from '../../harness/kernel/evm/sender-directory.ts';
import { Senders } from '../../harness/kernel/evm/senders.ts';
import { fromHex, toHex } from '../../harness/std/index.ts';
import { type Case, type FixtureAccount, type FixtureState, FORK_NAMES, type StateTest } from './fixtures.ts';
import { logsHashOf, stateRootOf } from './roots.ts';

export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string };

interface Account {
  readonly address: Uint8Array;
  readonly state: AccountState | null;
}

const PASSED: Verdict = { kind: 'passed' };

/** Runs decoded transactions on a machine, whose block has begun. */
export type Execution = (machine: Machine, decoded: Decoded, count: number) => void;

/** Bits of the mode of `runBlock`. */
const IN_PARALLEL = 1;
const VALIDATED = 2;

/** How transactions are executed, by `--mode`. */
export const MODES: Readonly<Record<string, Execution>> = {
  sequential: (machine, decoded, count) => {
    machine.run(decoded, count);
  },
  // Through Block-STM though there is one transaction, which is not committed before it was validated.
  parallel: ({ evm }, { records, results }, count) => {
    evm.call.runBlock(0, 1, records, count, results, IN_PARALLEL | VALIDATED);
  },
};

/** One machine for all cases of a mode: each removes the accounts of the one before, which the roots have to follow. */
export class CaseRunner {
  private readonly machine = new Machine();
  private readonly senders = new Senders(this.machine.evm, new SenderDirectory(1));
  private readonly execute: Execution;

  constructor(execute: Execution) {
    this.execute = execute;
  }

  run(one: Case): Verdict {
    const fork = FORK_NAMES[one.fork];
    if (fork === undefined) return { kind: 'skipped', reason: `fork ${one.fork} is unknown` };
    if (one.post.txbytes === undefined) return { kind: 'skipped', reason: 'without signed bytes' };
    const { machine } = this;
    for (const [address, account] of Object.entries(one.test.pre)) {
      machine.setAccount(fromHex(address), accountOf(account));
    }
    machine.beginBlock(contextOf(one, fork));
    const decoded = machine.decode([fromHex(one.post.txbytes)]);
    machine.findSenders(decoded, 1, this.senders);
    this.execute(machine, decoded, 1);
    const accounts = [...machine.changedAccounts()].map((cell) => machine.changedAccount(cell));
    const reason = this.differs(one, decoded.results, accounts);
    for (const { address, state } of accounts) if (state !== null) machine.removeAccount(address);
    machine.evm.call.growAccounts();
    machine.evm.call.growSlots();
    return reason === null ? PASSED : { kind: 'failed', reason };
  }

  /** Null where all is as the post says. */
  private differs({ post }: Case, results: number, accounts: readonly Account[]): string | null {
    const result = this.machine.result(results, 0);
    const refused = result.refused !== 0;
    if (refused !== (post.expectException !== undefined)) {
      return refused ? `refused for reason ${result.refused}` : `not refused: ${post.expectException}`;
    }
    const logs = logsHashOf(refused ? [] : result.logs);
    if (logs !== post.logs) return `logs ${logs}, expected ${post.logs}`;
    const root = toHex(this.machine.stateRoot());
    if (root === post.hash) return null;
    const simple = stateRootOf(accounts);
    const doubt = simple === root ? '' : `; by another trie ${simple}`;
    return `root ${root}${doubt}, expected ${post.hash}; gas ${result.gasUsed}${firstDifferences(accounts, post.state)}`;
  }
}

function accountOf({ balance, nonce, code, storage }: FixtureAccount): AccountState {
  return {
    balance: BigInt(balance),
    nonce: BigInt(nonce),
    code: fromHex(code),
    storage: new Map(Object.entries(storage).map(([key, value]) => [BigInt(key), BigInt(value)])),
  };
}

function contextOf({ test, fork: name }: Case, fork: Fork): BlockContext {
  const { env } = test;
  const number = BigInt(env.currentNumber!);
  const schedule = scheduleOf(test, name, fork);
  const random = env.currentRandom ?? env.currentDifficulty ?? '0x0';
  return {
    fork,
    number,
    timestamp: BigInt(env.currentTimestamp!),
    feeRecipient: fromHex(env.currentCoinbase!),
    gasLimit: BigInt(env.currentGasLimit!),
    baseFee: BigInt(env.currentBaseFee ?? '0x0'),
    random: BigInt(random),
    blobFee: blobFeeOf(BigInt(env.currentExcessBlobGas ?? '0x0'), schedule),
    maxBlobs: schedule.maxBlobs,
    chainId: BigInt(test.config?.chainid ?? '0x1'),
    hashes: hashesBefore(number),
  };
}

function scheduleOf(test: StateTest, name: string, fork: Fork): BlobSchedule {
  const given = test.config?.blobSchedule?.[name];
  if (given === undefined) return blobScheduleOf(fork);
  return { maxBlobs: Number(given.max), feeFraction: BigInt(given.baseFeeUpdateFraction) };
}

const hashes = new Map<bigint, bigint>();

/** State tests have no chain: the hash of block n is by convention keccak-256 of its number in decimal. */
function hashesBefore(number: bigint): ReadonlyMap<bigint, bigint> {
  for (let back = 1n; back <= 256n && back <= number; back++) {
    const before = number - back;
    if (!hashes.has(before)) hashes.set(before, BigInt(toHex(keccak_256(Buffer.from(`${before}`)))));
  }
  return hashes;
}

/** The first accounts that are not what the post says, for people. */
function firstDifferences(accounts: readonly Account[], expected: FixtureState | undefined): string {
  if (expected === undefined) return '';
  const present = new Map(accounts.map(({ address, state }) => [toHex(address) as string, state]));
  const lines: string[] = [];
  for (const address of new Set([...present.keys(), ...Object.keys(expected)])) {
    const is = show(present.get(address) ?? null);
    const given = expected[address];
    const wanted = show(given === undefined ? null : accountOf(given));
    if (is !== wanted) lines.push(`\n      ${address} is ${is}\n        expected ${wanted}`);
  }
  return lines.slice(0, 4).join('');
}

function show(state: AccountState | null): string {
  if (state === null) return 'absent';
  const slots = [...state.storage].sort(([a], [b]) => (a < b ? -1 : 1));
  const storage = slots.slice(0, 12).map(([key, value]) => `${key.toString(16)}=${value.toString(16)}`);
  const code = state.code.length === 0 ? '' : ` code ${toHex(keccak_256(state.code)).slice(0, 10)}`;
  return `balance ${state.balance} nonce ${state.nonce}${code} {${storage.join(' ')}${slots.length > 12 ? ' ...' : ''}}`;
}

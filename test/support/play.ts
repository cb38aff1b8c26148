/** Plays a workload on the embedded chain, block by block, for tests that lie to its oracle about a real state. */
import { chainReader } from '../../harness/run/chain-reader.ts';
import type {
  Chain,
  Check,
  Driver,
  Intent,
  OracleReader,
  Outcome,
  RunFacts,
  Workload,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import { OUTCOME } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM, toHex } from '../../harness/std/index.ts';
import { TARGETS } from '../../harness/targets/index.ts';
import { type Accounts, accountsFromSeed, signerNamed } from '../../harness/wallet/index.ts';

const SEED = 1;
const CHAIN_ID = 1337;
const RICH_WEI = 10n ** 24n;
const MAX_FEE_WEI = 10n ** 10n;

export interface Game {
  readonly options: object;
  readonly accounts: number;
  readonly intents: number;
  /** How many become due at each block; those that wait follow when they may. */
  readonly perBlock: number;
}

/** What is told to the oracle in place of the truth. */
export interface Lie {
  readonly facts?: Partial<RunFacts>;
  readonly reader?: Partial<OracleReader>;
}

export interface Played<Options, Deployment> {
  readonly context: WorkloadContext<Options>;
  readonly deployment: Deployment;
  readonly facts: RunFacts;
  readonly reader: OracleReader;
  /** The most gas that an action used, in set-up or in the game. */
  readonly gas: ReadonlyMap<string, number>;
  judge(lie?: Lie): Promise<readonly Check[]>;
  stop(): Promise<void>;
}

export async function play<Options, Deployment, Before>(
  workload: Workload<Options, Deployment, Before>,
  game: Game,
): Promise<Played<Options, Deployment>> {
  const accounts = accountsFromSeed(SEED, game.accounts + 1);
  const table = new Table(await startChain(accounts), accounts);
  const context: WorkloadContext<Options> = {
    options: workload.options.parse(game.options),
    seed: SEED,
    chainId: CHAIN_ID,
    accounts: accounts.addresses.slice(0, game.accounts),
    deployer: { address: accounts.addresses.at(-1)!, nonce: 0 },
  };
  const { stages, deployment } = workload.setup(context);
  for (const stage of stages) {
    for (const intent of stage) await table.send(intent);
    while (table.waiting > 0) {
      for (const { succeeded, intent } of await table.mine()) {
        if (!succeeded) throw new Error(`set-up: ${intent.action} reverted`);
      }
    }
  }
  const reader = chainReader(table.chain, 1000);
  const before = await workload.oracle.before(context, deployment, reader);
  const facts = await playIntents(workload.drive(context, structuredClone(deployment)), table, game);
  return {
    context,
    deployment,
    facts,
    reader,
    gas: table.gas,
    judge: (lie = {}) => {
      const told = [
        { ...facts, ...lie.facts },
        { ...reader, ...lie.reader },
      ] as const;
      return workload.oracle.after(context, deployment, before, ...told);
    },
    stop: () => table.chain.stop(),
  };
}

async function startChain({ addresses }: Accounts): Promise<Chain> {
  const target = TARGETS.find(({ name }) => name === 'engine')!;
  const options = target.options.parse({ blocks: 'manual', chainId: CHAIN_ID });
  return target.start(options, {
    allocations: addresses.map((address) => ({ address, balanceWei: RICH_WEI })),
    signal: new AbortController().signal,
    log: () => {},
  });
}

async function playIntents(driver: Driver, table: Table, { intents, perBlock }: Game): Promise<RunFacts> {
  const outcomes: Outcome[] = Array.from({ length: intents }, () => OUTCOME.none);
  const included = new Map<number, number>();
  const stood = new Map<number, Head>();
  const intentOf = (index: number) => driver.intent(index, keyedRandom(SEED, STREAM.intent, index));

  function mayGo(index: number): boolean {
    const wait = driver.wait?.(index) ?? null;
    if (wait === null) return true;
    if (!driver.awaited?.(wait.after))
      throw new Error(`${index} waits for ${wait.after}, which is not awaited`);
    const since = stood.get(wait.after);
    if (since === undefined) return false;
    const { block, second } = table.head;
    return block >= since.block + (wait.blocks ?? 0) && second >= since.second + (wait.seconds ?? 0);
  }

  let due = 0;
  let held: number[] = [];
  while (due < intents || held.length > 0 || table.waiting > 0) {
    for (let n = 0; n < perBlock && due < intents; n++) held.push(due++);
    const going = held.filter(mayGo);
    held = held.filter((index) => !going.includes(index));
    for (const index of going) await table.send(intentOf(index), index);
    for (const { index, intent, succeeded } of await table.mine()) {
      outcomes[index] = succeeded ? OUTCOME.succeeded : OUTCOME.reverted;
      if (succeeded) stood.set(index, table.head);
      else throw new Error(`intent ${index} reverted: ${intent.action}`);
      included.set(intent.from, (included.get(intent.from) ?? 0) + 1);
    }
  }
  return {
    scheduled: intents,
    outcome: (index) => outcomes[index] ?? OUTCOME.none,
    intent: intentOf,
    feesWei: () => 0n,
    included: (account) => included.get(account) ?? 0,
    shared: false,
  };
}

interface Head {
  readonly block: number;
  readonly second: number;
}

interface Stood {
  readonly index: number;
  readonly intent: Intent;
  readonly succeeded: boolean;
}

/** Signs, sends and mines. */
class Table {
  readonly chain: Chain;
  readonly gas = new Map<string, number>();
  head: Head = { block: 0, second: 0 };
  private readonly signer;
  private readonly nonces: number[];
  private readonly sent = new Map<string, { readonly index: number; readonly intent: Intent }>();

  constructor(chain: Chain, { keys, addresses }: Accounts) {
    this.chain = chain;
    this.signer = signerNamed('wasm', keys);
    this.nonces = addresses.map(() => 0);
  }

  get waiting(): number {
    return this.sent.size;
  }

  async send(intent: Intent, index = -1): Promise<void> {
    const nonce = this.nonces[intent.from]!++;
    const fees = { type: 'eip1559', maxFeeWei: MAX_FEE_WEI, tipWei: 0n } as const;
    const { raw, hash } = this.signer.sign([{ ...fees, chainId: CHAIN_ID, nonce, intent }])[0]!;
    await this.chain.request('eth_sendRawTransaction', [toHex(raw)]);
    this.sent.set(toHex(hash), { index, intent });
  }

  async mine(): Promise<Stood[]> {
    await this.chain.request('evm_mine');
    const { number, timestamp } = (await this.chain.request('eth_getBlockByNumber', ['latest', false])) as {
      number: string;
      timestamp: string;
    };
    this.head = { block: Number(number), second: Number(timestamp) };
    const receipts = (await this.chain.request('eth_getBlockReceipts', [number])) as {
      transactionHash: string;
      status: string;
      gasUsed: string;
    }[];
    return receipts.map(({ transactionHash, status, gasUsed }) => {
      const { index, intent } = this.sent.get(transactionHash)!;
      this.sent.delete(transactionHash);
      this.gas.set(intent.action, Math.max(this.gas.get(intent.action) ?? 0, Number(gasUsed)));
      return { index, intent, succeeded: status === '0x1' };
    });
  }
}

/** Blocks that every engine is given alike: set-up and load of a workload, signed once, from the seed alone. */
import type { Address, Intent } from '../spec/intent.ts';
import type { Allocation } from '../spec/target.ts';
import type { Driver, Workload, WorkloadContext } from '../spec/workload.ts';
import { keyedRandom, STREAM } from '../std/random.ts';
import { type Accounts, accountsFromSeed, NonceLanes, type Signer, signerNamed } from '../wallet/index.ts';
import { arrange } from './arrange.ts';

export const CHAIN_ID = 1337;
const GENESIS_WEI = 10n ** 24n;
const FEES = { type: 'eip1559', maxFeeWei: 10n ** 10n, tipWei: 10n ** 9n } as const;
/** A block of set-up transactions: far below what fits by bytes. */
const SETUP_AT_ONCE = 4_000;
/** Hints name a sender by fewer bits than there may be accounts: those that share one cost a little more. */
const HINTS = 1 << 18;

/** One block to be made. */
export interface SignedBlock {
  readonly raws: readonly Uint8Array[];
  /** The sender of each, by number. */
  readonly hints: readonly number[];
  /** What each does, by the workload's name for it. */
  readonly actions: readonly string[];
}

export interface SignedBlocks {
  readonly allocations: readonly Allocation[];
  readonly setup: readonly SignedBlock[];
  readonly load: readonly SignedBlock[];
}

export interface Asked {
  readonly workload: Workload;
  /** Of the workload, parsed. */
  readonly options: unknown;
  readonly seed: number;
  readonly accounts: number;
  readonly blocks: number;
  readonly blockSize: number;
}

/** @throws LakhError `bad-scenario` where blocks cannot be filled, since too many transactions wait for earlier ones */
export function signBlocks({ workload, options, seed, accounts: count, ...size }: Asked): SignedBlocks {
  const accounts = accountsFromSeed(seed, count + 1);
  const press = new Press(accounts);
  try {
    const context = contextOf(accounts, options, seed);
    const { stages, deployment } = workload.setup(context);
    const setup = stages.flatMap((stage) => piecesOf(stage, SETUP_AT_ONCE)).map((part) => press.sign(part));
    const driver = workload.drive(context, deployment);
    const load = intentsOf(driver, seed, size).map((part) => press.sign(part));
    const allocations = accounts.addresses.map((address) => ({ address, balanceWei: GENESIS_WEI }));
    return { allocations, setup, load };
  } finally {
    press.close();
  }
}

/** The last account deploys and sends nothing else. */
function contextOf({ addresses }: Accounts, options: unknown, seed: number): WorkloadContext<unknown> {
  const deployer = { address: addresses.at(-1) as Address, nonce: 0 };
  return { options, seed, chainId: CHAIN_ID, accounts: addresses.slice(0, -1), deployer };
}

function intentsOf(driver: Driver, seed: number, { blocks, blockSize }: Pick<Asked, 'blocks' | 'blockSize'>) {
  const random = keyedRandom();
  return arrange(driver, blocks, blockSize).map((indices) =>
    indices.map((index) => driver.intent(index, random.seek(seed, STREAM.intent, index))),
  );
}

/** Signs block after block, each with the next nonces of its senders. */
class Press {
  private readonly signer: Signer;
  private readonly lanes: NonceLanes;

  constructor({ addresses, keys }: Accounts) {
    this.signer = signerNamed('kernel', keys);
    this.lanes = new NonceLanes(addresses.map(() => 0));
  }

  sign(intents: readonly Intent[]): SignedBlock {
    const unsigned = intents.map((intent) => {
      return { ...FEES, chainId: CHAIN_ID, nonce: this.lanes.take(intent.from), intent };
    });
    const signed = piecesOf(unsigned, this.signer.atOnce).flatMap((part) => this.signer.sign(part));
    return {
      // Copies: the signer may give views of what it uses again.
      raws: signed.map(({ raw }) => raw.slice()),
      hints: intents.map(({ from }) => from % HINTS),
      actions: intents.map(({ action }) => action),
    };
  }

  close(): void {
    this.signer.close();
  }
}

function piecesOf<T>(list: readonly T[], size: number): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, piece) => list.slice(piece * size, (piece + 1) * size));
}

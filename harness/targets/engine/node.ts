/** Owns the parts of the embedded chain and how they hang together; knows nothing of threads and messages. */
import { ENGINES } from '../../engines/index.ts';
import type { ChainStore } from '../../spec/chain-store.ts';
import type { Engine, GenesisAccount, PooledTransaction, SealedBlock } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import type { RevertCause } from '../../spec/target.ts';
import { type Clock, monotonicNs, realClock } from '../../std/clock.ts';
import { baseFeeWei } from './base-fee.ts';
import { BlockTags } from './block-tags.ts';
import { Chain } from './chain.ts';
import { ChainTime } from './chain-time.ts';
import { Door } from './door.ts';
import { BLOCKS_KEPT, History } from './history.ts';
import { Mempool } from './mempool.ts';
import type { EngineTargetOptions } from './options.ts';
import { PendingFeed } from './pending-feed.ts';
import { Producer } from './producer.ts';
import { revertCause } from './returned.ts';
import { WorkLog } from './work-log.ts';

/** Nobody has the key of it. */
const FEE_RECIPIENT: Address = '0xfee0000000000000000000000000000000000fee';

export interface Node {
  readonly client: string;
  readonly engineVersion: string;
  readonly chain: Chain;
  readonly door: Door;
  readonly producer: Producer;
  readonly feed: PendingFeed;
  readonly past: Pick<History, 'conflicts'>;
  revertCause(hash: Hex): Promise<RevertCause | null>;
  readonly work: WorkLog;
  /** The next nonce of an address, counting what the pool holds. */
  pendingNonce(address: Address): Promise<number>;
  raw(transaction: PooledTransaction): Uint8Array;
  /** Calls `listener` for every block from now on; the returned function ends it. */
  onBlock(listener: (block: SealedBlock) => void): () => void;
  /** Resolves when nothing can be kept any more, with why: the node must end. */
  readonly failed: Promise<Error>;
  /** Lets the block under way come to its end, and closes what is open. */
  close(): Promise<void>;
}

/** The time, as a node sees it; tests have their own. */
export interface NodeTime {
  readonly clock: Clock;
  /** Seconds since 1970. */
  readonly wallS: () => number;
}

const realTime = (): NodeTime => ({
  clock: realClock(monotonicNs()),
  wallS: () => Math.floor(Date.now() / 1000),
});

/** What a chain starts from. */
export interface Genesis {
  readonly allocations: readonly GenesisAccount[];
  /** How many blocks stay readable; else as many as a run needs. */
  readonly blocksKept?: number;
  /** The folder where the chain is kept, and goes on where it was; else it is in memory alone. */
  readonly data?: string;
}

/**
 * A chain at its genesis, or where its folder has it; `producer.start()` sets it going.
 * @throws LakhError `bad-data`, `store-failed`
 */
export async function makeNode(
  options: EngineTargetOptions,
  genesis: Genesis,
  { clock, wallS }: NodeTime = realTime(),
): Promise<Node> {
  const { engine, store } = await startChain(options, genesis);
  const pool = new Mempool({
    ...options.pool,
    baseFeeFloorWei: baseFeeWei(options),
    blockGasLimit: options.gasLimit,
  });
  const history = new History(engine.head, genesis.blocksKept ?? BLOCKS_KEPT, store);
  const time = new ChainTime(wallS);
  const feed = new PendingFeed();
  const listeners = new Set<(block: SealedBlock) => void>();
  const work = new WorkLog();
  const sealed = (block: SealedBlock) => {
    history.append(block);
    if (block.work !== null) work.append(block.work);
    for (const listener of listeners) listener(block);
  };
  const production = { blocks: options.blocks, blockTimeMs: options.blockTime };
  const producer = new Producer(production, { engine, pool, clock, wallS: () => time.take(), sealed });
  const door = new Door({
    engine,
    pool,
    clock,
    admitted: () => producer.poke(),
    entered: (transaction) => feed.tell(transaction),
  });
  const client = `lakh-engine/${engine.name}/${engine.version}`;
  const { chainId } = options;
  const tags = new BlockTags(history);
  const parts = { engine, chainId, client, pool, door, history, producer, tags, time, feed };
  return {
    client,
    engineVersion: engine.version,
    chain: new Chain(parts, clock),
    feed,
    door,
    producer,
    past: history,
    revertCause: (hash) => revertCause(engine, history.receipt(hash)?.receipt),
    work,
    pendingNonce: async (address) => pool.pendingNonce(address, await engine.state.nonce(address)),
    raw: (transaction) => engine.raw(transaction),
    onBlock(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    failed: store?.failed ?? new Promise(() => {}),
    async close() {
      await producer.stop();
      await engine.close();
      await store?.close();
    },
  };
}

/** The folder, where there is one, and the engine on it. */
async function startChain(
  options: EngineTargetOptions,
  { allocations, data }: Genesis,
): Promise<{ engine: Engine; store: ChainStore | null }> {
  const facts = {
    chainId: options.chainId,
    blockGasLimit: options.gasLimit,
    baseFeeWei: baseFeeWei(options),
    allocations,
  };
  const store =
    data === undefined ? null : await (await import('../../store/index.ts')).openChain(data, facts);
  try {
    const engine = await ENGINES[options.engine]({
      ...facts,
      feeRecipient: FEE_RECIPIENT,
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(store !== null && { store }),
    });
    return { engine, store };
  } catch (error) {
    await store?.close();
    throw error;
  }
}

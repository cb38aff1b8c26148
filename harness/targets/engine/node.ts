/** Owns the parts of the embedded chain and how they hang together; knows nothing of threads and messages. */
import { ENGINES } from '../../engines/index.ts';
import type { SealedBlock } from '../../spec/engine.ts';
import type { Address } from '../../spec/intent.ts';
import type { Allocation } from '../../spec/target.ts';
import { type Clock, monotonicNs, realClock } from '../../std/clock.ts';
import { Chain } from './chain.ts';
import { Door } from './door.ts';
import { History } from './history.ts';
import { Mempool } from './mempool.ts';
import { baseFeeWei, type EngineTargetOptions } from './options.ts';
import { Producer } from './producer.ts';
import { WorkLog } from './work-log.ts';

/** Nobody has the key of it. */
const FEE_RECIPIENT: Address = '0xfee0000000000000000000000000000000000fee';

export interface Node {
  readonly client: string;
  readonly engineVersion: string;
  readonly chain: Chain;
  readonly door: Door;
  readonly producer: Producer;
  readonly past: Pick<History, 'conflicts' | 'revertCause'>;
  readonly work: WorkLog;
  /** The next nonce of an address, counting what the pool holds. */
  pendingNonce(address: Address): Promise<number>;
  /** Calls `listener` for every block from now on; the returned function ends it. */
  onBlock(listener: (block: SealedBlock) => void): () => void;
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

/** A chain at its genesis; `producer.start()` sets it going. */
export async function makeNode(
  options: EngineTargetOptions,
  allocations: readonly Allocation[],
  { clock, wallS }: NodeTime = realTime(),
): Promise<Node> {
  const engine = await ENGINES[options.engine]({
    chainId: options.chainId,
    blockGasLimit: options.gasLimit,
    baseFeeWei: baseFeeWei(options),
    feeRecipient: FEE_RECIPIENT,
    allocations,
    ...(options.threads !== undefined && { threads: options.threads }),
  });
  const pool = new Mempool({
    ...options.pool,
    baseFeeFloorWei: baseFeeWei(options),
    blockGasLimit: options.gasLimit,
  });
  const history = new History(engine.head);
  const listeners = new Set<(block: SealedBlock) => void>();
  const work = new WorkLog();
  const sealed = (block: SealedBlock) => {
    history.append(block);
    if (block.work !== null) work.append(block.work);
    for (const listener of listeners) listener(block);
  };
  const production = { blocks: options.blocks, blockTimeMs: options.blockTime };
  const producer = new Producer(production, { engine, pool, clock, wallS, sealed });
  const door = new Door(engine, pool, clock, () => producer.poke());
  const client = `lakh-engine/${engine.name}/${engine.version}`;
  const { chainId } = options;
  return {
    client,
    engineVersion: engine.version,
    chain: new Chain({ engine, chainId, client, pool, door, history, producer }),
    door,
    producer,
    past: history,
    work,
    pendingNonce: async (address) => pool.pendingNonce(address, await engine.state.nonce(address)),
    onBlock(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** One thread of a pool (pool.ts): joins the memory and runs its share of every block that it is told of. */
import { parentPort, workerData } from 'node:worker_threads';
import { EvmInstance, type SharedMemory } from '../../../harness/kernel/evm/instance.ts';

export interface ThreadOrder {
  readonly memory: SharedMemory;
  readonly thread: number;
}

/** The same for all threads: blocks that are run one after the other. */
export interface BlockOrder {
  readonly threads: number;
  readonly blocks: readonly {
    readonly records: number;
    readonly count: number;
    readonly results: number;
  }[];
  /** As of `runBlock`. */
  readonly mode: number;
}

const { memory, thread } = workerData as ThreadOrder;
const { call } = new EvmInstance(memory);

parentPort!.on('message', ({ threads, blocks, mode }: BlockOrder) => {
  try {
    call.beginBlock();
    const start = performance.now();
    for (const { records, count, results } of blocks) {
      call.runBlock(thread, threads, records, count, results, mode);
    }
    parentPort!.postMessage(performance.now() - start);
  } catch (error) {
    parentPort!.postMessage(String((error as Error).stack));
  }
});
parentPort!.postMessage(undefined);

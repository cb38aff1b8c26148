/** A thread that makes the state root together with others, once for each message. */
import { parentPort, workerData } from 'node:worker_threads';
import { EvmInstance, type SharedMemory } from '../../harness/kernel/evm/instance.ts';

const { memory, thread, threads } = workerData as RootThreadData;

export interface RootThreadData {
  readonly memory: SharedMemory;
  readonly thread: number;
  readonly threads: number;
}

const evm = new EvmInstance(memory);
parentPort?.on('message', () => {
  evm.call.stateRoot(thread, threads);
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');

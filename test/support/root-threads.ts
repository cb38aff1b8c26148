/** State roots of one engine by several threads: the caller's and workers. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { EvmInstance } from '../../harness/kernel/evm/instance.ts';
import { spawnThread } from '../../harness/std/module.ts';
import type { RootThreadData } from './root-thread.ts';

export class RootThreads {
  readonly evm = new EvmInstance();
  private readonly workers: Worker[] = [];

  static async start(threads: number): Promise<RootThreads> {
    const all = new RootThreads();
    for (let thread = 1; thread < threads; thread++) {
      const workerData: RootThreadData = { memory: all.evm.memory, thread, threads };
      const worker = spawnThread('./root-thread', import.meta.url, { workerData });
      all.workers.push(worker);
      await once(worker, 'message');
    }
    return all;
  }

  /** 32 bytes. */
  async root(): Promise<Uint8Array> {
    const done = this.workers.map((worker) => once(worker, 'message'));
    for (const worker of this.workers) worker.postMessage('root');
    this.evm.call.stateRoot(0, this.workers.length + 1);
    await Promise.all(done);
    const at = this.evm.call.stateRootAt() >>> 0;
    return this.evm.view().slice(at, at + 32);
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

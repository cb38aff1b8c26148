/** Threads on one machine's memory that run blocks together; a block that does not end shows what it hangs at. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Machine } from '../../../harness/kernel/evm/machine.ts';
import { spawnThread } from '../../../harness/std/module.ts';
import type { BlockOrder, ThreadOrder } from './thread.ts';

/** Milliseconds that no block here comes near, even where many threads share few cores. */
const HANGS = 20_000;

export interface ThreadCounters {
  readonly executions: number;
  readonly blocked: number;
  readonly validations: number;
  readonly aborts: number;
  /** Milliseconds. */
  readonly whole: number;
  readonly plan: number;
  readonly validation: number;
  readonly idle: number;
  readonly apply: number;
}

export interface BlockTotals {
  readonly gas: bigint;
  readonly longestPath: bigint;
  readonly reExecuted: number;
  readonly dependent: number;
}

export class Pool {
  private readonly machine: Machine;
  private readonly workers: readonly Worker[];

  private constructor(machine: Machine, workers: readonly Worker[]) {
    this.machine = machine;
    this.workers = workers;
  }

  static async on(machine: Machine, threads: number): Promise<Pool> {
    const workers = Array.from({ length: threads }, (_, thread) => {
      const order: ThreadOrder = { memory: machine.evm.memory, thread };
      return spawnThread('./thread', import.meta.url, { workerData: order });
    });
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    return new Pool(machine, workers);
  }

  /** Runs blocks on the first threads; returns the milliseconds that the slowest took. Throws what one of them threw, or the state of a block that hangs. */
  async run(order: BlockOrder): Promise<number> {
    const workers = this.workers.slice(0, order.threads);
    const answers = Promise.all(
      workers.map(async (worker) => {
        const [answer] = (await once(worker, 'message')) as [string | number];
        if (typeof answer === 'string') throw new Error(`${answer}\n${this.dump()}`);
        return answer;
      }),
    );
    for (const worker of workers) worker.postMessage(order);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the block does not end\n${this.dump()}`)), HANGS);
    });
    return Math.max(...(await Promise.race([answers, late]).finally(() => clearTimeout(timer))));
  }

  counters(thread: number): ThreadCounters {
    const { memory, evm } = this.machine;
    const at = evm.call.countersOf(thread) >>> 0;
    const view = new DataView(evm.memory.buffer);
    const time = (offset: number) => view.getFloat64(at + offset, true);
    return {
      executions: memory.u32(at),
      blocked: memory.u32(at + 4),
      validations: memory.u32(at + 8),
      aborts: memory.u32(at + 12),
      whole: time(16),
      plan: time(24),
      validation: time(32),
      idle: time(40),
      apply: time(48),
    };
  }

  totals(): BlockTotals {
    const { memory, evm } = this.machine;
    const at = (evm.call.scheduleTotals() >>> 0) + 384;
    return {
      gas: memory.u64(at),
      longestPath: memory.u64(at + 8),
      reExecuted: memory.u32(at + 16),
      dependent: memory.u32(at + 20),
    };
  }

  /** Words of the scheduler and the transactions around the first that is not committed. */
  dump(): string {
    const { memory, evm } = this.machine;
    const words = evm.call.scheduleTotals() >>> 0;
    const done = memory.u32(words + 192);
    const count = memory.u32(words + 320);
    const states = ['ready', 'executing', 'waiting', 'executed', 'aborting', 'committed'];
    const lines = [
      `execution ${memory.u32(words)}, validation ${memory.u32(words + 64)} of wave ${memory.u32(words + 68)}, ` +
        `highest ${memory.u32(words + 128) - 1}, committed ${done} of ${count}, ` +
        `commit lock ${memory.u32(words + 256)}, commit wave ${memory.u32(words + 260)}`,
    ];
    for (let tx = Math.max(0, done - 3); tx < Math.min(count, done + 12); tx++) {
      const task = evm.call.taskOf(tx) >>> 0;
      const status = memory.u32(task);
      lines.push(
        `${tx}: ${states[status & 7]} ${status >>> 3}, waiters ${memory.u32(task + 4) | 0}, validated ` +
          `${memory.u32(task + 20)} in wave ${memory.u32(task + 16)}, triggered ${memory.u32(task + 24)}`,
      );
    }
    return lines.join('\n');
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

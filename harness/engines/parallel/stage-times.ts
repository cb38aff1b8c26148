/** Owns how long each stage took since the last block was sealed, by thread. */
import type { BlockWork, Stage } from '../../spec/execution.ts';
import { eachStage } from '../../std/stages.ts';

export class StageTimes {
  private readonly threads: number;
  private wallMs: Record<Stage, number>;
  private busyMs: Record<Stage, number[]>;

  constructor(threads: number) {
    this.threads = threads;
    this.wallMs = eachStage(() => 0);
    this.busyMs = eachStage(() => new Array<number>(threads).fill(0));
  }

  /** Runs a job of the crew, which tells what each thread worked, and counts it. */
  async count(stage: Stage, job: () => Promise<Float64Array>): Promise<void> {
    const since = performance.now();
    const busy = await job();
    this.wallMs[stage] += performance.now() - since;
    for (let thread = 0; thread < this.threads; thread++) this.busyMs[stage][thread]! += busy[thread]!;
  }

  /** Does the work of a stage on this thread, which is none of the crew, and counts it as the first's. */
  countHere(stage: Stage, work: () => void): void {
    const since = performance.now();
    work();
    const took = performance.now() - since;
    this.wallMs[stage] += took;
    this.busyMs[stage][0]! += took;
  }

  /** What was counted; the next block begins at nothing. */
  take(): Pick<BlockWork, 'wallMs' | 'busyMs'> {
    const { wallMs, busyMs } = this;
    this.wallMs = eachStage(() => 0);
    this.busyMs = eachStage(() => new Array<number>(this.threads).fill(0));
    return { wallMs, busyMs };
  }
}

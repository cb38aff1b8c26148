/** Owns how long each stage took since the last block was sealed, by thread. */
import type { BlockWork, Stage } from '../../spec/execution.ts';
import { eachStage } from '../../std/stages.ts';
import type { StepTimes } from './crew.ts';

export class StageTimes {
  private readonly threads: number;
  private wallMs: Record<Stage, number>;
  private busyMs: Record<Stage, number[]>;

  constructor(threads: number) {
    this.threads = threads;
    this.wallMs = eachStage(() => 0);
    this.busyMs = eachStage(() => new Array<number>(threads).fill(0));
  }

  /** Counts a job of the crew, whose steps are these stages. */
  async count(stages: readonly Stage[], job: Promise<readonly StepTimes[]>): Promise<void> {
    for (const [step, { wallMs, busyMs }] of (await job).entries()) {
      const stage = stages[step]!;
      this.wallMs[stage] += wallMs;
      for (let thread = 0; thread < this.threads; thread++) this.busyMs[stage][thread]! += busyMs[thread]!;
    }
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

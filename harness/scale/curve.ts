/** The computed curve over several blocks: each block's times by its schedule, weighed by how long one thread took. Pure. */
import { MOST_THREADS } from '../spec/engine.ts';
import { type Extent, extentOf, type Jobs, leastTime, mostTime, scheduleTime } from './schedule.ts';
import type { ComputedPoint } from './types.ts';

/** As far as an engine can go. */
export const CURVE_THREADS: readonly number[] = Array.from({ length: MOST_THREADS }, (_, at) => at + 1);

/** What is computed of one block, in gas. */
export interface StudiedBlock {
  readonly extent: Extent;
  /** Of the greedy schedule, by number of threads from 1. */
  readonly schedule: readonly number[];
}

export function studyBlock(jobs: Jobs): StudiedBlock {
  return {
    extent: extentOf(jobs),
    schedule: CURVE_THREADS.map((threads) => scheduleTime(jobs, threads)),
  };
}

/** `sequentialMs`: what one thread took for each block. */
export function curveOf(blocks: readonly StudiedBlock[], sequentialMs: readonly number[]): ComputedPoint[] {
  const over = (gasOf: (block: StudiedBlock) => number) => speedUpOf(blocks, sequentialMs, gasOf);
  return CURVE_THREADS.map((threads) => ({
    threads,
    floor: over(({ extent }) => mostTime(extent, threads)),
    schedule: over(({ schedule }) => schedule[threads - 1]!),
    bound: over(({ extent }) => leastTime(extent, threads)),
  }));
}

/** Where the curve goes to: all of the time over that of the critical paths. */
export function limitOf(blocks: readonly StudiedBlock[], sequentialMs: readonly number[]): number {
  return speedUpOf(blocks, sequentialMs, ({ extent }) => extent.critical);
}

function speedUpOf(
  blocks: readonly StudiedBlock[],
  sequentialMs: readonly number[],
  gasOf: (block: StudiedBlock) => number,
): number {
  let alone = 0;
  let together = 0;
  blocks.forEach((block, at) => {
    alone += sequentialMs[at]!;
    together += (sequentialMs[at]! * gasOf(block)) / block.extent.total;
  });
  return alone / together;
}

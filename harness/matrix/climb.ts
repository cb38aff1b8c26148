/** How much is kept under way: twice as much, as long as blocks take most of it and that brings more. Pure. */
import type { Attempt } from './types.ts';

export interface Trial extends Attempt {
  /** Share of what is under way that a block takes, 0 to 1. */
  readonly fill: number;
}

/** A block that takes less than this leaves enough for the next: the target never waits for work. */
const MOST_FILL = 0.5;
/** What twice as much must bring at the least, for the climb to go on. */
const WORTH = 1.1;
const MOST_TRIALS = 5;

/** How much to keep under way next; `null` where the last was enough, brought no more, or `most` is reached. */
export function nextInFlight(trials: readonly Trial[], most: number): number | null {
  const { inFlight } = trials.at(-1)!;
  const more = 2 * inFlight;
  return mayTakeMore(trials) && trials.length < MOST_TRIALS && more <= most ? more : null;
}

/** Whether the last of them says that the target would get more through with more under way. */
export function mayTakeMore(trials: readonly Trial[]): boolean {
  const { tps, fill } = trials.at(-1)!;
  if (fill < MOST_FILL) return false;
  const before = trials.slice(0, -1).map((trial) => trial.tps);
  return before.length === 0 || tps >= WORTH * Math.max(...before);
}

/** How much is kept under way: twice as much, as long as that brings more. Pure. */
import type { Attempt } from './types.ts';

/** What twice as much must bring at the least, for the climb to go on. */
const WORTH = 1.1;
const MOST_ATTEMPTS = 5;

/** How much to keep under way next; `null` where the last brought hardly more, or `most` is reached. */
export function nextInFlight(tried: readonly Attempt[], most: number): number | null {
  const more = 2 * tried.at(-1)!.inFlight;
  const goesOn = tried.length === 1 || isRising(tried);
  return goesOn && tried.length < MOST_ATTEMPTS && more <= most ? more : null;
}

/** Whether the last of them brought more than all before: with more under way the target might get more through. */
export function isRising(tried: readonly Attempt[]): boolean {
  const before = tried.slice(0, -1).map(({ tps }) => tps);
  return before.length > 0 && tried.at(-1)!.tps >= WORTH * Math.max(...before);
}

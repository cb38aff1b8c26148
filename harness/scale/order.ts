/** In which order a round goes through its parts: drawn anew for each, so that nobody is always first or last. Pure. */
import { keyedRandom, STREAM } from '../std/random.ts';

/** The parts in a drawn order (Fisher and Yates; Knuth, volume 2, algorithm P). */
export function drawnOrder<T>(parts: readonly T[], seed: number, draw: number): T[] {
  const random = keyedRandom(seed, STREAM.roundOrder, draw);
  const order = [...parts];
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

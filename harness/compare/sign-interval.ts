/**
 * The interval of a median by the sign test: between two of the values themselves. It holds its confidence whatever the
 * values are distributed like (Thompson 1936; Conover 1999, 3.2), but takes enough of them.
 */
import type { Interval } from './bootstrap.ts';

/** `null` where not even the least and the greatest value are far enough apart. */
export function signInterval(values: readonly number[], confidence: number): Interval | null {
  const sorted = Float64Array.from(values).sort();
  const count = cutOff(sorted.length, confidence);
  return count < 1 ? null : { low: sorted[count - 1]!, high: sorted[sorted.length - count]! };
}

/** How many values there must be at the least: 6 for 95 %. */
export function fewestFor(confidence: number): number {
  let size = 1;
  while (cutOff(size, confidence) < 1) size++;
  return size;
}

/** The most values that may be cut off at either end, plus one: 2 P(Binomial(size, 1/2) < cut) <= 1 - confidence. */
function cutOff(size: number, confidence: number): number {
  const tail = (1 - confidence) / 2;
  let probability = 0.5 ** size;
  let below = 0;
  for (let cut = 0; cut < size; cut++) {
    below += probability;
    // A hair, as 1 - 0.95 is a little more than 0.05.
    if (below > tail + 1e-12) return cut;
    probability *= (size - cut) / (cut + 1);
  }
  return size;
}

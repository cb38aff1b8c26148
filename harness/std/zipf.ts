/** Zipf's law over ranks: rank r with a weight of 1 / (r + 1)^exponent. The dial for contention. */
import type { Random } from '../spec/workload.ts';

/** Draws ranks in [0, count). Exponent 0 is uniform; 1 is the classic law; more is hotter. */
export function zipf(count: number, exponent: number): (random: Random) => number {
  if (exponent === 0) return (random) => random.below(count);
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) {
    sum += (rank + 1) ** -exponent;
    cumulative[rank] = sum;
  }
  return (random) => {
    const drawn = random.float() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cumulative[middle]! > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/**
 * Where a series changed: E-divisive (Matteson and James 2014, "A Nonparametric Approach for Multiple Change Point
 * Analysis of Multivariate Data", JASA 109), with the energy distance at exponent 1 and its permutation test.
 *
 * A series is split where the parts beside the split differ most, again and again, until a split is no better than the
 * best ones of series in the same parts but shuffled. Nothing is assumed of the distribution. The chance of finding
 * anything where nothing changed is the level.
 */
import { keyedRandom, shuffled } from '../std/random.ts';

export interface ChangePoint {
  /** The first value of the new level, from 0. */
  readonly index: number;
  /** Of the permutation test; at least 1 / (permutations + 1). */
  readonly pValue: number;
}

export interface ChangeOptions {
  /** The chance of a false alarm in a series without change. */
  readonly level?: number;
  /** Values at the least between two changes, and before the first and after the last. */
  readonly shortest?: number;
  readonly permutations?: number;
  readonly seed?: number;
}

export const CHANGE_DEFAULTS = { level: 0.01, shortest: 5, permutations: 499, seed: 1 } as const;

/** Ascending by index. None where the series is shorter than two parts. Deterministic. Values must be finite. */
export function changePoints(values: readonly number[], options: ChangeOptions = {}): ChangePoint[] {
  const { level, shortest, permutations, seed } = { ...CHANGE_DEFAULTS, ...options };
  const found: ChangePoint[] = [];
  for (let round = 0; ; round++) {
    const parts = partsOf(values, found);
    const best = bestSplit(parts, shortest);
    if (best === null) break;
    const pValue = chanceOf(best.statistic, parts, { shortest, permutations, seed: seed + round });
    if (pValue > level) break;
    found.push({ index: best.index, pValue });
    found.sort((a, b) => a.index - b.index);
  }
  return found;
}

interface Part {
  readonly start: number;
  readonly values: readonly number[];
}

function partsOf(values: readonly number[], found: readonly ChangePoint[]): Part[] {
  const bounds = [0, ...found.map(({ index }) => index), values.length];
  return bounds.slice(0, -1).map((start, at) => ({ start, values: values.slice(start, bounds[at + 1]) }));
}

interface Split {
  readonly index: number;
  readonly statistic: number;
}

function bestSplit(parts: readonly Part[], shortest: number): Split | null {
  let best: Split | null = null;
  for (const { start, values } of parts) {
    const split = splitOf(values, shortest);
    if (split && (best === null || split.statistic > best.statistic)) {
      best = { index: start + split.index, statistic: split.statistic };
    }
  }
  return best;
}

/** The share of shuffled series whose best split is as good: within the parts that are known already. */
function chanceOf(
  statistic: number,
  parts: readonly Part[],
  { shortest, permutations, seed }: { shortest: number; permutations: number; seed: number },
): number {
  const random = keyedRandom(seed, PERMUTATION);
  let asGood = 0;
  for (let round = 0; round < permutations; round++) {
    random.seek(seed, PERMUTATION, round);
    const drawn = parts.map((part) => ({ ...part, values: shuffled(part.values, random) }));
    // Rounding must not make a shuffled series that is the same one look worse.
    if (bestSplit(drawn, shortest)!.statistic >= statistic * (1 - 1e-12)) asGood++;
  }
  return (asGood + 1) / (permutations + 1);
}

/** A stream of random numbers that nothing else uses. */
const PERMUTATION = 101;

/**
 * The split with the largest statistic Q (equations 5 to 7 of the paper): the values before it against those after it up to
 * any end, so that a level that comes and goes does not hide its own beginning. All of them in the square of the length.
 */
function splitOf(values: readonly number[], shortest: number): Split | null {
  const total = values.length;
  let best: Split | null = null;
  const { left, column } = distancesTo(values);
  for (let split = shortest; split <= total - shortest; split++) {
    const before = left[split]!;
    let across = 0;
    let after = 0;
    for (let end = split; end < total; end++) {
      const fromBefore = column[end * total + split]!;
      across += fromBefore;
      after += column[end * total + end]! - fromBefore;
      const size = end + 1 - split;
      if (size < shortest) continue;
      const statistic =
        ((split * size) / (split + size)) *
        ((2 * across) / (split * size) - mean(before, split) - mean(after, size));
      if (best === null || statistic > best.statistic) best = { index: split, statistic };
    }
  }
  return best;
}

/** Of all pairs among `count` values, from the sum of their distances. */
function mean(sum: number, count: number): number {
  return count < 2 ? 0 : sum / ((count * (count - 1)) / 2);
}

/** `column[j * n + i]`: the distances of value j to the first i values, summed; `left[i]`: those among the first i. */
function distancesTo(values: readonly number[]): { left: Float64Array; column: Float64Array } {
  const total = values.length;
  const column = new Float64Array(total * total);
  const left = new Float64Array(total + 1);
  for (let j = 0; j < total; j++) {
    let sum = 0;
    for (let i = 0; i < j; i++) {
      column[j * total + i] = sum;
      sum += Math.abs(values[j]! - values[i]!);
    }
    column[j * total + j] = sum;
    left[j + 1] = left[j]! + sum;
  }
  return { left, column };
}

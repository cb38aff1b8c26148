/** Interleaved pairs: in which order the two runs of each are made, and when there are enough of them. */
import { keyedRandom, STREAM } from '../std/random.ts';
import { fewestFor } from './sign-interval.ts';
import type { MetricComparison } from './types.ts';

export type PairSide = 'a' | 'b';

/** A coin is thrown for each pair, so that neither side is always the second, on a machine that the first made warm. */
export function orderOfPair(seed: number, pair: number): readonly [PairSide, PairSide] {
  return keyedRandom(seed, STREAM.pairOrder, pair).below(2) === 0 ? ['a', 'b'] : ['b', 'a'];
}

export interface Limits {
  readonly pairs: number;
  /** Width of the headline metric's interval at which there are enough; `null`: by number and budget alone. */
  readonly untilWidth: number | null;
  /** Of that interval. */
  readonly confidence: number;
  /** `null`: no end of it. */
  readonly budgetMs: number | null;
}

export interface Progress {
  readonly pairs: number;
  readonly spentMs: number;
  /** Of one pair, so far; the next one must still fit. */
  readonly longestPairMs: number;
  readonly headline: Pick<MetricComparison, 'low' | 'high'> | null;
}

/**
 * Why no other pair is made; `null` while one is. It is the width that ends it, never the verdict: who stops as soon as
 * he likes what he sees finds differences that are none.
 */
export function whyEnough(
  limits: Limits,
  { pairs, spentMs, longestPairMs, headline }: Progress,
): string | null {
  if (pairs >= limits.pairs) return `${pairs} pairs`;
  if (limits.budgetMs !== null && pairs > 0 && spentMs + longestPairMs > limits.budgetMs) {
    return `the budget: no other pair fits after ${pairs}`;
  }
  if (limits.untilWidth === null || pairs < fewestFor(limits.confidence) || !headline) return null;
  const { low, high } = headline;
  const narrow = low !== null && high !== null && high - low <= limits.untilWidth;
  return narrow ? `the interval is narrow enough after ${pairs} pairs` : null;
}

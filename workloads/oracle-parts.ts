/** What oracles share: which accounts to look at, and how a comparison is told. */
import type { Check } from '../harness/spec/index.ts';

/** Indices spread evenly over all accounts or objects, `most` at the most. */
export function sampled(count: number, most: number): number[] {
  const size = Math.min(count, Math.max(1, most));
  return Array.from({ length: size }, (_, i) => Math.floor((i * count) / size));
}

export interface Comparison {
  /** Whose value it is. */
  readonly of: string;
  readonly expected: bigint | number;
  readonly actual: bigint | number;
}

const SHOWN = 3;

/** Passed when every pair is equal; the detail names the first that are not. */
export function compare(name: string, comparisons: readonly Comparison[]): Check {
  const wrong = comparisons.filter(({ expected, actual }) => expected !== actual);
  const told = wrong.slice(0, SHOWN).map((w) => `${w.of} is ${w.actual}, ${w.expected} expected`);
  const detail = wrong.length === 0 ? '' : `${wrong.length} of ${comparisons.length}: ${told.join('; ')}`;
  return { name, passed: wrong.length === 0, compared: comparisons.length, detail };
}

/** Differences and intervals against those of SciPy; scripts/golden-bootstrap.py says how they were produced. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  DEFAULTS,
  differenceInterval,
  estimateOf,
  fewestFor,
  medianInterval,
  quantile,
  type Settings,
  signInterval,
} from '../../../harness/compare/index.ts';

interface Case {
  name: string;
  kind: 'relative' | 'absolute';
  paired: boolean;
  baseline: number[];
  candidate: number[];
  difference: number;
  low: number;
  high: number;
  /** Where the end of an interval from 10,000 resamples lies, within three standard errors. */
  lowBand: [number, number];
  highBand: [number, number];
  /** The interval of the sign test, of pairs. */
  sign: [number, number] | null;
}

const golden = JSON.parse(readFileSync(new URL('../../golden/bootstrap.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const ROUNDING = 1e-12;

const DIFFER = {
  relative: (from: number, to: number) => to / from - 1,
  absolute: (from: number, to: number) => to - from,
} as const;

const differences = ({ baseline, candidate }: Case) =>
  baseline.map((value, pair) => candidate[pair]! / value - 1);

/** What SciPy's bootstrap is of: pairs are one sample. */
function bootstrapOf(of: Case, drawing: Settings) {
  return of.paired
    ? medianInterval(differences(of), drawing)
    : differenceInterval(of.baseline, of.candidate, drawing, DIFFER[of.kind]);
}

describe('as SciPy has it', () => {
  it.each(golden.cases)('$name', (of) => {
    const { low, high } = bootstrapOf(of, DEFAULTS);
    for (const [end, [from, to]] of [
      [low, of.lowBand],
      [high, of.highBand],
    ] as const) {
      expect(end).toBeGreaterThanOrEqual(from - ROUNDING);
      expect(end).toBeLessThanOrEqual(to + ROUNDING);
    }
    const { difference, interval } = estimateOf(of.baseline, of.candidate, of.kind, DEFAULTS, of.paired);
    expect(difference).toBeCloseTo(of.difference, 12);
    expect(interval!.low).toBeCloseTo(Math.min(low, of.sign?.[0] ?? low), 12);
    expect(interval!.high).toBeCloseTo(Math.max(high, of.sign?.[1] ?? high), 12);
  });

  /** More resamples come closer, whatever the seed: the bands above do not hide an error. */
  it.each(golden.cases)('$name, with as many resamples', (of) => {
    const { low, high } = bootstrapOf(of, { ...DEFAULTS, resamples: 200_000, seed: 77 });
    const width = of.high - of.low;
    expect(Math.abs(low - of.low)).toBeLessThan(width * 0.02);
    expect(Math.abs(high - of.high)).toBeLessThan(width * 0.02);
  });

  it.each(golden.cases.filter(({ paired }) => paired))('the sign test of $name', (of) => {
    const { low, high } = signInterval(differences(of), DEFAULTS.confidence)!;
    expect(low).toBeCloseTo(of.sign![0], 12);
    expect(high).toBeCloseTo(of.sign![1], 12);
  });
});

/** 2 / 2^n <= 1 - confidence. */
it.each([
  [0.5, 2],
  [0.9, 5],
  [0.95, 6],
  [0.99, 8],
  [0.999, 11],
])('a confidence of %d takes %d pairs', (confidence, pairs) => {
  expect(fewestFor(confidence)).toBe(pairs);
  expect(signInterval(Array(pairs - 1).fill(1), confidence)).toBeNull();
});

/** By hand: NumPy's linear interpolation at (n - 1) p. */
it.each([
  [[1, 2, 3, 4], 0.5, 2.5],
  [[1, 2, 3, 4], 0.25, 1.75],
  [[10], 0.9, 10],
  [[0, 10], 0.025, 0.25],
  [[1, 2, 3], 1, 3],
])('quantile of %j at %d', (sorted, share, expected) => {
  expect(quantile(sorted, share)).toBeCloseTo(expected, 12);
});

/** Differences and intervals against those of SciPy; scripts/golden-bootstrap.py says how they were produced. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULTS, estimateOf, quantile } from '../../../harness/compare/index.ts';

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
}

const golden = JSON.parse(readFileSync(new URL('../../golden/bootstrap.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const ROUNDING = 1e-12;

describe('as SciPy has it', () => {
  it.each(golden.cases)('$name', ({ kind, paired, baseline, candidate, ...expected }) => {
    const { difference, interval } = estimateOf(baseline, candidate, kind, DEFAULTS, paired);
    expect(difference).toBeCloseTo(expected.difference, 12);
    for (const [end, [from, to]] of [
      [interval!.low, expected.lowBand],
      [interval!.high, expected.highBand],
    ] as const) {
      expect(end).toBeGreaterThanOrEqual(from - ROUNDING);
      expect(end).toBeLessThanOrEqual(to + ROUNDING);
    }
  });

  /** More resamples come closer, whatever the seed: the bands above do not hide an error. */
  it.each(golden.cases)('$name, with as many resamples', ({
    kind,
    paired,
    baseline,
    candidate,
    ...expected
  }) => {
    const drawing = { ...DEFAULTS, resamples: 200_000, seed: 77 };
    const { interval } = estimateOf(baseline, candidate, kind, drawing, paired);
    const width = expected.high - expected.low;
    expect(Math.abs(interval!.low - expected.low)).toBeLessThan(width * 0.02);
    expect(Math.abs(interval!.high - expected.high)).toBeLessThan(width * 0.02);
  });
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

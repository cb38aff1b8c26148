import fc from 'fast-check';
import * as hdr from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { Histogram, joinDistributions, logHeader, SecondLatencies } from '../../../harness/measure/index.ts';

function exact(values: readonly number[], percentile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percentile / 100) * sorted.length)) - 1]!;
}

function of(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

const latency = fc.oneof(
  fc.integer({ min: 1_000, max: 3_600_000_000_000 }),
  fc.integer({ min: 1_000, max: 50_000_000 }),
  fc.integer({ min: -5_000_000_000, max: -1_000 }),
);

describe('a histogram', () => {
  it('puts every value where the library would, one by one or many at a time', () => {
    const edges = Array.from({ length: 42 }, (_, bit) => [2 ** bit - 1, 2 ** bit, 2 ** bit + 1]).flat();
    const value = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 0, max: 3_600_000_000_000 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.integer({ min: 1, max: 9 })), { minLength: 1 }), (values) => {
        const ours = new Histogram();
        const theirs = hdr.build({
          lowestDiscernibleValue: 1_000,
          highestTrackableValue: 3_600_000_000_000,
          numberOfSignificantValueDigits: 3,
          bitBucketSize: 64,
        });
        for (const [at, count] of values) {
          ours.record(at, count);
          theirs.recordValueWithCount(at, count);
        }
        expect(ours.toState().positive).toBe(hdr.encodeIntoCompressedBase64(theirs));
      }),
    );
  });

  it('gives percentiles within 0.1 % of the sorted values, below zero too', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), (values) => {
        const histogram = of(values);
        for (const percentile of [50, 90, 99, 99.9]) {
          const want = exact(values, percentile);
          expect(Math.abs(histogram.percentileNs(percentile)! - want)).toBeLessThanOrEqual(
            Math.abs(want) * 0.001 + 512,
          );
        }
        const { minNs, maxNs, meanNs, negative } = histogram.summary();
        expect(minNs).toBe(Math.min(...values));
        expect(maxNs).toBe(Math.max(...values));
        expect(meanNs).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 0);
        expect(negative).toBe(values.filter((v) => v < 0).length);
      }),
      { numRuns: 50 },
    );
  });

  it('merges exactly, in any grouping, across a thread boundary', () => {
    fc.assert(
      fc.property(fc.array(latency, { maxLength: 100 }), fc.array(latency, { maxLength: 100 }), (a, b) => {
        const merged = of(a);
        merged.add(Histogram.fromState(structuredClone(of(b).toState())));
        expect(merged.summary()).toEqual({ ...of([...a, ...b]).summary(), meanNs: merged.summary().meanNs });
        expect(merged.curve()).toEqual(of([...a, ...b]).curve());
      }),
      { numRuns: 30 },
    );
  });

  it('gives its cells: every value once, within 0.1 %, of several histograms as of one', () => {
    fc.assert(
      fc.property(fc.array(latency, { maxLength: 100 }), fc.array(latency, { maxLength: 100 }), (a, b) => {
        const { cells, count, minNs, maxNs, sumNs } = joinDistributions([
          of(a).distribution(),
          Histogram.fromState(of(b).toState()).distribution(),
        ]);
        const all = [...a, ...b];
        const { minNs: least, maxNs: most } = of(all).summary();
        expect([count, minNs, maxNs]).toEqual([all.length, least, most]);
        expect(sumNs).toBeCloseTo(
          all.reduce((sum, value) => sum + value, 0),
          -3,
        );
        const held = Array.from({ length: cells.length / 2 }, (_, at) =>
          Array<number>(cells[2 * at + 1]!).fill(cells[2 * at]!),
        ).flat();
        const sorted = all.map((value) => Math.max(0, value)).sort((x, y) => x - y);
        expect(held).toHaveLength(sorted.length);
        for (const [at, value] of held.sort((x, y) => x - y).entries()) {
          expect(value).toBeLessThanOrEqual(sorted[at]!);
          expect(sorted[at]! - value).toBeLessThanOrEqual(sorted[at]! * 0.001 + 512);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('says nothing of nothing', () => {
    expect(new Histogram().summary()).toMatchObject({ count: 0, minNs: null, p50Ns: null, maxNs: null });
    expect(new Histogram().curve()).toEqual([]);
    expect(new Histogram().distribution()).toMatchObject({ count: 0, minNs: null, maxNs: null });
    expect(joinDistributions([])).toMatchObject({ count: 0, sumNs: 0, minNs: null, maxNs: null });
  });

  it('counts what is over an hour and does not lose it', () => {
    const { overRange, maxNs, count } = of([7.2e12, 1e6]).summary();
    expect({ overRange, maxNs, count }).toEqual({ overRange: 1, maxNs: 7.2e12, count: 2 });
  });

  it('refuses what is no number', () => {
    expect(() => new Histogram().record(Number.NaN)).toThrow('a latency is a number');
  });

  it('writes a log that an HdrHistogram reader takes', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i + 1) * 1e6);
    const log = logHeader(new Date(0)) + of(values).logLine('inclusion', 0, 20);
    const read = new hdr.HistogramLogReader(log).nextIntervalHistogram() as hdr.Histogram;
    expect(read.tag).toBe('inclusion');
    expect(read.totalCount).toBe(1000);
    expect(read.getValueAtPercentile(50) / 500e6).toBeCloseTo(1, 3);
  });
});

describe('latencies by second', () => {
  it('are within a bucket of the sorted values, and merge', () => {
    const values = Array.from({ length: 500 }, (_, i) => 1e6 * 1.02 ** i);
    const one = new SecondLatencies();
    const other = new SecondLatencies();
    values.forEach((value, i) => {
      (i % 2 ? one : other).record(3, value);
    });
    const merged = new SecondLatencies();
    for (const state of [...one.take(10), ...other.take(10)]) merged.merge(structuredClone(state));
    const { p50Ns, p99Ns, maxNs } = merged.percentiles(3)!;
    expect(Math.abs(p50Ns / exact(values, 50) - 1)).toBeLessThan(1 / 128);
    expect(Math.abs(p99Ns / exact(values, 99) - 1)).toBeLessThan(1 / 128);
    expect(maxNs).toBe(Math.max(...values));
    expect(one.take(10)).toEqual([]);
  });
});

/**
 * Medians of a side for github-action-benchmark, which takes metrics of which more is better (customBiggerIsBetter) and
 * of which less is better (customSmallerIsBetter) in files of their own.
 */
import type { MetricComparison } from '../../harness/compare/index.ts';
import type { Unit } from '../../harness/measure/index.ts';
import { plural } from '../format.ts';

export interface BenchmarkEntry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range: string;
  readonly extra: string;
}

/** What its charts show: milliseconds and percent rather than nanoseconds and shares of 1. */
const SHOWN: Readonly<Record<Unit, readonly [unit: string, factor: number]>> = {
  tps: ['tx/s', 1],
  gas: ['Mgas/s', 1e-6],
  ns: ['ms', 1e-6],
  share: ['%', 100],
  count: ['', 1],
};

/** Of the candidate; metrics without a value are left out. */
export function benchmarkEntries(
  metrics: readonly MetricComparison[],
  better: MetricComparison['better'],
): BenchmarkEntry[] {
  return metrics.flatMap((metric) => {
    const { median, min, max, runs } = metric.candidate;
    if (metric.better !== better || median === null || min === null || max === null) return [];
    const [unit, factor] = SHOWN[metric.unit];
    const shown = (value: number) => Number((value * factor).toPrecision(6));
    return {
      name: metric.metric,
      unit,
      value: shown(median),
      range: `${shown(min)} to ${shown(max)}`,
      extra: `median of ${plural(runs, 'run')}`,
    };
  });
}

/** Comparisons of records that look like real ones, for the tests of everything that shows one. */
import { admit, compareSides, DEFAULTS, type Side } from '../../harness/compare/index.ts';
import type { RunRecord } from '../../harness/spec/index.ts';
import type { Compared } from '../../reports/compare/index.ts';
import { makeRecord, type RecordVariant } from './record.ts';

/** A run that does `speed` times as much as the record, with latencies as much shorter. */
function runAt(speed: number, id: string, variant: RecordVariant): RunRecord {
  const record = makeRecord(variant);
  const { throughput, latency, series, curves } = record;
  const shorter = (ns: number | null) => (ns === null ? null : Math.round(ns / speed));
  const { p50Ns, p90Ns, p99Ns } = latency.inclusion;
  return {
    ...record,
    id,
    throughput: {
      ...throughput,
      includedTps: throughput.includedTps * speed,
      goodputTps: throughput.goodputTps * speed,
      gasPerSecond: throughput.gasPerSecond * speed,
    },
    latency: {
      ...latency,
      inclusion: {
        ...latency.inclusion,
        p50Ns: shorter(p50Ns),
        p90Ns: shorter(p90Ns),
        p99Ns: shorter(p99Ns),
      },
    },
    series: { ...series, succeeded: series.succeeded.map((count) => Math.round(count * speed)) },
    curves: { ...curves, inclusion: (curves.inclusion ?? []).map(([at, ns]) => [at, ns / speed]) },
  };
}

/** Runs about `speed`, by up to 2 % off. */
export function sideAt(label: string, speed: number, runs: number, variant: RecordVariant = 'valid'): Side {
  return {
    label,
    from: `runs/${label.toLowerCase()}`,
    runs: Array.from({ length: runs }, (_, at) => {
      const off = runs === 1 ? 0 : (((at * 7) % runs) / (runs - 1) - 0.5) * 0.04;
      const name = String(at + 1).padStart(2, '0');
      return { name, record: runAt(speed + off, `${label}-${name}`, variant) };
    }),
  };
}

export function comparisonOf(sides: readonly Side[], force = false): Compared {
  const admitted = admit(sides, { across: [], force }, false);
  return { comparison: compareSides(admitted, { ...DEFAULTS, resamples: 1000 }), sides: admitted.sides };
}

/** slower: all verdicts, three sides. single: one run a side. hostile: every text of the target is an attack. */
export const COMPARISONS = {
  slower: () => comparisonOf([sideAt('A', 1, 8), sideAt('B', 0.9, 8), sideAt('C', 0.985, 8)]),
  single: () => comparisonOf([sideAt('A', 1, 1), sideAt('B', 0.9, 1)]),
  hostile: () => {
    const side = sideAt('B', 0.9, 5, 'hostile');
    const from = '<img src=x onerror="window.attacked=1">](http://evil) @all';
    return comparisonOf([sideAt('A', 1, 5, 'hostile'), { ...side, from }], true);
  },
  'nothing-sent': () => {
    // Interrupted runs are left out of a real comparison; a page must cope with records that hold nothing.
    const empty = (label: string): Side => {
      const side = sideAt(label, 1, 5, 'nothing-sent');
      return {
        ...side,
        runs: side.runs.map((run) => ({ ...run, record: { ...run.record, ending: 'finished' as const } })),
      };
    };
    return comparisonOf([empty('A'), empty('B')], true);
  },
} as const;
export type ComparisonVariant = keyof typeof COMPARISONS;

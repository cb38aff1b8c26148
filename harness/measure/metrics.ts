/** Every figure of a record that has a name: thresholds ask for them, comparisons and tables will. */
import { READ_METHODS, type ReadsRecord } from '../spec/reads.ts';
import { LATENCIES, type LatencySummary, type RunRecord } from '../spec/record.ts';

/** `tps` a second, `ns` nanoseconds, `share` 0 to 1, `count` a number of things, `gas` gas a second. */
export type Unit = 'tps' | 'ns' | 'share' | 'count' | 'gas';

export interface Metric {
  readonly name: string;
  readonly unit: Unit;
  /** `null` where the run has no such value. */
  of(record: RunRecord): number | null;
}

const STATISTICS: Record<string, (s: LatencySummary) => number | null> = {
  min: (s) => s.minNs,
  mean: (s) => s.meanNs,
  p50: (s) => s.p50Ns,
  p90: (s) => s.p90Ns,
  p99: (s) => s.p99Ns,
  p999: (s) => s.p999Ns,
  max: (s) => s.maxNs,
};

const COUNTS = [
  'scheduled',
  'dropped',
  'admitted',
  'accepted',
  'rejected',
  'unanswered',
  'included',
  'succeeded',
  'reverted',
  'expired',
  'reorged',
] as const;

/** Shares of what was due in the window: a count, and what it is a share of. */
const RATES = [
  ['dropped', 'scheduled'],
  ['rejected', 'admitted'],
  ['unanswered', 'admitted'],
  ['reverted', 'included'],
  ['expired', 'accepted'],
  ['succeeded', 'scheduled'],
] as const;

/** Rates of transactions, which a run that only reads has none of. */
const THROUGHPUTS = [
  ['goodput', 'tps', 'goodputTps'],
  ['offered', 'tps', 'offeredTps'],
  ['sent', 'tps', 'sentTps'],
  ['gas', 'gas', 'gasPerSecond'],
  ['accepted', 'tps', 'acceptedTps'],
  ['included', 'tps', 'includedTps'],
] as const;

/** Latencies of reads, by the name of their metrics: from the due time, from sending, and from the due time by method. */
const READ_FIGURES: readonly (readonly [name: string, of: (reads: ReadsRecord) => LatencySummary | null])[] =
  [
    ['reads', ({ latency }) => latency.due],
    ['reads.fromSent', ({ latency }) => latency.sent],
    ['reads.lag', ({ latency }) => latency.lag],
    ['reads.failure', ({ latency }) => latency.failed],
    ...READ_METHODS.map(
      (method) =>
        [
          `reads.${method}`,
          ({ methods }: ReadsRecord) => methods.find((one) => one.method === method)?.latency ?? null,
        ] as const,
    ),
  ];

function readMetrics(): Metric[] {
  const metrics: Metric[] = [
    { name: 'reads.rate', unit: 'tps', of: ({ reads }) => reads?.rates.ok ?? null },
    { name: 'reads.offered', unit: 'tps', of: ({ reads }) => reads?.rates.offered ?? null },
    { name: 'reads.sent', unit: 'tps', of: ({ reads }) => reads?.rates.sent ?? null },
    {
      name: 'reads.failed',
      unit: 'share',
      of: ({ reads }) => (reads && reads.window.due > 0 ? reads.window.failed / reads.window.due : null),
    },
  ];
  for (const [name, of] of READ_FIGURES) {
    for (const [statistic, pick] of Object.entries(STATISTICS)) {
      const figure = ({ reads }: RunRecord) => {
        const summary = reads && of(reads);
        return summary && pick(summary);
      };
      metrics.push({ name: `${name}.${statistic}`, unit: 'ns', of: figure });
    }
  }
  return metrics;
}

function list(): Metric[] {
  const metrics: Metric[] = THROUGHPUTS.map(([name, unit, key]) => ({
    name,
    unit,
    of: ({ reads, throughput }) => (reads?.alone ? null : throughput[key]),
  }));
  for (const count of COUNTS) {
    metrics.push({ name: `ledger.${count}`, unit: 'count', of: (r) => r.ledger[count] });
  }
  for (const [part, whole] of RATES) {
    const of = ({ windowLedger: l }: RunRecord) => (l[whole] === 0 ? null : l[part] / l[whole]);
    metrics.push({ name: `${part}.rate`, unit: 'share', of });
  }
  for (const latency of LATENCIES) {
    for (const [statistic, pick] of Object.entries(STATISTICS)) {
      metrics.push({ name: `${latency}.${statistic}`, unit: 'ns', of: (r) => pick(r.latency[latency]) });
    }
  }
  return [...metrics, ...readMetrics()];
}

export const METRICS: readonly Metric[] = list();

export function metricNamed(name: string): Metric | undefined {
  return METRICS.find((metric) => metric.name === name);
}

/** Every figure of a record that has a name: thresholds ask for them, comparisons and tables will. */
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

function list(): Metric[] {
  const metrics: Metric[] = [
    { name: 'goodput', unit: 'tps', of: (r) => r.throughput.goodputTps },
    { name: 'offered', unit: 'tps', of: (r) => r.throughput.offeredTps },
    { name: 'sent', unit: 'tps', of: (r) => r.throughput.sentTps },
    { name: 'gas', unit: 'gas', of: (r) => r.throughput.gasPerSecond },
    { name: 'accepted', unit: 'tps', of: (r) => r.throughput.acceptedTps },
    { name: 'included', unit: 'tps', of: (r) => r.throughput.includedTps },
  ];
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
  return metrics;
}

export const METRICS: readonly Metric[] = list();

export function metricNamed(name: string): Metric | undefined {
  return METRICS.find((metric) => metric.name === name);
}

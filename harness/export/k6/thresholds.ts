/**
 * Thresholds of a plan as thresholds of k6, or why there is no such thing.
 *
 * A script of k6 knows what it sent and what the node answered; it sees no blocks. k6 passes a threshold on a metric that
 * has no values, we fail it: so each gets another one beside it, that there are values at all.
 */
import { parseThreshold, type Threshold } from '../../measure/index.ts';
import type { K6Load } from './load.ts';

export interface K6Thresholds {
  /** As they stand in `options.thresholds`. */
  readonly byMetric: { readonly [metric: string]: readonly string[] };
  readonly withoutCounterpart: readonly { readonly expression: string; readonly why: string }[];
}

/** What of a metric of k6 is held against a bound. */
interface Counterpart {
  readonly metric: string;
  /** `count`, `rate`, `avg`, `p(99)`, ... */
  readonly aggregate: string;
  readonly bound: number;
  /** A counter that must not be 0 for the figure to mean anything. */
  readonly basis?: string;
}

export function k6Thresholds(expressions: readonly string[], load: K6Load): K6Thresholds {
  const byMetric: Record<string, string[]> = {};
  const add = (metric: string, condition: string) => {
    byMetric[metric] ??= [];
    if (!byMetric[metric].includes(condition)) byMetric[metric].push(condition);
  };
  const withoutCounterpart: { expression: string; why: string }[] = [];
  for (const expression of expressions) {
    const threshold = parseThreshold(expression);
    const found = counterpartOf(threshold, load);
    if (typeof found === 'string') withoutCounterpart.push({ expression, why: found });
    else {
      add(found.metric, `${found.aggregate}${threshold.comparison}${plain(found.bound)}`);
      if (found.basis !== undefined) add(found.basis, 'count>0');
    }
  }
  return { byMetric, withoutCounterpart };
}

/** Figures without an exponent and without the noise of binary fractions. */
function plain(value: number): string {
  return String(Number(value.toFixed(9)));
}

const STATISTICS: Readonly<Record<string, string>> = {
  min: 'min',
  mean: 'avg',
  p50: 'med',
  p90: 'p(90)',
  p99: 'p(99)',
  p999: 'p(99.9)',
  max: 'max',
};

/** Latencies that the script measures, each with the counter of what it is measured of. */
const TRENDS: Readonly<Record<string, string>> = { submit: 'accepted', rejection: 'rejected' };
const COUNTERS: Readonly<Record<string, string>> = {
  'ledger.admitted': 'sent',
  'ledger.accepted': 'accepted',
  'ledger.rejected': 'rejected',
  'ledger.unanswered': 'unanswered',
};
const RATES: Readonly<Record<string, string>> = {
  'rejected.rate': 'rejected_rate',
  'unanswered.rate': 'unanswered_rate',
};
const THROUGHPUTS = ['sent', 'accepted'];

function counterpartOf({ metric: { name }, bound }: Threshold, load: K6Load): Counterpart | string {
  const inWindow = (metric: string) => (load.warmupMs > 0 ? `${metric}{phase:window}` : metric);
  const [stem = '', statistic = ''] = name.split('.');
  if (stem in TRENDS && statistic in STATISTICS) {
    const basis = inWindow(TRENDS[stem]!);
    return { metric: inWindow(stem), aggregate: STATISTICS[statistic]!, bound: bound / 1e6, basis };
  }
  if (name in RATES) {
    return { metric: inWindow(RATES[name]!), aggregate: 'rate', bound, basis: inWindow('sent') };
  }
  if (name in COUNTERS) return { metric: COUNTERS[name]!, aggregate: 'count', bound };
  if (name === 'ledger.dropped' || name === 'dropped.rate') return dropped(name, bound, load);
  if (THROUGHPUTS.includes(name)) {
    // k6 divides counts by how long the whole test took: here they are held against the window of the plan.
    if (load.windowMs === null) return 'a closed load ends when all is sent, so it has no time to divide by';
    return { metric: inWindow(name), aggregate: 'count', bound: bound * (load.windowMs / 1000) };
  }
  return reasonOf(stem, name);
}

/** What k6 has no free VU for it counts, but it does not say when that was. */
function dropped(name: string, bound: number, load: K6Load): Counterpart | string {
  if (load.windowMs === null) return 'a closed load drops nothing';
  const counter = { metric: 'dropped_iterations', aggregate: 'count' };
  if (name === 'ledger.dropped') return { ...counter, bound };
  if (load.warmupMs > 0) return 'k6 does not say whether it dropped arrivals in the warm-up or after';
  return { ...counter, bound: bound * load.count };
}

function reasonOf(stem: string, name: string): string {
  if (stem === 'lag' || stem === 'waiting') return 'k6 does not measure how late it is itself';
  if (stem === 'unanswered') return 'k6 does not time what is never answered';
  if (name === 'offered' || name === 'ledger.scheduled') return 'k6 does not count what was due';
  return 'a k6 script sees answers, not blocks';
}

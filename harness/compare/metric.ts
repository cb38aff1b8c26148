/** One metric of two sides: summaries, difference, interval, verdict. */
import type { Metric } from '../measure/index.ts';
import { LakhError } from '../std/errors.ts';
import { differenceInterval, type Interval, medianInterval } from './bootstrap.ts';
import { betterOf, DIFFER, describeDifference, kindOf } from './difference.ts';
import { median } from './quantile.ts';
import type { MetricComparison, Settings, Side, SideRun, SideSummary, Verdict } from './types.ts';

/** Runs a side, or pairs, below which there is no verdict: with fewer, false alarms come too often. */
export const FEWEST_RUNS = 5;

type Drawing = Pick<Settings, 'confidence' | 'resamples' | 'seed'>;

/** What can be said of a difference; `why` is set where something cannot. */
export interface Estimate {
  readonly difference: number | null;
  readonly interval: Interval | null;
  readonly why: string | null;
}

const NOTHING = { difference: null, interval: null };

/** All that the runs say of a metric, before anybody judges it. */
export type Measured = Omit<MetricComparison, 'floor' | 'verdict' | 'why'> & {
  /** Why the interval does not allow a verdict; `null` where it does. */
  readonly unsure: string | null;
};

/** Throws `bad-record` when a value is no finite number. */
export function measureMetric(metric: Metric, baseline: Side, candidate: Side, settings: Settings): Measured {
  const [from, to] = [baseline, candidate].map((side) => side.runs.map((run) => figureOf(metric, run)));
  const kind = kindOf(metric);
  const estimate = estimateOf(from!, to!, kind, settings, settings.paired);
  return {
    metric: metric.name,
    unit: metric.unit,
    better: betterOf(metric),
    kind,
    baseline: summaryOf(from!),
    candidate: summaryOf(to!),
    difference: estimate.difference,
    low: estimate.interval?.low ?? null,
    high: estimate.interval?.high ?? null,
    unsure: estimate.why,
  };
}

function figureOf(metric: Metric, { name, record }: SideRun): number | null {
  const value = metric.of(record);
  if (value === null || Number.isFinite(value)) return value;
  throw new LakhError('bad-record', `${metric.name} of ${name} (${record.id}) is ${value}`, {
    hint: 'the record was changed after it was written; leave it out',
  });
}

/** Compares one metric; `floor` is of the kind of the difference. Errors as `measureMetric`. */
export function compareMetric(
  metric: Metric,
  baseline: Side,
  candidate: Side,
  floor: number,
  settings: Settings,
): MetricComparison {
  const { unsure, ...values } = measureMetric(metric, baseline, candidate, settings);
  return { ...values, floor, ...verdictOf(values, unsure, floor) };
}

export function summaryOf(all: readonly (number | null)[]): SideSummary {
  const values = all.filter((value) => value !== null);
  const some = values.length > 0;
  return {
    runs: all.length,
    values,
    median: median(values),
    min: some ? Math.min(...values) : null,
    max: some ? Math.max(...values) : null,
  };
}

/** Difference and interval. With pairs, the i-th of one belongs to the i-th of the other. */
export function estimateOf(
  baseline: readonly (number | null)[],
  candidate: readonly (number | null)[],
  kind: MetricComparison['kind'],
  drawing: Drawing,
  paired: boolean,
): Estimate {
  const [from, to] = [baseline, candidate].map((side) => side.filter((value) => value !== null));
  const missing = baseline.length + candidate.length - from!.length - to!.length;
  if (missing > 0) {
    // Runs without a value are not a fair sample of all runs: mostly they are the worst.
    return { ...NOTHING, why: `no value in ${missing} of ${baseline.length + candidate.length} runs` };
  }
  if (kind === 'relative' && from!.some((value) => value <= 0)) {
    return { ...NOTHING, why: 'the baseline is 0 or less in some run: there is no share of that' };
  }
  const differ = DIFFER[kind];
  if (paired) {
    const each = from!.map((value, pair) => differ(value, to![pair]!));
    return limited(median(each), each.length, 'pair', () => medianInterval(each, drawing));
  }
  const fewest = Math.min(from!.length, to!.length);
  return limited(differ(median(from!)!, median(to!)!), fewest, 'run', () =>
    differenceInterval(from!, to!, drawing, differ),
  );
}

function limited(difference: number | null, size: number, noun: string, interval: () => Interval): Estimate {
  const a = noun === 'run' ? ' a side' : '';
  if (size === 0) return { ...NOTHING, why: `no ${noun}` };
  if (size === 1) return { difference, interval: null, why: `one ${noun}${a}: there is no interval` };
  const why = size < FEWEST_RUNS ? `${size} ${noun}s${a}: a verdict takes ${FEWEST_RUNS}` : null;
  return { difference, interval: interval(), why };
}

/** Worse or better only when the whole interval is past the floor, the same only when all of it is within. */
function verdictOf(
  { low, high, better, kind }: Pick<MetricComparison, 'low' | 'high' | 'better' | 'kind'>,
  unsure: string | null,
  floor: number,
): { verdict: Verdict; why: string } {
  if (unsure !== null || low === null || high === null) {
    return { verdict: 'inconclusive', why: unsure ?? 'there is no interval' };
  }
  const bound = describeDifference(floor, kind).replace('+', '');
  if (low > floor || high < -floor) {
    const verdict = low > floor === (better === 'higher') ? 'better' : 'worse';
    return { verdict, why: `the whole interval is past the floor of ${bound}` };
  }
  if (low >= -floor && high <= floor) {
    return { verdict: 'same', why: `the whole interval is within the floor of ${bound}` };
  }
  return {
    verdict: 'inconclusive',
    why: `the interval reaches across the floor of ${bound}: take more runs`,
  };
}

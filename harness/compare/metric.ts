/** One metric of two sides: summaries, difference, interval, verdict. */
import type { Metric } from '../measure/index.ts';
import { LakhError } from '../std/errors.ts';
import { differenceInterval, type Interval, medianInterval } from './bootstrap.ts';
import { betterOf, DIFFER, describeDifference, kindOf } from './difference.ts';
import { median } from './quantile.ts';
import { fewestFor, signInterval } from './sign-interval.ts';
import type { MetricComparison, Settings, Side, SideRun, SideSummary, Verdict } from './types.ts';

/** Runs a side below which there is no verdict: with fewer, false alarms come too often. Of pairs it takes `fewestFor`. */
export const FEWEST_RUNS = 5;

/** How far apart the ends of an interval may be, as a factor: beyond, the runs scatter too much to tell anything. */
export const WIDEST = 2;

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
    const fewest = fewestFor(drawing.confidence);
    return limited(median(each), kind, each.length, 'pair', fewest, () => pairsInterval(each, drawing));
  }
  const size = Math.min(from!.length, to!.length);
  const difference = size === 0 ? null : differ(median(from!)!, median(to!)!);
  return limited(difference, kind, size, 'run', FEWEST_RUNS, () =>
    differenceInterval(from!, to!, drawing, differ),
  );
}

/** The bootstrap's, but not narrower than that of the sign test: of few pairs it would claim too much. */
function pairsInterval(each: readonly number[], drawing: Drawing): Interval {
  const drawn = medianInterval(each, drawing);
  const sure = signInterval(each, drawing.confidence) ?? drawn;
  return { low: Math.min(drawn.low, sure.low), high: Math.max(drawn.high, sure.high) };
}

function limited(
  difference: number | null,
  kind: MetricComparison['kind'],
  size: number,
  noun: 'run' | 'pair',
  fewest: number,
  intervalOf: () => Interval,
): Estimate {
  const a = noun === 'run' ? ' a side' : '';
  if (size === 0) return { ...NOTHING, why: `no ${noun}` };
  if (size === 1) return { difference, interval: null, why: `one ${noun}${a}: there is no interval` };
  const interval = intervalOf();
  if (size < fewest) return { difference, interval, why: `${size} ${noun}s${a}: a verdict takes ${fewest}` };
  const why = `the runs scatter too much: the interval spans more than a factor of ${WIDEST}`;
  return { difference, interval, why: kind === 'relative' && isTooWide(interval) ? why : null };
}

/** Products, as all of the candidate's runs may be 0. Past the factor on one side all is clear, however wide it is. */
function isTooWide({ low, high }: Interval): boolean {
  const [least, most] = [1 + low, 1 + high];
  return most > WIDEST * least && least < WIDEST && most * WIDEST > 1;
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

/** A comparison in words and figures: what every form of it says in the same way. */
import {
  type Comparison,
  describeDifference,
  type MetricComparison,
  type Side,
} from '../../harness/compare/index.ts';
import { formatCount, formatFigure, NOTHING, plural, printable } from '../format.ts';
import { describeLoad, describeRun } from '../headline.ts';

/** A comparison with the records behind it. */
export interface Compared {
  readonly comparison: Comparison;
  readonly sides: readonly Side[];
}

/** `-5.02 %`, a dash where it cannot be said. */
export function differenceOf({ difference, kind }: MetricComparison): string {
  return difference === null ? NOTHING : describeDifference(difference, kind);
}

/** `-6.10 to -3.90 %`. */
export function intervalOf({ low, high, kind }: Pick<MetricComparison, 'low' | 'high' | 'kind'>): string {
  if (low === null || high === null) return 'no interval';
  const from = describeDifference(low, kind).replace(/ .*/, '');
  return `${from} to ${describeDifference(high, kind)}`;
}

export function medianOf(metric: MetricComparison, side: 'baseline' | 'candidate'): string {
  return formatFigure(metric[side].median, metric.unit);
}

/** What the sides are of: the runs of one alone, as they are of the same thing. */
export function describeSubject({ sides }: Compared): string {
  const records = sides.flatMap(({ runs }) => runs.map(({ record }) => record));
  const names = [...new Set(records.map(describeRun))].join(' against ');
  return `${names}, ${describeLoad(records[0]!)}`;
}

/** `A  runs/base, 10 runs`. */
export function sideRows({ sides }: Comparison): [label: string, from: string, runs: string][] {
  return sides.map(({ label, from, runs }) => [label, printable(from), plural(runs.length, 'run')]);
}

/** How the intervals were made. */
export function describeMethod({ settings }: Comparison): string {
  const { confidence, resamples, seed, paired } = settings;
  const what = paired ? 'pairs of runs' : 'whole runs';
  const of = paired ? 'the median of the differences of pairs' : 'the difference of medians';
  return `${Number((confidence * 100).toFixed(2))} % percentile intervals of ${of}, bootstrap over ${what}, ${formatCount(resamples)} resamples, seed ${seed}`;
}

/** Whether any side has one run alone, so that nothing can be said of chance. */
export function isSingle({ sides }: Comparison): boolean {
  return sides.some(({ runs }) => runs.length < 2);
}

export const SINGLE =
  'One run a side has no interval: nobody can tell a difference from chance. Repeat the runs, or use `lakh ab`.';

/** How often each verdict was given, in this order, without those that were not. */
export function tally(metrics: readonly MetricComparison[]): string {
  return (['worse', 'better', 'same', 'inconclusive'] as const)
    .map((verdict) => [verdict, metrics.filter((one) => one.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
}

/** `1`, `2 =` where it is shared, a dash without an interval. */
export function rankOf(rank: Comparison['ranks'][number], all: Comparison['ranks']): string {
  if (rank.rank === null) return NOTHING;
  return all.filter((other) => other.rank === rank.rank).length > 1 ? `${rank.rank} =` : String(rank.rank);
}

/** Why metrics are inconclusive: each reason once, with the metrics that it holds for. */
export function unsureBecause(metrics: readonly MetricComparison[]): { names: string; why: string }[] {
  const unsure = metrics.filter(({ verdict }) => verdict === 'inconclusive');
  return [...new Set(unsure.map(({ why }) => why))].map((why) => {
    const names = unsure.filter((one) => one.why === why).map(({ metric }) => metric);
    const few =
      names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
    return { names: few, why };
  });
}

/** A trend for the terminal: the changes in words, then a line a run. */
import type { Change, MetricTrend, Trend } from '../../harness/history/index.ts';
import { formatShare, plural, printable } from '../format.ts';
import { tableLines } from '../table.ts';
import { figureOf } from './figure.ts';
import { momentOf } from './moment.ts';

/** Runs past this many, the oldest of them, are in the page only. */
const LISTED = 30;

export function trendText(trend: Trend): string {
  const heading = printable(`${trend.workload} on ${trend.target}`);
  return `${[heading, ...trend.metrics.flatMap((one) => ['', ...metricLines(one, trend)]), ...notes(trend)].join('\n')}\n`;
}

function metricLines(one: MetricTrend, trend: Trend): string[] {
  const { metric, unit, points, changes } = one;
  const shown = points.slice(-LISTED);
  const first = points.length - shown.length;
  const rows = shown.map(({ path, startedAt, value, tags }, at) => [
    changes.some(({ index }) => index === first + at) ? '>' : '',
    printable(path),
    momentOf(startedAt),
    figureOf(value, unit),
    tags.join(' '),
  ]);
  return [
    `${metric}, ${plural(points.length, 'run')}${first > 0 ? `, the last ${LISTED} of them below` : ''}`,
    ...(changes.length === 0 ? [`  ${withoutChange(points.length, trend)}`] : []),
    ...changes.map((change) => `  ${describeChange(change, one)}`),
    ...tableLines(rows, ['left', 'left', 'left', 'right', 'left'], 2),
  ];
}

export function withoutChange(runs: number, { shortest }: Trend): string {
  return runs < 2 * shortest
    ? `Too few runs to tell a change: ${2 * shortest} are needed.`
    : 'No change was found.';
}

/** `2026-01-06 12:00:00 x: 1,000/s -> 900.0/s (-10.00 %, p 0.002)`. */
export function describeChange(change: Change, { points, unit }: MetricTrend): string {
  const { startedAt, path } = points[change.index]!;
  const levels = `${figureOf(change.before, unit)} -> ${figureOf(change.after, unit)}`;
  const plan = change.otherPlan ? '; the plan is another one from there on' : '';
  return `Changed at ${printable(path)} (${momentOf(startedAt)}): ${levels} (${differenceOf(change)}, p ${change.pValue.toFixed(3)})${plan}`;
}

export function differenceOf({ difference }: Change): string {
  if (difference === null) return 'from nothing';
  return `${difference < 0 ? '-' : '+'}${formatShare(Math.abs(difference))}`;
}

/** What a reader must know to judge the page. */
export function notes({ invalid, level }: Trend): string[] {
  return [
    '',
    `Changes by E-divisive; in a series without change one is found with a chance of ${formatShare(level)} at most.`,
    ...(invalid > 0 ? [`${plural(invalid, 'run')} left out: the measurement is invalid.`] : []),
  ];
}

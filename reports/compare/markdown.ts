/** A comparison in GitHub's Markdown. */
import type { MetricComparison, Verdict } from '../../harness/compare/index.ts';
import { formatFigure } from '../format.ts';
import { markdownTable, plain } from '../markdown-text.ts';
import {
  type Compared,
  describeMethod,
  describeSubject,
  differenceOf,
  intervalOf,
  isSingle,
  medianOf,
  rankOf,
  SINGLE,
  sideRows,
  tally,
} from './words.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  worse: '❌ **worse**',
  better: '✅ better',
  same: 'same',
  inconclusive: '❔ inconclusive',
};

export function comparisonMarkdown(compared: Compared): string {
  const { comparison } = compared;
  const parts = [
    `### ${comparison.against.map(({ label, metrics }) => `${label} against A: ${tally(metrics)}`).join(' · ')}`,
    plain(describeSubject(compared)),
    markdownTable(
      ['', 'runs from', 'runs'],
      sideRows(comparison).map((row) => row.map(plain)),
      [1],
    ),
    ...comparison.warnings.map((warning) => `> **Warning.** ${plain(warning)}`),
    isSingle(comparison) ? `> **Warning.** ${SINGLE}` : '',
    ...comparison.against.map(({ label, metrics }) => metricTable(label, metrics)),
    comparison.sides.length > 2 ? rankTable(comparison) : '',
    `<sub>${describeMethod(comparison)}</sub>`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function metricTable(label: string, metrics: readonly MetricComparison[]): string {
  const rows = metrics.map((metric) => [
    metric.metric,
    medianOf(metric, 'baseline'),
    medianOf(metric, 'candidate'),
    differenceOf(metric),
    intervalOf(metric),
    MARKS[metric.verdict],
    metric.why,
  ]);
  return markdownTable(['', 'A', label, 'difference', 'interval', 'verdict', 'because'], rows, [5, 6]);
}

function rankTable({ ranks }: Compared['comparison']): string {
  const tps = (value: number | null) => formatFigure(value, 'tps');
  const rows = ranks.map((rank) => [
    rankOf(rank, ranks),
    rank.label,
    tps(rank.median),
    rank.low === null ? 'no interval' : `${tps(rank.low)} to ${tps(rank.high)}`,
  ]);
  return markdownTable(['Rank', 'side', 'goodput', 'interval'], rows, [1]);
}

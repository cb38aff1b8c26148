/** A comparison in the terminal. */
import pc from 'picocolors';
import type { MetricComparison, Rank, Verdict } from '../../harness/compare/index.ts';
import { formatFigure, printable } from '../format.ts';
import { tableLines, wrapLines } from '../table.ts';
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
  unsureBecause,
} from './words.ts';

const WIDTH = 80;
type Colors = ReturnType<typeof pc.createColors>;

export function comparisonText(compared: Compared, color = false): string {
  const { comparison } = compared;
  const colors = pc.createColors(color);
  const sections = [
    [
      ...wrapLines(describeSubject(compared), WIDTH, 0).map(colors.bold),
      ...tableLines(sideRows(comparison), ['left', 'left', 'left']),
    ],
    comparison.warnings.flatMap((warning) =>
      wrapLines(`warning: ${printable(warning)}`, WIDTH, 0).map(colors.yellow),
    ),
    isSingle(comparison) ? wrapLines(SINGLE, WIDTH, 0).map(colors.yellow) : [],
    ...comparison.against.map(({ label, metrics }) => metricLines(label, metrics, colors)),
    comparison.sides.length > 2 ? rankLines(comparison.ranks, colors) : [],
    wrapLines(describeMethod(comparison), WIDTH, 0).map(colors.dim),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const PAINTS: Readonly<Record<Verdict, 'red' | 'green' | 'dim' | 'yellow'>> = {
  worse: 'red',
  better: 'green',
  same: 'dim',
  inconclusive: 'yellow',
};

function metricLines(label: string, metrics: readonly MetricComparison[], colors: Colors): string[] {
  const rows = metrics.map((metric) => [
    metric.metric,
    medianOf(metric, 'baseline'),
    medianOf(metric, 'candidate'),
    differenceOf(metric),
    intervalOf(metric),
    metric.verdict,
  ]);
  const [head, ...body] = tableLines(
    [['', 'A', label, 'difference', 'interval', 'verdict'], ...rows],
    ['left', 'right', 'right', 'right', 'right', 'left'],
  );
  return [
    colors.bold(`${label} against A: ${tally(metrics)}`),
    colors.dim(head!),
    ...body.map((line, row) => colors[PAINTS[metrics[row]!.verdict]](line)),
    ...unsureBecause(metrics).flatMap(({ names, why }) => wrapLines(`${names}: ${why}`, WIDTH)),
  ];
}

function rankLines(ranks: readonly Rank[], colors: Colors): string[] {
  const tps = (value: number | null) => formatFigure(value, 'tps');
  const rows = ranks.map((rank) => [
    rankOf(rank, ranks),
    rank.label,
    tps(rank.median),
    rank.low === null ? 'no interval' : `${tps(rank.low)} to ${tps(rank.high)}`,
  ]);
  return [
    colors.bold('Ranks by goodput; sides whose intervals overlap share one'),
    ...tableLines(rows, ['left', 'left', 'right', 'right']),
  ];
}

/** Several sides by goodput: who is faster than whom, and who cannot be told apart. */
import { metricNamed } from '../measure/index.ts';
import { medianInterval } from './bootstrap.ts';
import { FEWEST_RUNS } from './metric.ts';
import { median } from './quantile.ts';
import type { Rank, Settings, Side } from './types.ts';

/** In the order of their medians; a side's rank is one more than the sides that are faster by their whole interval. */
export function ranksOf(sides: readonly Side[], settings: Settings): Rank[] {
  const goodput = metricNamed('goodput')!;
  const rows = sides.map(({ label, runs }) => {
    const values = runs.flatMap(({ record }) => goodput.of(record) ?? []);
    const interval = values.length < FEWEST_RUNS ? null : medianInterval(values, settings);
    return { label, median: median(values), low: interval?.low ?? null, high: interval?.high ?? null };
  });
  return rows
    .map((row) => ({ ...row, rank: rankAmong(row, rows) }))
    .sort((a, b) => (b.median ?? -1) - (a.median ?? -1));
}

type Row = Omit<Rank, 'rank'>;

function rankAmong({ high }: Row, rows: readonly Row[]): number | null {
  if (high === null || rows.some((row) => row.low === null)) return null;
  return 1 + rows.filter((other) => other.low! > high).length;
}

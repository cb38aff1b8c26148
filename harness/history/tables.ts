/** What `lakh runs sql` can ask for: tables made from records, by pure functions. */
import { METRICS } from '../measure/index.ts';
import type { Series } from '../spec/record.ts';
import type { StoredRun } from './find-runs.ts';

export type ColumnType = 'VARCHAR' | 'DOUBLE' | 'BIGINT' | 'BOOLEAN' | 'TIMESTAMP' | 'VARCHAR[]' | 'JSON';
/** Times as text in ISO 8601, whole numbers as numbers; `database.ts` turns them into the column's type. */
export type Cell = string | number | boolean | null | readonly string[];

export interface Table {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
  /** The rows of one run. */
  rowsOf(run: StoredRun): Cell[][];
}

/** `inclusion.p99` is the column `inclusion_p99`. */
export function columnOf(metric: string): string {
  return metric.replaceAll('.', '_');
}

/** A column with where its value comes from: the two never get out of step. */
type Drawn<Row> = readonly [name: string, type: ColumnType, of: (row: Row) => Cell];

function table<Row>(
  name: string,
  rows: (run: StoredRun) => readonly Row[],
  columns: readonly Drawn<{ run: StoredRun; row: Row; index: number }>[],
): Table {
  return {
    name,
    columns: columns.map(([column, type]) => [column, type]),
    rowsOf: (run) => rows(run).map((row, index) => columns.map(([, , of]) => of({ run, row, index }))),
  };
}

const RUN: Drawn<{ run: StoredRun }> = ['run', 'VARCHAR', ({ run }) => run.record.id];

const runs = table('runs', (run) => [run.record], [
  ['id', 'VARCHAR', ({ row }) => row.id],
  ['folder', 'VARCHAR', ({ run }) => run.folder],
  ['tags', 'VARCHAR[]', ({ run }) => run.tags],
  ['started', 'TIMESTAMP', ({ row }) => row.startedAt],
  ['ended', 'TIMESTAMP', ({ row }) => row.endedAt],
  ['lakh', 'VARCHAR', ({ row }) => row.lakh],
  ['workload', 'VARCHAR', ({ row }) => row.plan.workload.name],
  ['target', 'VARCHAR', ({ row }) => row.plan.target.name],
  ['arrival', 'VARCHAR', ({ row }) => row.plan.load.arrival],
  ['rate', 'DOUBLE', ({ row }) => numberIn(row.plan.load.rate)],
  ['duration_ms', 'DOUBLE', ({ row }) => numberIn(row.plan.load.durationMs)],
  ['seed', 'BIGINT', ({ row }) => row.plan.seed],
  ['workers', 'BIGINT', ({ row }) => row.plan.workers],
  ['plan', 'JSON', ({ row }) => JSON.stringify(row.plan)],
  ['node', 'VARCHAR', ({ row }) => row.environment.node],
  ['platform', 'VARCHAR', ({ row }) => row.environment.platform],
  ['cpu', 'VARCHAR', ({ row }) => row.environment.cpu],
  ['cores', 'BIGINT', ({ row }) => row.environment.cores],
  ['chain_id', 'BIGINT', ({ row }) => row.chain.chainId],
  ['client', 'VARCHAR', ({ row }) => row.chain.client],
  ['block_gas_limit', 'BIGINT', ({ row }) => row.chain.blockGasLimit],
  ['ending', 'VARCHAR', ({ row }) => row.ending],
  ['verdict', 'VARCHAR', ({ row }) => row.verdict.verdict],
  ['doubts', 'VARCHAR[]', ({ row }) => row.verdict.reasons.map(({ code }) => code)],
  ['oracle_passed', 'BOOLEAN', ({ row }) => (row.oracle.read ? row.oracle.passed : null)],
  ['thresholds_failed', 'BIGINT', ({ row }) => row.thresholds.filter((one) => !one.passed).length],
  ['conflict_rate', 'DOUBLE', ({ row }) => row.conflicts?.rate ?? null],
  ['cpu_micros', 'BIGINT', ({ row }) => row.harness.cpuMicros],
  ['target_cpu_micros', 'BIGINT', ({ row }) => row.harness.targetCpuMicros],
  ['rss_max_bytes', 'BIGINT', ({ row }) => row.harness.rssMaxBytes],
  ...METRICS.map(
    (metric) =>
      [columnOf(metric.name), 'DOUBLE', ({ run }) => metric.of(run.record)] as Drawn<{ run: StoredRun }>,
  ),
]);

const metrics = table('metrics', () => METRICS, [
  RUN,
  ['metric', 'VARCHAR', ({ row }) => row.name],
  ['unit', 'VARCHAR', ({ row }) => row.unit],
  ['value', 'DOUBLE', ({ run, row }) => row.of(run.record)],
]);

const blocks = table('blocks', ({ record }) => record.blocks, [
  RUN,
  ['number', 'BIGINT', ({ row }) => row.number],
  ['seen_ns', 'DOUBLE', ({ row }) => row.seenNs],
  ['timestamp_s', 'BIGINT', ({ row }) => row.timestampS],
  ['gas_used', 'BIGINT', ({ row }) => row.gasUsed],
  ['gas_limit', 'BIGINT', ({ row }) => row.gasLimit],
  ['base_fee_wei', 'DOUBLE', ({ row }) => (row.baseFeeWei === null ? null : Number(row.baseFeeWei))],
  ['transactions', 'BIGINT', ({ row }) => row.transactions],
  ['ours', 'BIGINT', ({ row }) => row.ours],
]);

const COUNTED = ['offered', 'dropped', 'sent', 'accepted', 'rejected', 'included', 'succeeded'] as const;
const TIMED: readonly (readonly [string, keyof Series])[] = [
  ['in_flight', 'inFlight'],
  ['gas', 'gas'],
  ['inclusion_p50_ns', 'inclusionP50Ns'],
  ['inclusion_p90_ns', 'inclusionP90Ns'],
  ['inclusion_p99_ns', 'inclusionP99Ns'],
  ['inclusion_max_ns', 'inclusionMaxNs'],
];

type Second = { run: StoredRun; index: number };
const series = table('series', ({ record }) => record.series.offered, [
  RUN,
  ['second', 'BIGINT', ({ index }) => index],
  ...COUNTED.map(
    (name) => [name, 'BIGINT', ({ run, index }) => run.record.series[name][index] ?? null] as Drawn<Second>,
  ),
  ...TIMED.map(
    ([name, column]) =>
      [name, 'DOUBLE', ({ run, index }) => run.record.series[column][index] ?? null] as Drawn<Second>,
  ),
]);

const actions = table('actions', ({ record }) => record.actions, [
  RUN,
  ['action', 'VARCHAR', ({ row }) => row.action],
  ['count', 'BIGINT', ({ row }) => row.count],
  ['succeeded', 'BIGINT', ({ row }) => row.succeeded],
  ['reverted', 'BIGINT', ({ row }) => row.reverted],
  ['gas_used', 'BIGINT', ({ row }) => row.gasUsed],
]);

export const TABLES: readonly Table[] = [runs, metrics, blocks, series, actions];

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

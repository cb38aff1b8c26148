/** The runs of a folder, a line or an object each. */
import type { RunRecord } from '../../harness/spec/index.ts';
import { formatMaybeDuration, formatRate, printable } from '../format.ts';
import { tableLines } from '../table.ts';
import { momentOf } from './moment.ts';

/** A run as the list needs it. */
export interface Listed {
  readonly path: string;
  readonly folder: string;
  readonly record: RunRecord;
  readonly tags: readonly string[];
}

const HEADER = ['run', 'started', 'workload', 'target', 'verdict', 'goodput', 'incl. p99', 'tags'];
const ALIGN = ['left', 'left', 'left', 'left', 'left', 'right', 'right', 'left'] as const;

/** In the order given; the header first. */
export function runsTable(runs: readonly Listed[]): string {
  const rows = runs.map(({ path, record, tags }) =>
    [
      path,
      momentOf(record.startedAt),
      record.plan.workload.name,
      record.plan.target.name,
      record.verdict.verdict,
      `${formatRate(record.throughput.goodputTps)}/s`,
      formatMaybeDuration(record.latency.inclusion.p99Ns),
      tags.join(' '),
    ].map((cell) => printable(cell)),
  );
  return `${tableLines([HEADER, ...rows], ALIGN, 0).join('\n')}\n`;
}

/** What `lakh runs list --json` says of each; rates in 1/s, times in nanoseconds. */
export function runsObject(runs: readonly Listed[]) {
  return {
    runs: runs.map(({ path, folder, record, tags }) => ({
      id: record.id,
      path,
      folder,
      startedAt: record.startedAt,
      workload: record.plan.workload.name,
      target: record.plan.target.name,
      verdict: record.verdict.verdict,
      goodputTps: record.throughput.goodputTps,
      inclusionP99Ns: record.latency.inclusion.p99Ns,
      tags,
    })),
  };
}

/** What reports say of reads: the headline of a run that only reads, the rows of their table, and what failed. */
import type { LatencySummary, ReadFailureRow, ReadsRecord, RunRecord } from '../harness/spec/index.ts';
import { formatCount, formatRate, formatShare, plural } from './format.ts';
import { GOAL_TPS } from './headline.ts';

export interface Headline {
  /** Per second. */
  readonly value: string;
  readonly unit: string;
  /** Of what it is held against, 0 to 1. */
  readonly share: number;
  /** The share in words: `1.00 % of 100,000 TPS`. */
  readonly ofWhat: string;
}

/** The figure of the run: its goodput against the goal, or what it read against what was asked. */
export function headlineOf({ reads, throughput }: RunRecord): Headline {
  const [rate, whole] = reads?.alone
    ? [reads.rates.ok, reads.rates.offered]
    : [throughput.goodputTps, GOAL_TPS];
  const share = whole === 0 ? 0 : rate / whole;
  return {
    value: formatRate(rate),
    unit: reads?.alone ? 'reads a second' : 'TPS goodput',
    share,
    ofWhat: `${formatShare(share)} of ${formatRate(whole)} ${reads?.alone ? 'asked' : 'TPS'}`,
  };
}

/** `asked 500/s, sent 500/s, answered rightly 498/s`. */
export function describeReadRates({ rates }: ReadsRecord): string {
  return `asked ${formatRate(rates.offered)}/s, sent ${formatRate(rates.sent)}/s, answered rightly ${formatRate(rates.ok)}/s`;
}

/** The law of reads, over the whole run. */
export function describeReadCounts({ total, waited, readers }: ReadsRecord): string {
  const { due, ok, failed } = total;
  const busiest = Math.max(0, ...readers.map(({ eventLoopUtilisation }) => eventLoopUtilisation));
  const law = `${formatCount(due)} due ${due === ok + failed ? '=' : '≠'} ${formatCount(ok)} answered rightly + ${formatCount(failed)} failed`;
  return `whole run: ${law}; ${plural(waited, 'read')} waited for a connection; readers at most ${Math.round(busiest * 100)} % busy`;
}

export interface ReadRow {
  readonly name: string;
  readonly meaning: string;
  /** `null` where failures are not counted by this row. */
  readonly failed: number | null;
  readonly latency: LatencySummary;
}

const RPC = {
  call: 'eth_call',
  balance: 'eth_getBalance',
  logs: 'eth_getLogs',
  block: 'eth_getBlockByNumber',
} as const;

/** By method, then of all: right answers from the due time, from sending, the reader's own lateness, and failures. */
export function readRows({ methods, window, latency }: ReadsRecord): ReadRow[] {
  const rows: ReadRow[] = [
    ...methods.map((one) => ({
      name: one.method,
      meaning: `${RPC[one.method]}, due to answered`,
      failed: one.failed,
      latency: one.latency,
    })),
    { name: 'all', meaning: 'due to answered', failed: window.failed, latency: latency.due },
    { name: 'from sent', meaning: 'sent to answered', failed: null, latency: latency.sent },
    { name: 'lag', meaning: 'how late the reader itself was', failed: null, latency: latency.lag },
  ];
  if (latency.failed.count === 0) return rows;
  return [...rows, { name: 'failed', meaning: 'due to failed', failed: null, latency: latency.failed }];
}

/** `rpc-error of call`. */
export function failureName({ code, method }: ReadFailureRow): string {
  return `${code} of ${method}`;
}

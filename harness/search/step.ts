/** One run at one rate, judged. */
import { judgeThreshold } from '../measure/index.ts';
import type { RunRecord } from '../spec/record.ts';
import { type Evidence, evidenceOf } from './evidence.ts';

export interface Step {
  /** What was asked for, transactions a second. */
  readonly rate: number;
  /** Which run of this rate it was, from 1. */
  readonly attempt: number;
  readonly offeredTps: number;
  /** Succeeded, a second; see `sustainedTps`. */
  readonly goodputTps: number;
  readonly inclusionP50Ns: number | null;
  readonly inclusionP99Ns: number | null;
  /** `limited`: the generator could not offer the rate, so that nothing is known of the target. */
  readonly outcome: 'passed' | 'failed' | 'limited';
  /** What did not hold, for people. */
  readonly failed: readonly string[];
  readonly evidence: Evidence;
}

export interface Objectives {
  /** Goodput must be at least this share of what was offered. */
  readonly goodputShare: number;
  /** Thresholds on the step's record, such as `inclusion.p99 < 5s`. */
  readonly thresholds: readonly string[];
}

export const DEFAULT_OBJECTIVES: Objectives = { goodputShare: 0.99, thresholds: ['inclusion.p99 < 5s'] };

/** The doubts that leave a step without a judgement of the target. */
const LIMITED = ['generator-limit', 'generator-lost'];
/** Fewer blocks than this say nothing of a rhythm. */
const LEAST_BLOCKS = 3;

export function judgeStep(record: RunRecord, rate: number, attempt: number, objectives: Objectives): Step {
  const offeredTps = record.throughput.offeredTps;
  const goodputTps = sustainedTps(record);
  const failed = failuresOf(record, offeredTps, goodputTps, objectives);
  const limited = record.verdict.reasons.some(({ code }) => LIMITED.includes(code));
  return {
    rate,
    attempt,
    offeredTps,
    goodputTps,
    inclusionP50Ns: record.latency.inclusion.p50Ns,
    inclusionP99Ns: record.latency.inclusion.p99Ns,
    outcome: limited ? 'limited' : failed.length > 0 ? 'failed' : 'passed',
    failed,
    evidence: evidenceOf(record),
  };
}

function failuresOf(
  record: RunRecord,
  offeredTps: number,
  goodputTps: number,
  { goodputShare, thresholds }: Objectives,
): string[] {
  const short = goodputTps < goodputShare * offeredTps;
  return [
    ...record.verdict.reasons.filter(({ level }) => level === 'invalid').map(({ code }) => code),
    ...(short ? [`goodput ${goodputTps.toFixed(1)} of ${offeredTps.toFixed(1)} offered`] : []),
    ...thresholds.filter((expression) => !judgeThreshold(expression, record).passed),
  ];
}

/**
 * Succeeded transactions a second, from the first block of the window to the last: a window of seconds cuts through
 * the rhythm of blocks, and with few blocks in it goodput would be one block off. At most what was offered: a chain
 * that works off a backlog sustains no more. With too few blocks, goodput over the window.
 */
export function sustainedTps({ blocks, blocksLeftOut, window, windowLedger, throughput }: RunRecord): number {
  const inside = blocks.filter(({ seenNs }) => seenNs >= window.startNs && seenNs <= window.endNs);
  const first = inside[0];
  const last = inside.at(-1);
  if (!first || !last || blocksLeftOut > 0 || inside.length < LEAST_BLOCKS) return throughput.goodputTps;
  const included = inside.slice(1).reduce((sum, { ours }) => sum + ours, 0);
  const { succeeded } = windowLedger;
  const share = windowLedger.included === 0 ? 0 : succeeded / windowLedger.included;
  return Math.min(throughput.offeredTps, (share * included) / ((last.seenNs - first.seenNs) / 1e9));
}

import { describe, expect, it } from 'vitest';
import { causeOf, DEFAULT_OBJECTIVES, judgeStep, sustainedTps } from '../../../harness/search/index.ts';
import type { BlockRow, RunRecord } from '../../../harness/spec/index.ts';
import { makeRecord } from '../../support/record.ts';

const S = 1e9;

/** Blocks a second apart, from `firstS`, each with so many of ours. */
function blocks(firstS: number, ours: readonly number[], gasUsed = 0): BlockRow[] {
  return ours.map((count, i) => ({
    number: i + 1,
    seenNs: (firstS + i) * S,
    timestampS: i,
    gasUsed,
    gasLimit: 100,
    baseFeeWei: null,
    transactions: count,
    ours: count,
  }));
}

function recordWith(changes: (record: RunRecord) => void): RunRecord {
  const record = makeRecord('valid');
  record.window = { startNs: 2 * S, endNs: 7 * S };
  record.windowLedger.included = 500;
  record.windowLedger.succeeded = 500;
  record.throughput.offeredTps = 100;
  record.throughput.goodputTps = 80;
  record.latency.inclusion.p99Ns = 1 * S;
  record.blocks = blocks(1.5, [100, 100, 100, 100, 100, 100, 100]);
  changes(record);
  return record;
}

describe('sustained rate', () => {
  it('goes from the first block of the window to the last, whatever the window cuts', () => {
    expect(sustainedTps(recordWith(() => {}))).toBeCloseTo(100);
    const falling = recordWith((record) => (record.blocks = blocks(2, [100, 90, 80, 70, 60])));
    expect(sustainedTps(falling)).toBeCloseTo(75);
  });

  it('is at most what was offered: a backlog that is worked off is not sustained', () => {
    expect(sustainedTps(recordWith((record) => (record.blocks = blocks(2, [200, 200, 200, 200]))))).toBe(100);
  });

  it('counts what succeeded', () => {
    expect(sustainedTps(recordWith((record) => (record.windowLedger.succeeded = 250)))).toBeCloseTo(50);
  });

  it('is that of the record with too few blocks to see a rhythm', () => {
    expect(sustainedTps(recordWith((record) => (record.blocks = blocks(2, [100, 100]))))).toBe(80);
  });
});

describe('judging a step', () => {
  const judged = (changes: (record: RunRecord) => void) =>
    judgeStep(recordWith(changes), 100, 1, DEFAULT_OBJECTIVES);

  it.each<[string, (record: RunRecord) => void, string, string[]]>([
    ['all is well', () => {}, 'passed', []],
    [
      'goodput falls short',
      (r) => (r.throughput.offeredTps = 102),
      'failed',
      ['goodput 100.0 of 102.0 offered'],
    ],
    ['latency grows first', (r) => (r.latency.inclusion.p99Ns = 6 * S), 'failed', ['inclusion.p99 < 5s']],
    ['nothing was included', (r) => (r.latency.inclusion.p99Ns = null), 'failed', ['inclusion.p99 < 5s']],
    [
      'the run is invalid',
      (r) => (r.verdict.reasons = [{ code: 'oracle-failed', level: 'invalid', message: '', advice: '' }]),
      'failed',
      ['oracle-failed'],
    ],
    [
      'the generator was the limit',
      (r) => (r.verdict.reasons = [{ code: 'generator-limit', level: 'invalid', message: '', advice: '' }]),
      'limited',
      ['generator-limit'],
    ],
  ])('%s', (_, changes, outcome, failed) => {
    expect(judged(changes)).toMatchObject({ outcome, failed, rate: 100, attempt: 1 });
  });

  it.each<[string, (record: RunRecord) => void]>([
    ['block-gas-limit', (r) => (r.blocks = blocks(2, [9, 9, 9, 9], 99))],
    ['mempool', (r) => (r.rejections = [{ code: 'pool-full', count: r.ledger.admitted / 10, example: '' }])],
    ['node-cpu', (r) => (r.harness.targetCpuMicros = 1.5 * 7.5e6)],
    ['unknown', (r) => (r.harness.targetCpuMicros = null)],
    [
      'unknown',
      (r) => (r.rejections = [{ code: 'underpriced', count: r.ledger.admitted / 10, example: '' }]),
    ],
  ])('%s is what ran full', (cause, changes) => {
    const quiet = (record: RunRecord) => {
      record.harness.targetCpuMicros = 1e6;
      record.rejections = [];
      changes(record);
    };
    expect(causeOf(judged(quiet).evidence)).toBe(cause);
  });
});

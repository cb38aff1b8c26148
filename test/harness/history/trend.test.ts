import { describe, expect, it } from 'vitest';
import { type StoredRun, trendOf } from '../../../harness/history/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';
import { recordOf } from './folder.ts';

const WISH = { metrics: ['goodput'], invalid: false };

function stored(records: readonly RunRecord[]): StoredRun[] {
  return records
    .map((record) => ({ folder: record.id, path: record.id, group: record.id, record, tags: [] }))
    .reverse();
}

/** Fourteen days at about 1000, fourteen at about 900. */
const fallen = Array.from({ length: 28 }, (_, at) => recordOf(at + 1, (at < 14 ? 1000 : 900) + (at % 3)));

describe('a trend', () => {
  it('goes from the oldest to the newest and tells the levels', () => {
    const { workload, target, metrics, invalid } = trendOf(stored(fallen), WISH);
    expect([workload, target, invalid]).toEqual(['transfers', 'anvil', 0]);
    expect(metrics[0]!.points.map(({ value }) => value)).toEqual(
      fallen.map((one) => one.throughput.goodputTps),
    );
    expect(metrics[0]!.changes).toEqual([
      { index: 14, pValue: 1 / 500, before: 1001, after: 901, difference: 901 / 1001 - 1, otherPlan: false },
    ]);
  });

  it('tells that the plan became another one', () => {
    const others = fallen.map((record, at) =>
      at < 14 ? record : { ...record, plan: { ...record.plan, workers: 7, seed: at } },
    );
    expect(trendOf(stored(others), WISH).metrics[0]!.changes[0]!.otherPlan).toBe(true);
    const elsewhere = fallen.map((record, at) => ({ ...record, plan: { ...record.plan, out: `${at}` } }));
    expect(trendOf(stored(elsewhere), WISH).metrics[0]!.changes[0]!.otherPlan).toBe(false);
  });

  it('leaves out invalid measurements unless they are asked for, and what has no value', () => {
    const doubtful = fallen.map((record, at) =>
      at % 7 === 0 ? { ...record, verdict: { ...record.verdict, verdict: 'invalid' as const } } : record,
    );
    const trend = trendOf(stored(doubtful), WISH);
    expect([trend.invalid, trend.metrics[0]!.points.length]).toEqual([4, 24]);
    expect(trendOf(stored(doubtful), { ...WISH, invalid: true }).metrics[0]!.points.length).toBe(28);
    expect(trendOf(stored(fallen), { ...WISH, metrics: ['finality.p99'] }).metrics[0]!.points).toEqual([]);
  });

  it('tells the difference from nothing as none', () => {
    const risen = fallen.map((record, at) => ({
      ...record,
      throughput: { ...record.throughput, goodputTps: at < 14 ? 0 : 5 },
    }));
    expect(trendOf(stored(risen), WISH).metrics[0]!.changes[0]).toMatchObject({
      before: 0,
      after: 5,
      difference: null,
    });
  });

  it('takes one kind of runs', () => {
    const record = fallen[0]!;
    const other = { ...record, plan: { ...record.plan, workload: { name: 'erc20', options: {} } } };
    const runs = stored([...fallen, other]);
    expect(() => trendOf(runs, WISH)).toThrow(
      'the runs are of different kinds: erc20 on anvil (1), transfers on anvil (28)',
    );
    expect(trendOf(runs, { ...WISH, workload: 'transfers' }).metrics[0]!.points.length).toBe(28);
    expect(() => trendOf(runs, { ...WISH, target: 'engine' })).toThrow('there are no such runs');
    expect(() => trendOf(runs, { ...WISH, metrics: ['tps'] })).toThrow('there is no metric tps');
  });
});

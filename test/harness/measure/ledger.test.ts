import { describe, expect, it } from 'vitest';
import {
  addLedger,
  emptyLedger,
  imbalances,
  judgeThreshold,
  METRICS,
  Outcomes,
  thresholdProblem,
} from '../../../harness/measure/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';

const balanced = {
  ...emptyLedger(),
  scheduled: 12,
  dropped: 2,
  admitted: 10,
  accepted: 7,
  rejected: 2,
  unanswered: 1,
  unansweredSeen: 1,
  included: 7,
  succeeded: 6,
  reverted: 1,
  expired: 1,
};

describe('the ledger', () => {
  it('balances when every law holds', () => {
    expect(imbalances(balanced)).toEqual([]);
  });

  it.each(
    Object.keys(balanced).filter((key) => key !== 'reorged'),
  )('does not balance with one %s too many', (key) => {
    const broken = { ...balanced, [key]: balanced[key as keyof typeof balanced] + 1 };
    expect(imbalances(broken).length).toBeGreaterThan(0);
  });

  it('adds up over generators and stays in balance', () => {
    const sum = addLedger(addLedger(emptyLedger(), balanced), balanced);
    expect(sum.scheduled).toBe(24);
    expect(imbalances(sum)).toEqual([]);
  });
});

describe('outcomes by index', () => {
  it('are kept apart, grow and merge', () => {
    const a = new Outcomes(new Uint8Array(1));
    const b = new Outcomes();
    a.set(0, 1);
    a.set(9_999, 3);
    b.set(1, 2);
    a.merge(b.toBytes());
    expect([0, 1, 2, 9_999, 50_000].map((i) => a.get(i))).toEqual([1, 2, 0, 3, 0]);
    a.set(0, 2);
    expect(a.get(0)).toBe(2);
  });
});

describe('thresholds', () => {
  const record = {
    throughput: { goodputTps: 640, gasPerSecond: 2e6 },
    ledger: { ...balanced },
    windowLedger: { ...balanced },
    latency: { inclusion: { p99Ns: 1.5e9 }, submit: { p99Ns: null } },
  } as unknown as RunRecord;

  it.each([
    ['inclusion.p99 < 2s', true],
    ['inclusion.p99 < 1400ms', false],
    ['goodput > 500/s', true],
    ['goodput>=0.7k/s', false],
    ['rejected.rate <= 20%', true],
    ['rejected.rate < 0.1', false],
    ['ledger.scheduled == 12', true],
    ['gas > 1 Mgas/s', true],
    ['submit.p99 < 1s', false],
  ])('%s is %s', (expression, passed) => {
    expect(judgeThreshold(expression, record).passed).toBe(passed);
  });

  it('tells the actual value', () => {
    expect(judgeThreshold('goodput > 500/s', record)).toMatchObject({ metric: 'goodput', actual: 640 });
  });

  it.each([
    ['inclusion.p98 < 2s', 'no metric inclusion.p98'],
    ['goodputt > 5/s', 'no metric goodputt'],
    ['inclusion.p99 < 2', 'no unit'],
    ['inclusion.p99 < 2%', '"%" is no unit'],
    ['goodput 500', 'is no threshold'],
    ['', 'is no threshold'],
  ])('%s is refused', (expression, message) => {
    expect(thresholdProblem(expression)).toContain(message);
  });

  it('every metric has a name of its own', () => {
    expect(new Set(METRICS.map((m) => m.name)).size).toBe(METRICS.length);
  });
});

import { describe, expect, it } from 'vitest';
import { type K6Load, k6Thresholds } from '../../../../harness/export/index.ts';
import { METRICS } from '../../../../harness/measure/index.ts';

const LOAD: K6Load = { scenario: {}, count: 2000, warmupMs: 0, windowMs: 20_000 };
const WARMED: K6Load = { ...LOAD, warmupMs: 1000 };
const CLOSED: K6Load = { ...LOAD, windowMs: null };

describe('thresholds in k6', () => {
  it.each<[string, K6Load, object]>([
    ['submit.p99 < 1.5s', LOAD, { submit: ['p(99)<1500'], accepted: ['count>0'] }],
    ['submit.p999 <= 250us', LOAD, { submit: ['p(99.9)<=0.25'], accepted: ['count>0'] }],
    ['submit.p50 < 2ms', LOAD, { submit: ['med<2'], accepted: ['count>0'] }],
    ['submit.mean < 100ns', LOAD, { submit: ['avg<0.0001'], accepted: ['count>0'] }],
    ['rejection.max < 1m', LOAD, { rejection: ['max<60000'], rejected: ['count>0'] }],
    ['rejected.rate < 1%', LOAD, { rejected_rate: ['rate<0.01'], sent: ['count>0'] }],
    ['unanswered.rate == 0', LOAD, { unanswered_rate: ['rate==0'], sent: ['count>0'] }],
    ['ledger.rejected == 0', WARMED, { rejected: ['count==0'] }],
    ['ledger.admitted >= 2000', LOAD, { sent: ['count>=2000'] }],
    ['accepted > 99.5/s', LOAD, { accepted: ['count>1990'] }],
    ['ledger.dropped < 5', WARMED, { dropped_iterations: ['count<5'] }],
    ['dropped.rate < 0.1%', LOAD, { dropped_iterations: ['count<2'] }],
    [
      'submit.p90 < 1s',
      WARMED,
      { 'submit{phase:window}': ['p(90)<1000'], 'accepted{phase:window}': ['count>0'] },
    ],
    [
      'rejected.rate < 1%',
      WARMED,
      { 'rejected_rate{phase:window}': ['rate<0.01'], 'sent{phase:window}': ['count>0'] },
    ],
  ])('%s, load %#', (expression, load, byMetric) => {
    expect(k6Thresholds([expression], load)).toEqual({ byMetric, withoutCounterpart: [] });
  });

  it('several of one metric stand together, and say only once that there must be values', () => {
    const { byMetric } = k6Thresholds(['submit.p50 < 1s', 'submit.p99 < 2s'], LOAD);
    expect(byMetric).toEqual({ submit: ['med<1000', 'p(99)<2000'], accepted: ['count>0'] });
  });

  it.each<[string, K6Load, RegExp]>([
    ['inclusion.p99 < 2s', LOAD, /answers, not blocks/],
    ['goodput > 90/s', LOAD, /answers, not blocks/],
    ['reverted.rate < 1%', LOAD, /answers, not blocks/],
    ['ledger.expired == 0', LOAD, /answers, not blocks/],
    ['lag.p99 < 10ms', LOAD, /how late it is/],
    ['unanswered.p99 < 10ms', LOAD, /never answered/],
    ['offered > 1/s', LOAD, /what was due/],
    ['accepted > 1/s', CLOSED, /closed load ends/],
    ['ledger.dropped == 0', CLOSED, /drops nothing/],
    ['dropped.rate < 1%', WARMED, /in the warm-up or after/],
  ])('%s has no counterpart', (expression, load, why) => {
    expect(k6Thresholds([expression], load)).toEqual({
      byMetric: {},
      withoutCounterpart: [{ expression, why: expect.stringMatching(why) }],
    });
  });

  it('every metric either has a counterpart or a reason', () => {
    const bounds = { ns: '1s', share: '1%', tps: '1/s', gas: '1', count: '1' };
    const all = METRICS.map(({ name, unit }) => `${name} < ${bounds[unit]}`);
    const { byMetric, withoutCounterpart } = k6Thresholds(all, LOAD);
    expect(Object.keys(byMetric).sort()).toEqual([
      'accepted',
      'dropped_iterations',
      'rejected',
      'rejected_rate',
      'rejection',
      'sent',
      'submit',
      'unanswered',
      'unanswered_rate',
    ]);
    for (const { why } of withoutCounterpart) expect(why).not.toBe('');
  });
});

/** What reports say first, and the laws of the ledger with their figures. */
import { describe, expect, it } from 'vitest';
import {
  chainFacts,
  complaints,
  cpuPerTransactionNs,
  describeEnding,
  describeLoad,
  doubtsByWeight,
  formatActual,
} from '../../reports/headline.ts';
import { LEDGER_ROWS, ledgerLaws } from '../../reports/ledger.ts';
import { headlineOf } from '../../reports/reads.ts';
import { makeRecord, RECORD_VARIANTS } from '../support/record.ts';

describe('the load in words', () => {
  it.each([
    [
      { arrival: 'constant', rate: 1000, durationMs: 20_000, warmupMs: 0 },
      'constant arrivals at 1,000/s for 20 s',
    ],
    [
      { arrival: 'poisson', rate: 50, durationMs: 1500, warmupMs: 500 },
      'poisson arrivals at 50/s for 1.5 s, after 500 ms of warm-up',
    ],
    [{ arrival: 'ramp', from: 10, to: 2000, durationMs: 10_000 }, 'ramp from 10/s to 2,000/s for 10 s'],
    [
      {
        arrival: 'stages',
        stages: [
          { rate: 5, durationMs: 1000 },
          { rate: 10, durationMs: 2000 },
        ],
      },
      'stages 5/s for 1 s, 10/s for 2 s',
    ],
    [{ arrival: 'closed', inFlight: 2000, durationMs: 5000 }, 'closed loop with 2,000 in flight for 5 s'],
  ])('%j', (load, words) => {
    const record = makeRecord();
    expect(describeLoad({ ...record, plan: { ...record.plan, load } })).toBe(words);
  });
});

describe('the actual value of a threshold', () => {
  it.each([
    ['inclusion.p99', 1.013e9, '1.01 s'],
    ['lag.max', 4_870_000, '4.87 ms'],
    ['ledger.succeeded', 21_974, '21,974'],
    ['a metric of another version', 12.5, '12.5'],
    ['rejected.rate', 0.0573, '5.73 %'],
    ['goodput', 998.75, '998.8/s'],
    ['gas', 20_973_750, '21.0 Mgas/s'],
    ['inclusion.p50', null, '-'],
  ])('of %s', (metric, actual, text) => {
    expect(formatActual({ expression: '', metric, actual, passed: true })).toBe(text);
  });
});

describe('the facts of the chain', () => {
  it('are in words, and begin with what is inside the clock', () => {
    const record = makeRecord('valid');
    record.chain.facts = { blockTimeMs: 1000, baseFeeWei: '7', autoMine: false, insideTheClock: 'execution' };
    expect(chainFacts(record)).toEqual([
      ['inside the clock', 'execution'],
      ['client', 'anvil/v1.7.1'],
      ['chain id', '31337'],
      ['block gas limit', '30,000,000'],
      ['block time, ms', '1000'],
      ['base fee, wei', '7'],
      ['auto mine', 'no'],
      ['blocks seen', 'within 20 ms'],
    ]);
  });
});

describe('the headline', () => {
  it('says what is wrong, and nothing when nothing is', () => {
    expect(complaints(makeRecord('valid'))).toEqual([]);
    expect(complaints(makeRecord('thresholds-failed'))).toEqual(['2 of 3 thresholds failed']);
    expect(complaints(makeRecord('nothing-succeeded'))).toEqual([
      'invalid: nothing-succeeded',
      '1 of 3 thresholds failed',
    ]);
  });

  it('puts doubts that decide before warnings', () => {
    const levels = doubtsByWeight(makeRecord('generator-limit')).map((doubt) => doubt.level);
    expect(levels).toEqual(['invalid', 'warning']);
  });

  it('takes the share of the goal from goodput alone', () => {
    expect(headlineOf(makeRecord('valid')).ofWhat).toBe('1.00 % of 100,000 TPS');
    expect(headlineOf(makeRecord('nothing-succeeded')).ofWhat).toBe('0.00 % of 100,000 TPS');
    expect(headlineOf(makeRecord('rpc-read'))).toMatchObject({
      value: '500',
      ofWhat: '100.00 % of 500 asked',
    });
  });

  it('has no CPU a transaction where none was sent', () => {
    expect(cpuPerTransactionNs(makeRecord('nothing-sent'))).toBeNull();
    expect(cpuPerTransactionNs(makeRecord('valid'))).toBeCloseTo(6_812_000_000 / 21_974, 6);
  });

  it('explains an end before the end', () => {
    expect(describeEnding(makeRecord('valid'))).toBeNull();
    expect(describeEnding({ ...makeRecord('valid'), ending: 'target-lost' })).toMatch(/target was lost/);
  });
});

describe('the laws of the ledger', () => {
  it.each(RECORD_VARIANTS)('hold in the record "%s"', (variant) => {
    const { ledger, windowLedger } = makeRecord(variant);
    expect([...ledgerLaws(ledger), ...ledgerLaws(windowLedger)].map((law) => law.balanced)).not.toContain(
      false,
    );
  });

  it.each([
    ['dropped', [0]],
    ['admitted', [0, 1]],
    ['rejected', [1]],
    ['accepted', [1, 2]],
    ['unansweredSeen', [2]],
    ['included', [2, 3]],
    ['reverted', [3]],
  ] as const)('are broken by one too many %s, and say so', (stage, broken) => {
    const { ledger } = makeRecord('rejections');
    const laws = ledgerLaws({ ...ledger, [stage]: ledger[stage] + 1 });
    expect(laws.flatMap((law, index) => (law.balanced ? [] : [index]))).toEqual(broken);
    for (const index of broken) expect(laws[index]!.figures).toContain('≠');
  });

  it('are shown beside every stage there is', () => {
    const { ledger } = makeRecord('valid');
    expect(LEDGER_ROWS.map((row) => row.stage).sort()).toEqual(Object.keys(ledger).sort());
  });
});

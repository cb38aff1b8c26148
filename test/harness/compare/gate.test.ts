import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES, DEFAULTS, judge, parseRule } from '../../../harness/compare/index.ts';
import { recordWith, sideOf } from './simulated-runs.ts';

const runs = (label: string, goodput: number, inclusionP99Ns = 1e9, count = 6) =>
  sideOf(
    label,
    Array.from({ length: count }, (_, at) => {
      const factor = 1 + (at - (count - 1) / 2) / 1000;
      return recordWith({ goodput: goodput * factor, inclusionP99Ns: inclusionP99Ns * factor });
    }),
  );

function outcome(rules: readonly string[], goodput: number, p99 = 1e9, count = 6) {
  const sides = [runs('A', 100, 1e9, count), runs('B', goodput, p99, count)];
  return judge({ sides, warnings: ['w'] }, rules.map(parseRule), DEFAULTS);
}

describe('rules', () => {
  it.each([
    ['goodput: -5%', 'goodput', 0.05],
    ['inclusion.p99:+10%', 'inclusion.p99', 0.1],
    ['  rejected.rate : +1.5 % ', 'rejected.rate', 0.015],
    ['goodput: 0%', 'goodput', 0],
  ])('%s', (text, metric, tolerance) => {
    const rule = parseRule(text);
    expect([rule.metric.name, rule.tolerance]).toEqual([metric, tolerance]);
  });

  it.each([
    ['goodput', /is no rule/],
    ['goodput: -5', /is no rule/],
    ['speed: -5%', /there is no metric speed/],
    ['goodput: +5%', /more is better/],
    ['goodput: 5%', /more is better/],
    ['inclusion.p99: -5%', /less is better/],
  ])('refuses %s', (text, message) => {
    expect(() => parseRule(text)).toThrow(
      expect.objectContaining({ code: 'bad-rule', message: expect.stringMatching(message) }),
    );
  });

  it('has defaults that parse', () => {
    expect(DEFAULT_RULES.map(parseRule).map(({ metric }) => metric.name)).toEqual([
      'goodput',
      'inclusion.p99',
    ]);
  });
});

describe('outcomes', () => {
  it.each([
    ['pass', 100, 1e9],
    ['pass', 97, 1e9],
    ['pass', 300, 0.2e9],
    ['regression', 90, 1e9],
    ['regression', 100, 1.2e9],
    ['regression', 90, 1.2e9],
    ['inconclusive', 95, 1e9],
    ['regression', 95, 1.2e9],
  ] as const)('%s at goodput %d, p99 %d', (expected, goodput, p99) => {
    expect(outcome(DEFAULT_RULES, goodput, p99).outcome).toBe(expected);
  });

  it('tells every value of every rule', () => {
    const { rules, baseline, candidate, warnings } = outcome(['goodput: -5%'], 90);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      rule: 'goodput: -5%',
      metric: 'goodput',
      unit: 'tps',
      limit: -0.05,
      outcome: 'regression',
      difference: expect.closeTo(-0.1, 6),
      why: 'the whole interval is past -5.00 %',
    });
    expect(rules[0]!.low).toBeLessThan(rules[0]!.high!);
    expect([baseline, candidate]).toEqual([
      { from: 'runs/a', runs: 6 },
      { from: 'runs/b', runs: 6 },
    ]);
    expect(warnings).toEqual(['w']);
  });

  it.each([1, 4])('of %d runs a side is inconclusive, however bad they are', (count) => {
    expect(outcome(DEFAULT_RULES, 10, 9e9, count).outcome).toBe('inconclusive');
    expect(outcome(DEFAULT_RULES, 100, 1e9, count).outcome).toBe('inconclusive');
  });
});

import { describe, expect, it } from 'vitest';
import {
  admit,
  COMPARED,
  compareMetric,
  compareSides,
  DEFAULTS,
  parseFloors,
  type Side,
} from '../../../harness/compare/index.ts';
import { metricNamed } from '../../../harness/measure/index.ts';
import type { RunRecord } from '../../../harness/spec/index.ts';
import { recordWith, sideOf } from './simulated-runs.ts';

const goodput = metricNamed('goodput')!;
const p99 = metricNamed('inclusion.p99')!;

const runsOf = (label: string, values: readonly number[]) =>
  sideOf(
    label,
    values.map((value) => recordWith({ goodput: value })),
  );
const around = (centre: number) => [-2, -1, 0, 0, 1, 2].map((step) => centre * (1 + step / 1000));

function verdictOn(baseline: readonly number[], candidate: readonly number[], floor = 0.02) {
  return compareMetric(goodput, runsOf('A', baseline), runsOf('B', candidate), floor, DEFAULTS);
}

describe('verdicts', () => {
  it.each([
    ['worse', around(100), around(95)],
    ['better', around(100), around(105)],
    ['same', around(100), around(101)],
    ['inconclusive', around(100), around(98)],
    ['inconclusive', [100, 80, 120, 70, 130, 100], [99, 85, 125, 70, 100, 130]],
  ] as const)('%s: %j against %j', (verdict, baseline, candidate) => {
    expect(verdictOn(baseline, candidate).verdict).toBe(verdict);
  });

  it('turns round where less is better', () => {
    const side = (label: string, ns: number) =>
      sideOf(
        label,
        around(ns).map((value) => recordWith({ inclusionP99Ns: value })),
      );
    expect(compareMetric(p99, side('A', 1e9), side('B', 1.2e9), 0.05, DEFAULTS)).toMatchObject({
      verdict: 'worse',
      better: 'lower',
    });
    expect(compareMetric(p99, side('A', 1e9), side('B', 0.8e9), 0.05, DEFAULTS).verdict).toBe('better');
  });

  it('has the same interval for the same seed, and says what it found', () => {
    const found = verdictOn(around(100), around(90));
    expect(found).toEqual(verdictOn(around(100), around(90)));
    expect(found.difference).toBeCloseTo(-0.1, 10);
    expect(found.baseline).toMatchObject({ runs: 6, median: 100, min: 99.8, max: 100.2 });
    expect(found.why).toBe('the whole interval is past the floor of 2.00 %');
  });

  it.each([
    ['one run a side', [100], [50], 'one run a side: there is no interval'],
    ['four runs a side', [100, 100, 100, 100], [50, 50, 50, 50], '4 runs a side: a verdict takes 5'],
    ['a baseline of nothing', [0, 0, 0, 0, 0, 0], around(100), /the baseline is 0 or less in some run/],
    ['nothing on either side', [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], /the baseline is 0 or less/],
  ])('never pass: %s', (_, baseline, candidate, why) => {
    const found = verdictOn(baseline, candidate);
    expect(found.verdict).toBe('inconclusive');
    expect(found.why).toMatch(why);
  });

  it('never passes where runs have no value, as those are the worst', () => {
    const side = (label: string) =>
      sideOf(
        label,
        [1e9, 1e9, null, 1e9, 1e9, 1e9].map((ns) => recordWith({ inclusionP99Ns: ns })),
      );
    expect(compareMetric(p99, side('A'), side('B'), 0.05, DEFAULTS)).toMatchObject({
      verdict: 'inconclusive',
      why: 'no value in 2 of 12 runs',
      difference: null,
    });
  });

  it('nothing included on the candidate is worse, by all of it', () => {
    expect(verdictOn(around(100), [0, 0, 0, 0, 0])).toMatchObject({ verdict: 'worse', difference: -1 });
  });

  it('refuses NaN and Infinity, and names the run', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => verdictOn([1, 2, wrong, 3, 4], around(1))).toThrow(
        /goodput of 03 \(run-\d+\) is (NaN|Infinity)/,
      );
    }
  });

  it.each([
    ['inconclusive', [100, 100, 100, 100, 100, 100], [40, 60, 80, 20, 95, 30]],
    ['inconclusive', [100, 100, 100, 100, 100, 100], [110, 300, 120, 500, 600, 130]],
    ['better', [100, 100, 100, 100, 100, 100], [300, 900, 400, 800, 500, 320]],
    ['worse', [100, 100, 100, 100, 100, 100], [1, 0, 30, 40, 2, 10]],
  ] as const)('%s where the runs scatter by more than a factor of 2: %j against %j', (verdict, baseline, candidate) => {
    const found = verdictOn(baseline, candidate);
    expect(found.verdict).toBe(verdict);
    if (verdict === 'inconclusive') expect(found.why).toMatch(/^the runs scatter too much/);
  });

  it('compares shares by percentage points, 0 included', () => {
    const side = (label: string, rejected: number) =>
      sideOf(
        label,
        Array.from({ length: 6 }, () => recordWith({ rejected })),
      );
    const rate = metricNamed('rejected.rate')!;
    const found = compareMetric(rate, side('A', 0), side('B', 200), 0.005, DEFAULTS);
    expect(found).toMatchObject({ kind: 'absolute', difference: 0.02, verdict: 'worse' });
    expect(compareMetric(rate, side('A', 0), side('B', 0), 0.005, DEFAULTS).verdict).toBe('same');
  });

  it('sees a change through drift that pairs have in common', () => {
    const drift = [1, 1.3, 0.7, 1.2, 0.8, 1.1, 0.9, 1];
    const [a, b] = [drift, drift.map((factor) => factor * 0.94)].map((values) => values.map((v) => v * 100));
    expect(verdictOn(a!, b!).verdict).toBe('inconclusive');
    const paired = { ...DEFAULTS, paired: true };
    expect(compareMetric(goodput, runsOf('A', a!), runsOf('B', b!), 0.02, paired).verdict).toBe('worse');
  });
});

describe('floors', () => {
  it('are by metric, by latency, by unit', () => {
    const floors = parseFloors(['goodput=3%', 'inclusion=10%', 'inclusion.p99 = 20 %']);
    const sides = [runsOf('A', around(100)), runsOf('B', around(100))];
    const settings = {
      ...DEFAULTS,
      floors,
      metrics: ['goodput', 'inclusion.p50', 'inclusion.p99', 'submit.p99'],
    };
    const { against } = compareSides({ sides, warnings: [] }, settings);
    expect(against[0]!.metrics.map(({ floor }) => floor)).toEqual([0.03, 0.1, 0.2, 0.05]);
  });

  it.each(['goodput', 'goodput=3', 'goodput=-3%', 'speed=3%', '__proto__=3%'])('refuses %s', (text) => {
    expect(() => parseFloors([text])).toThrow(expect.objectContaining({ code: 'bad-flag' }));
  });
});

describe('what may be compared', () => {
  const records = (count: number, more: Partial<RunRecord> = {}) =>
    Array.from({ length: count }, () => recordWith({}, more));
  const plan = recordWith({}).plan;
  const environment = recordWith({}).environment;
  const open = { across: [], force: false };

  it.each<[string, Partial<RunRecord>, string]>([
    [
      'workload',
      { plan: { ...plan, workload: { name: 'erc20', options: {} } } },
      'plan.workload.name: "transfers" in A, "erc20" in B',
    ],
    ['load', { plan: { ...plan, load: { ...plan.load, rate: 7 } } }, 'plan.load.rate: '],
    ['target', { plan: { ...plan, target: { name: 'other', options: {} } } }, 'plan.target.name: '],
    ['batch', { plan: { ...plan, batch: { size: 9, lingerMs: 1 } } }, 'plan.batch.size: '],
    ['accounts', { plan: { ...plan, accounts: { count: 3, source: 'seed' } } }, 'plan.accounts.count: '],
    ['fees', { plan: { ...plan, fees: { type: 'legacy' } } }, 'plan.fees.type: '],
    ['version', { lakh: '9.9.9' }, 'lakh: "0.1.0" in A, "9.9.9" in B'],
    ['processor', { environment: { ...environment, cpu: 'another' } }, 'environment.cpu: '],
    ['cores', { environment: { ...environment, cores: 64 } }, 'environment.cores: '],
    ['Node', { environment: { ...environment, node: 'v99' } }, 'environment.node: '],
  ])('not another %s', (_, more, message) => {
    const sides = [sideOf('A', records(2)), sideOf('B', records(2, more))];
    expect(() => admit(sides, open, false)).toThrow(
      expect.objectContaining({ code: 'bad-comparison', message: expect.stringContaining(`\n  ${message}`) }),
    );
    const { warnings } = admit(sides, { ...open, force: true }, false);
    expect(warnings[0]).toMatch(`forced: ${message}`);
  });

  it('memory, seed, place of the record, and where the chain is found do not matter', () => {
    const elsewhere = { ...plan.target, options: { url: 'http://127.0.0.1:1' } };
    const here = { ...plan.target, options: { url: 'http://127.0.0.1:2' } };
    const sides = [
      sideOf('A', records(1, { plan: { ...plan, target: here } })),
      sideOf(
        'B',
        records(1, {
          plan: { ...plan, target: elsewhere, seed: 9, out: 'x' },
          environment: { ...environment, memoryBytes: 1 },
        }),
      ),
    ];
    expect(admit(sides, open, false).warnings).toEqual([
      expect.stringContaining('the seeds of the sides differ'),
    ]);
  });

  it('what is meant to differ may, and nothing else', () => {
    const other = { ...plan, target: { name: 'other', options: { blockTime: 1 } } };
    const sides = [sideOf('A', records(1)), sideOf('B', records(1, { plan: other }))];
    expect(admit(sides, { ...open, across: ['target'] }, false).warnings).toEqual([]);
    expect(admit(sides, { ...open, across: ['plan.target'] }, false).warnings).toEqual([]);
    expect(() => admit(sides, { ...open, across: ['plan.target.name'] }, false)).toThrow(
      /plan\.target\.options/,
    );
  });

  it('differences within the baseline are named too', () => {
    const odd = sideOf('A', [...records(2), ...records(1, { lakh: '9' })]);
    expect(() => admit([odd, sideOf('B', records(1))], open, false)).toThrow(/lakh: "0.1.0" in A, "9" in A/);
  });

  it('not the same record twice, forced or not', () => {
    const [one, two] = records(2) as [RunRecord, RunRecord];
    for (const sides of [
      [sideOf('A', [one]), sideOf('B', [{ ...one }])],
      [sideOf('A', [one, { ...one }]), sideOf('B', [two])],
    ]) {
      expect(() => admit(sides, { ...open, force: true }, false)).toThrow(
        expect.objectContaining({
          code: 'bad-comparison',
          message: expect.stringContaining('are the same record'),
        }),
      );
    }
  });

  const verdictOf = (code: 'generator-limit' | 'oracle-failed') => ({
    verdict: {
      verdict: 'invalid' as const,
      reasons: [{ code, level: 'invalid' as const, message: 'm', advice: 'a' }],
    },
  });

  it('runs that measured the generator, or were broken off, are left out', () => {
    const side = sideOf('A', [
      ...records(1),
      ...records(1, verdictOf('generator-limit')),
      ...records(1, { ending: 'interrupted' }),
    ]);
    const { sides, warnings } = admit([side, sideOf('B', records(1))], open, false);
    expect(sides[0]!.runs.map(({ name }) => name)).toEqual(['01']);
    expect(warnings).toEqual(['A: 02 is left out: generator-limit', 'A: 03 is left out: interrupted']);
    const none = sideOf('B', records(1, verdictOf('generator-limit')));
    expect(() => admit([sideOf('A', records(1)), none], open, false)).toThrow(
      /B \(runs\/b\) has no run to compare\n/,
    );
  });

  it('runs of a chain that was wrong are refused, not left out', () => {
    const sides = [sideOf('A', records(1)), sideOf('B', records(1, verdictOf('oracle-failed')))];
    expect(() => admit(sides, open, false)).toThrow(/B: 01 is invalid: oracle-failed/);
    expect(admit(sides, { ...open, force: true }, false).warnings[0]).toMatch(/^forced: B: 01 is invalid/);
  });

  it('pairs are made by name, and lose both where one is left out', () => {
    const a = sideOf('A', records(3));
    const b = sideOf('B', [...records(1), ...records(1, verdictOf('generator-limit')), ...records(1)]);
    const { sides, warnings } = admit([a, b], open, true);
    expect(sides.map(({ runs }) => runs.map(({ name }) => name))).toEqual([
      ['01', '03'],
      ['01', '03'],
    ]);
    expect(warnings).toContain('A: 02 is left out: it has no partner');
  });
});

describe('a comparison of several', () => {
  const sides: Side[] = [runsOf('A', around(100)), runsOf('B', around(100.1)), runsOf('C', around(140))];

  it('has each against the first, and ranks with ties where intervals overlap', () => {
    const { against, ranks, sides: told } = compareSides({ sides, warnings: ['w'] }, DEFAULTS);
    expect(against.map(({ label }) => label)).toEqual(['B', 'C']);
    expect(against[1]!.metrics[0]).toMatchObject({ metric: 'goodput', verdict: 'better' });
    expect(ranks.map(({ label, rank }) => [label, rank])).toEqual([
      ['C', 1],
      ['B', 2],
      ['A', 2],
    ]);
    expect(told[0]!.runs[0]).toEqual({ name: '01', id: sides[0]!.runs[0]!.record.id });
  });

  it('ranks nobody by single runs', () => {
    const single = [runsOf('A', [1]), runsOf('B', [2])];
    const { ranks } = compareSides({ sides: single, warnings: [] }, DEFAULTS);
    expect(ranks.map(({ label, rank }) => [label, rank])).toEqual([
      ['B', null],
      ['A', null],
    ]);
  });

  it('leaves out what nobody measured, and knows every metric that it names', () => {
    expect(COMPARED.filter((name) => !metricNamed(name))).toEqual([]);
    const names = compareSides({ sides, warnings: [] }, DEFAULTS).against[0]!.metrics.map(
      ({ metric }) => metric,
    );
    expect(names).not.toContain('finality.p99');
    expect(names).toContain('submit.p99');
    expect(() => compareSides({ sides, warnings: [] }, { ...DEFAULTS, metrics: ['speed'] })).toThrow(
      /there is no metric speed/,
    );
  });
});

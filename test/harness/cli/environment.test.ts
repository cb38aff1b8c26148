import { describe, expect, it } from 'vitest';
import { logLevelOf, scenarioOfEnvironment, switchOf, variableOf } from '../../../harness/cli/environment.ts';
import { SCENARIO_FLAGS, scenarioOfFlags, scenarioOfSettings } from '../../../harness/cli/flags.ts';
import { layer } from '../../../harness/plan/index.ts';

describe('flags', () => {
  it.each<[string, unknown, object]>([
    ['workload', 'transfers', { workload: 'transfers' }],
    ['target', 'http://x', { target: 'http://x' }],
    ['rate', '500/s', { load: { rate: '500/s' } }],
    ['duration', '20', { load: { duration: '20' } }],
    ['warmup', '1s', { load: { warmup: '1s' } }],
    ['drain', '1s', { load: { drain: '1s' } }],
    ['arrival', 'poisson', { load: { arrival: 'poisson' } }],
    ['in-flight', '5', { load: { inFlight: 5 } }],
    ['seed', '-5', { seed: -5 }],
    ['workers', '2.5', { workers: 2.5 }],
    ['batch', '100', { batch: { size: 100 } }],
    ['batch', 'many', { batch: { size: 'many' } }],
    ['accounts', '0x10', { accounts: { count: '0x10' } }],
    ['signer', 'ethers', { signer: 'ethers' }],
    ['pacing', 'spin', { pacing: 'spin' }],
    ['threshold', 'a < 1', { thresholds: ['a < 1'] }],
    ['threshold', ['a < 1', 'b < 2'], { thresholds: ['a < 1', 'b < 2'] }],
    ['corpus', 'a.corpus', { corpus: 'a.corpus' }],
    ['samples', true, { samples: true }],
    ['out', '5', { out: '5' }],
  ])('--%s %j, and its variable', (name, value, scenario) => {
    expect(scenarioOfFlags({ [name]: value })).toEqual(scenario);
    const variable = { [variableOf(name)]: [value].flat().join('\n') };
    expect(layer(...scenarioOfEnvironment(variable))).toEqual(layer(scenario));
  });

  it('are all in the table above', () => {
    const names = SCENARIO_FLAGS.map((flag) => flag.name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toHaveLength(20);
  });

  it('meet in one section', () => {
    expect(scenarioOfFlags({ rate: '5', duration: '1s', seed: '3' })).toEqual({
      load: { rate: '5', duration: '1s' },
      seed: 3,
    });
  });
});

describe('--set', () => {
  it.each<[string[], object]>([
    [['load.maxInFlight=1000'], { load: { maxInFlight: 1000 } }],
    [['load.rate=500/s', 'load.duration=1s'], { load: { rate: '500/s', duration: '1s' } }],
    [['seed=1', 'seed=2'], { seed: 2 }],
    [['oracle.check=false'], { oracle: { check: false } }],
    [['out="5"'], { out: '5' }],
    [['thresholds=[a < 1, "b == 2"]'], { thresholds: ['a < 1', 'b == 2'] }],
    [['load={from: 1, to: 2}'], { load: { from: 1, to: 2 } }],
    [['target.url=http://x?a=b'], { target: { url: 'http://x?a=b' } }],
    [[], {}],
  ])('%j', (settings, scenario) => {
    expect(scenarioOfSettings(settings)).toEqual(scenario);
  });

  it('cannot reach a prototype', () => {
    const scenario = scenarioOfSettings(['__proto__.polluted=1', 'constructor.prototype.polluted=1']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(Object.keys(scenario)).toEqual(['__proto__', 'constructor']);
  });

  it.each([['load'], ['=5'], ['a={']])('refuses %s', (setting) => {
    expect(() => scenarioOfSettings([setting])).toThrow(expect.objectContaining({ code: 'bad-flag' }));
  });
});

describe('environment', () => {
  it('takes empty for not set', () => {
    expect(layer(...scenarioOfEnvironment({ LAKH_RATE: '', LAKH_SEED: ' ', LAKH_SET: '' }))).toEqual({});
  });

  it('takes LAKH_SET by the line, over the others', () => {
    const variables = { LAKH_RATE: '5', LAKH_SET: 'load.rate=6\nseed=3\n' };
    expect(layer(...scenarioOfEnvironment(variables))).toEqual({ load: { rate: 6 }, seed: 3 });
  });

  it.each([
    [undefined, false],
    ['', false],
    ['0', false],
    ['No', false],
    ['1', true],
    ['TRUE', true],
  ])('a switch of %j is %j', (value, on) => {
    expect(switchOf({ LAKH_JSON: value }, 'json')).toBe(on);
  });

  it.each([
    [undefined, 'warn'],
    ['DEBUG', 'debug'],
    ['silent', 'silent'],
  ])('LAKH_LOG=%s logs at %s', (value, level) => {
    expect(logLevelOf({ LAKH_LOG: value })).toBe(level);
  });
});

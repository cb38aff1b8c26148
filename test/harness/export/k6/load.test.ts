import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../../harness/catalog.ts';
import { k6Load, loadProblems } from '../../../../harness/export/index.ts';
import { makePlan } from '../../../../harness/plan/index.ts';

const planned = (load: object) => makePlan({ load }, BUILT_IN).load;

describe('the load as a scenario of k6', () => {
  it.each<[string, object, object, number]>([
    [
      'constant',
      { rate: 300, duration: '20s' },
      {
        executor: 'constant-arrival-rate',
        rate: 300,
        timeUnit: '1s',
        duration: '20s',
        preAllocatedVUs: 150,
        maxVUs: 600,
      },
      6000,
    ],
    [
      'constant with a warm-up, and a rate that is no whole number',
      { rate: 2.5, duration: '10s', warmup: '4s' },
      {
        executor: 'constant-arrival-rate',
        rate: 25,
        timeUnit: '10s',
        duration: '14s',
        preAllocatedVUs: 10,
        maxVUs: 10,
      },
      35,
    ],
    [
      'ramp',
      { from: 10, to: 50, duration: '4s', maxInFlight: 15 },
      {
        executor: 'ramping-arrival-rate',
        startRate: 10,
        timeUnit: '1s',
        stages: [
          { duration: '4s', target: 50 },
          { duration: '0s', target: 1 },
          { duration: '1s', target: 1 },
        ],
        preAllocatedVUs: 15,
        maxVUs: 15,
      },
      120,
    ],
    [
      'ramp with a warm-up at its first rate',
      { from: 10, to: 50, duration: '4s', warmup: '2s' },
      {
        executor: 'ramping-arrival-rate',
        startRate: 10,
        timeUnit: '1s',
        stages: [
          { duration: '2s', target: 10 },
          { duration: '4s', target: 50 },
          { duration: '0s', target: 1 },
          { duration: '1s', target: 1 },
        ],
        preAllocatedVUs: 25,
        maxVUs: 100,
      },
      140,
    ],
    [
      'stages, with a pause and a rate that is no whole number',
      {
        stages: [
          { rate: 40, duration: '2s' },
          { rate: 0, duration: '1s' },
          { rate: 0.5, duration: '3s' },
        ],
      },
      {
        executor: 'ramping-arrival-rate',
        startRate: 400,
        timeUnit: '10s',
        stages: [
          { duration: '2s', target: 400 },
          { duration: '0s', target: 0 },
          { duration: '1s', target: 0 },
          { duration: '0s', target: 5 },
          { duration: '3s', target: 5 },
          { duration: '0s', target: 10 },
          { duration: '1s', target: 10 },
        ],
        preAllocatedVUs: 20,
        maxVUs: 80,
      },
      82,
    ],
  ])('%s', (_, load, scenario, count) => {
    const made = k6Load(planned(load), 1, undefined);
    expect(made.scenario).toEqual(scenario);
    expect(made.count).toBe(count);
  });

  it('closed', () => {
    const load = planned({ inFlight: 8, duration: '20s', warmup: '1s', drain: '5s' });
    expect(k6Load(load, 1, 500)).toEqual({
      scenario: {
        executor: 'shared-iterations',
        vus: 8,
        iterations: 500,
        maxDuration: '21s',
        gracefulStop: '5s',
      },
      count: 500,
      warmupMs: 1000,
      windowMs: null,
    });
  });

  it.each<[object, number | undefined, RegExp[]]>([
    [{ rate: 10 }, undefined, []],
    [{ rate: 10, arrival: 'poisson' }, undefined, [/poisson cannot be exported; use constant/]],
    [{ rate: 10 }, 100, [/--transactions is for closed loads/]],
    [{ inFlight: 8 }, undefined, [/say it by --transactions/]],
    [{ inFlight: 8 }, 7, [/--transactions 7 is less than load.inFlight \(8\)/]],
    [{ inFlight: 8, duration: '500ms' }, 8, [/nothing shorter than 1s/]],
    [{ rate: 10, duration: '500ms' }, 8, [/closed loads/, /nothing shorter than 1s/]],
    [{ rate: 10, duration: '500ms', warmup: '500ms' }, undefined, []],
  ])('problems of %j with %s transactions', (load, transactions, problems) => {
    const found = loadProblems(planned(load), transactions);
    expect(found).toEqual(problems.map((one) => expect.stringMatching(one)));
  });
});

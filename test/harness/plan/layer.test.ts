import { describe, expect, it } from 'vitest';
import { layer, makePlan } from '../../../harness/plan/index.ts';
import { catalog } from './fake-catalog.ts';

describe('layer', () => {
  it.each<[string, unknown[], unknown]>([
    ['nothing', [], {}],
    ['passes over what is not there', [undefined, { seed: 1 }, null], { seed: 1 }],
    ['the later wins', [{ seed: 1 }, { seed: 2 }, { seed: 3 }], { seed: 3 }],
    [
      'by key path',
      [{ load: { rate: 1, duration: '1m' } }, { load: { rate: 2 } }, { load: { drain: '1s' } }],
      { load: { rate: 2, duration: '1m', drain: '1s' } },
    ],
    ['lists are replaced', [{ thresholds: ['a', 'b'] }, { thresholds: ['c'] }], { thresholds: ['c'] }],
    [
      'a bare batch and a mapped one meet',
      [{ batch: { size: 5, linger: '2ms' } }, { batch: 100 }],
      { batch: { size: 100, linger: '2ms' } },
    ],
    [
      'the same workload keeps its options',
      [{ workload: { name: 'transfers', zipf: 1 } }, { workload: 'transfers' }],
      { workload: { name: 'transfers', zipf: 1 } },
    ],
    [
      'another workload leaves them behind',
      [{ workload: { name: 'transfers', zipf: 1 } }, { workload: 'votes' }],
      { workload: { name: 'votes' } },
    ],
    [
      'options alone keep the name',
      [{ workload: 'votes' }, { workload: { proposals: 3 } }],
      { workload: { name: 'votes', proposals: 3 } },
    ],
    [
      'another target leaves options behind',
      [{ target: { name: 'engine', blockTime: 5 } }, { target: 'http://x' }],
      { target: { name: 'rpc', url: 'http://x' } },
    ],
    [
      'another arrival leaves the keys it does not have behind',
      [{ load: { rate: 5, duration: '1m' } }, { load: { arrival: 'closed', inFlight: 3 } }],
      { load: { arrival: 'closed', inFlight: 3, duration: '1m' } },
    ],
    [
      'and keeps those it has',
      [{ load: { arrival: 'constant', rate: 5 } }, { load: { arrival: 'poisson' } }],
      { load: { arrival: 'poisson', rate: 5 } },
    ],
    ['what is no mapping stands for the plan to refuse', [{ seed: 1 }, { load: 5 }], { seed: 1, load: 5 }],
  ])('%s', (_, inputs, merged) => {
    expect(layer(...inputs)).toEqual(merged);
  });

  it('changes none of its inputs', () => {
    const file = { load: { rate: 1 }, batch: 5 };
    layer(file, { load: { rate: 2 }, batch: 6 });
    expect(file).toEqual({ load: { rate: 1 }, batch: 5 });
  });

  it('keeps a key of the wrong arrival for the plan to refuse', () => {
    const merged = layer({ load: { inFlight: 5 } }, { load: { rate: 100 } });
    expect(() => makePlan(merged, catalog)).toThrow('load.rate: a load with arrival closed has no such key');
  });
});

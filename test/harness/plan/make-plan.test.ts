import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../harness/plan/index.ts';
import { LakhError } from '../../../harness/std/errors.ts';
import { catalog } from './fake-catalog.ts';

function refusal(input: unknown): LakhError {
  try {
    makePlan(input, catalog);
  } catch (error) {
    if (error instanceof LakhError) return error;
    throw error;
  }
  throw new Error('the plan was not refused');
}

describe('defaults', () => {
  it('fills in everything', () => {
    expect(makePlan({}, catalog)).toEqual({
      workload: { name: 'transfers', options: { pattern: 'fan-out', zipf: 0 } },
      target: { name: 'engine', options: { blockTime: 100 } },
      load: {
        arrival: 'constant',
        rate: 300,
        durationMs: 20_000,
        warmupMs: 0,
        drainMs: 30_000,
        maxInFlight: 50_000,
      },
      accounts: { count: 200, source: 'seed' },
      fees: { type: 'eip1559', maxFeeWei: null, tipWei: 1_000_000_000n },
      seed: 1,
      workers: 1,
      batch: { size: 1, lingerMs: 1 },
      pacing: 'nap',
      signer: 'kernel',
      oracle: { check: true, sample: 1000 },
      thresholds: [],
      reads: null,
      corpus: null,
      samples: false,
      validity: { lagP99Ms: 10, failedReads: 0 },
      out: null,
    });
  });

  it('takes an empty section for one that is not there', () => {
    expect(makePlan({ load: null, fees: null, batch: undefined }, catalog)).toEqual(makePlan({}, catalog));
  });

  it('freezes all of it', () => {
    const plan = makePlan({ load: { stages: [{ rate: 1, duration: '1s' }] } }, catalog);
    const holds = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(holds));
    expect(holds(plan)).toBe(true);
  });

  it('leaves the input as it was', () => {
    const input = { workload: 'transfers', load: { rate: 5 }, batch: 10 };
    makePlan(input, catalog);
    expect(input).toEqual({ workload: 'transfers', load: { rate: 5 }, batch: 10 });
    expect(Object.isFrozen(input.load)).toBe(false);
  });
});

describe('what a scenario says', () => {
  const common = { warmupMs: 0, drainMs: 30_000, maxInFlight: 50_000 };
  it.each<[string, object, object]>([
    [
      'workload by name',
      { workload: 'transfers' },
      { workload: { name: 'transfers', options: { pattern: 'fan-out', zipf: 0 } } },
    ],
    [
      'workload with options beside the name',
      { workload: { name: 'transfers', pattern: 'ring', zipf: 0.9 } },
      { workload: { name: 'transfers', options: { pattern: 'ring', zipf: 0.9 } } },
    ],
    [
      'options of the default workload and target',
      { workload: { pattern: 'ring' }, target: { blockTime: 5 } },
      {
        workload: { name: 'transfers', options: { pattern: 'ring' } },
        target: { name: 'engine', options: { blockTime: 5 } },
      },
    ],
    ['target by URL', { target: 'http://x:1' }, { target: { name: 'rpc', options: { url: 'http://x:1' } } }],
    [
      'target by WebSocket URL',
      { target: 'wss://x' },
      { target: { name: 'rpc', options: { url: 'wss://x' } } },
    ],
    [
      'target by IPC path',
      { target: '/run/geth.ipc' },
      { target: { name: 'rpc', options: { url: '/run/geth.ipc' } } },
    ],
    [
      'target with a URL and no name',
      { target: { url: 'http://x' } },
      { target: { name: 'rpc', options: { url: 'http://x' } } },
    ],
    [
      'target option',
      { target: { name: 'engine', blockTime: '2s' } },
      { target: { name: 'engine', options: { blockTime: 2000 } } },
    ],
    [
      'rate as text',
      { load: { rate: '500/s' } },
      { load: { arrival: 'constant', rate: 500, durationMs: 20_000, ...common } },
    ],
    [
      'rate as bare text',
      { load: { rate: '0.5' } },
      { load: { arrival: 'constant', rate: 0.5, durationMs: 20_000, ...common } },
    ],
    [
      'poisson and all times',
      { load: { arrival: 'poisson', rate: 7, duration: '1m', warmup: '2s', drain: '1.5s', maxInFlight: 9 } },
      {
        load: {
          arrival: 'poisson',
          rate: 7,
          durationMs: 60_000,
          warmupMs: 2000,
          drainMs: 1500,
          maxInFlight: 9,
        },
      },
    ],
    [
      'ramp',
      { load: { arrival: 'ramp', from: 0, to: '1000/s', duration: '5s' } },
      { load: { arrival: 'ramp', from: 0, to: 1000, durationMs: 5000, ...common } },
    ],
    [
      'ramp by its keys',
      { load: { from: 10, to: 0 } },
      { load: { arrival: 'ramp', from: 10, to: 0, durationMs: 20_000, ...common } },
    ],
    [
      'stages by their key',
      {
        load: {
          stages: [
            { rate: 100, duration: '5s' },
            { rate: 0, duration: 500 },
          ],
        },
      },
      {
        load: {
          arrival: 'stages',
          stages: [
            { rate: 100, durationMs: 5000 },
            { rate: 0, durationMs: 500 },
          ],
          ...common,
        },
      },
    ],
    [
      'closed by its key',
      { load: { inFlight: 64 } },
      { load: { arrival: 'closed', inFlight: 64, durationMs: 20_000, ...common } },
    ],
    [
      'accounts',
      { accounts: { count: 5, source: 'mnemonic' } },
      { accounts: { count: 5, source: 'mnemonic' } },
    ],
    [
      'fees',
      { fees: { type: 'legacy', maxFeeGwei: 2.1, tipGwei: 0.1 } },
      { fees: { type: 'legacy', maxFeeWei: 2_100_000_000n, tipWei: 100_000_000n } },
    ],
    ['no tip', { fees: { tipGwei: 0 } }, { fees: { type: 'eip1559', maxFeeWei: null, tipWei: 0n } }],
    ['seed', { seed: 0 }, { seed: 0 }],
    ['workers', { workers: 0 }, { workers: 0 }],
    ['batch size', { batch: 100 }, { batch: { size: 100, lingerMs: 1 } }],
    ['batch', { batch: { size: 10, linger: '5ms' } }, { batch: { size: 10, lingerMs: 5 } }],
    ['pacing', { pacing: 'spin' }, { pacing: 'spin' }],
    ['signer', { signer: 'ethers' }, { signer: 'ethers' }],
    ['oracle', { oracle: { check: false, sample: 5 } }, { oracle: { check: false, sample: 5 } }],
    ['validity', { validity: { lagP99: '5ms' } }, { validity: { lagP99Ms: 5 } }],
    ['thresholds', { thresholds: ['inclusion.p99 < 2s'] }, { thresholds: ['inclusion.p99 < 2s'] }],
    ['out', { out: 'runs/x' }, { out: 'runs/x' }],
  ])('%s', (_, input, part) => {
    expect(makePlan(input, catalog)).toMatchObject(part);
  });
});

describe('refusals', () => {
  it.each<[unknown, string]>([
    [[], 'scenario: must be a mapping of keys to values (got a list)'],
    ['x', 'scenario: must be a mapping of keys to values (got "x")'],
    [null, 'scenario: must be a mapping of keys to values (got nothing)'],
    [{ load: { rate: -5 } }, 'load.rate: must not be negative (got -5)'],
    [{ load: { rate: '-5/s' } }, 'load.rate: must not be negative (got -5)'],
    [{ load: { rate: 0 } }, 'load.rate: must be more than 0 (got 0)'],
    [{ load: { rate: '0/s' } }, 'load.rate: must be more than 0 (got 0)'],
    [{ load: { rate: 'fast' } }, 'load.rate: must be a rate such as 500 or "500/s": so many a second'],
    [{ load: { rate: Number.NaN } }, 'load.rate: must be a rate such as 500 or "500/s": so many a second'],
    [{ load: { rate: 1e9 } }, 'load.rate: must be at most 10000000/s'],
    [{ load: { duration: 0 } }, 'load.duration: must be more than 0 (got 0)'],
    [{ load: { duration: '0s' } }, 'load.duration: must be more than 0 (got 0)'],
    [{ load: { duration: '20' } }, 'load.duration: needs a unit: "20s" or "20ms"'],
    [{ load: { warmup: -1 } }, 'load.warmup: must not be negative (got -1)'],
    [{ load: { maxInFlight: 0 } }, 'load.maxInFlight: must be at least 1 (got 0)'],
    [{ load: 'fast' }, 'load: must be a mapping of keys to values (got "fast")'],
    [
      { load: { arrival: 'poison' } },
      'load.arrival: must be one of constant, poisson, ramp, stages, closed (got "poison"); did you mean poisson?',
    ],
    [{ load: { from: 1 } }, 'load.to: must be a rate such as 500 or "500/s": so many a second'],
    [{ load: { from: 0, to: 0 } }, 'load.to: from and to cannot both be 0'],
    [{ load: { stages: [] } }, 'load.stages: must have at least 1 entry'],
    [{ load: { stages: [{ rate: 0, duration: 5 }] } }, 'load.stages: needs at least one rate over 0'],
    [{ load: { stages: [{ rate: -1, duration: 5 }] } }, 'load.stages[0].rate: must not be negative (got -1)'],
    [{ load: { arrival: 'closed' } }, 'load.inFlight: is missing; it must be a whole number'],
    [{ load: { inFlight: 10, maxInFlight: 5 } }, 'load.inFlight: must not be over maxInFlight'],
    [
      { load: { arrival: 'closed', inFlight: 5, rate: 5 } },
      'load.rate: a load with arrival closed has no such key; one with arrival constant or poisson has',
    ],
    [{ load: { rte: 5 } }, 'load.rte: unknown key; did you mean rate?'],
    [{ laod: {} }, 'laod: unknown key; did you mean load?'],
    [
      { load: { stages: [{ rate: 1, duration: 5, rtae: 1 }] } },
      'load.stages[0].rtae: unknown key; did you mean rate?',
    ],
    [{ workload: 'transfer' }, 'workload: there is no workload "transfer"; did you mean transfers?'],
    [
      { workload: 'swaps-on-amm' },
      'workload: there is no workload "swaps-on-amm"; there are transfers, votes',
    ],
    [
      { workload: 5 },
      'workload: must be a name, or a mapping with a name and its options; there are transfers, votes',
    ],
    [
      { workload: { name: ['transfers'] } },
      'workload: must be a name, or a mapping with a name and its options; there are transfers, votes',
    ],
    [
      { workload: { name: 'transfers', pattern: 'rnig' } },
      'workload.pattern: must be one of ring, fan-out (got "rnig"); did you mean ring?',
    ],
    [
      { workload: { name: 'transfers', patern: 'ring' } },
      'workload.patern: unknown key; did you mean pattern?',
    ],
    [{ workload: 'votes' }, 'workload.proposals: is missing; it must be a whole number'],
    [{ workload: { name: 'transfers', zipf: 3 } }, 'workload.zipf: must be at most 2 (got 3)'],
    [{ target: 'engin' }, 'target: there is no target "engin"; did you mean engine?'],
    [{ target: { name: 'engine', url: 'x' } }, 'target.url: unknown key; the keys here are blockTime'],
    [
      { target: { name: 'local', wait: 'soon' } },
      'target.wait: must be auto (got "soon"), or must be a number (got "soon")',
    ],
    [{ target: { name: 'rpc' } }, 'target.url: is missing; it must be text'],
    [{ accounts: { count: 0 } }, 'accounts.count: must be at least 1 (got 0)'],
    [{ accounts: { count: 1.5 } }, 'accounts.count: must be a whole number (got 1.5)'],
    [{ accounts: { count: 1 } }, 'accounts.count: transfers needs at least 2 (got 1)'],
    [{ accounts: { source: 'ledger' } }, 'accounts.source: must be one of seed, mnemonic (got "ledger")'],
    [{ fees: { maxFeeGwei: 1, tipGwei: 2 } }, 'fees.tipGwei: must not be over maxFeeGwei'],
    [{ fees: { maxFeeGwei: 0 } }, 'fees.maxFeeGwei: must be more than 0 (got 0)'],
    [{ fees: { type: 'blob' } }, 'fees.type: must be one of eip1559, legacy (got "blob")'],
    [{ seed: -1 }, 'seed: must be at least 0 (got -1)'],
    [{ seed: 'abc' }, 'seed: must be a whole number (got "abc")'],
    [{ workers: 1000 }, 'workers: must be at most 64 (got 1000)'],
    [{ batch: 0 }, 'batch.size: must be at least 1 (got 0)'],
    [{ pacing: 'sleep' }, 'pacing: must be one of timer, nap, spin (got "sleep")'],
    [
      { signer: 'ehters' },
      'signer: must be one of kernel, keyed, wasm, ethers (got "ehters"); did you mean ethers?',
    ],
    [{ oracle: { check: 'yes' } }, 'oracle.check: must be true or false (got "yes")'],
    [{ oracle: true }, 'oracle: must be a mapping of keys to values (got true)'],
    [{ validity: { lagP99: 0 } }, 'validity.lagP99: must be more than 0'],
    [{ out: '' }, 'out: must not be empty'],
    [{ thresholds: 'goodput < 1' }, 'thresholds: must be a list (got "goodput < 1")'],
  ])('%j', (input, message) => {
    const error = refusal(input);
    expect(error.message).toBe(message);
    expect(error.code).toBe('bad-scenario');
    expect(error.hint).toContain('lakh schema');
  });

  it('names every problem at once', () => {
    const input = {
      workload: { name: 'transfers', zipf: -1 },
      load: { rate: -5, duration: 'soon', foo: 1 },
      accounts: { cuont: 3 },
      thresholds: ['p99', 'goodput < 5'],
      sed: 1,
    };
    expect(refusal(input).message.split('\n')).toEqual([
      'the scenario has 7 problems:',
      '  workload.zipf: must be at least 0 (got -1)',
      '  load.rate: must not be negative (got -5)',
      expect.stringMatching(/^ {2}load\.duration: must be a duration such as .* \(got "soon"\)$/),
      '  load.foo: unknown key; the keys here are arrival, rate, duration, warmup, drain, maxInFlight',
      '  accounts.cuont: unknown key; did you mean count?',
      '  thresholds[0]: no comparison in "p99"',
      '  sed: unknown key; did you mean seed?',
    ]);
  });

  it('has a code of its own for thresholds alone', () => {
    const error = refusal({ thresholds: ['p99'] });
    expect(error.code).toBe('bad-threshold');
    expect(error.message).toBe('thresholds[0]: no comparison in "p99"');
  });
});

describe('keys and mnemonics', () => {
  const key = `0x${'7'.repeat(64)}`;
  const words = 'test test test test test test test test test test test junk';
  it.each<[string, object]>([
    ['privateKey', { privateKey: key }],
    ['private key', { 'private key': key }],
    ['accounts.mnemonic', { accounts: { mnemonic: words } }],
    ['accounts.privateKeys', { accounts: { privateKeys: [key] } }],
    ['funderKey', { funderKey: key }],
    ['target.funder', { target: { name: 'rpc', url: 'http://x', funder: key } }],
    ['target.args[1]', { target: { name: 'local', args: ['--mnemonic', words] } }],
  ])('%s is refused, with where it belongs and without its value', (path, input) => {
    const error = refusal(input);
    expect(error.message).toBe(`${path}: keys and mnemonics never stand in a scenario`);
    expect(error.hint).toContain('LAKH_FUNDER_KEY_FILE');
    expect(error.hint).toContain('LAKH_MNEMONIC');
  });

  it.each([
    [{ accounts: { source: words } }],
    [{ accounts: words }],
    [{ seed: key }],
    [{ load: { rate: key } }],
    [{ load: { duration: key } }],
    [{ fees: key }],
    [{ batch: key }],
  ])('a value in the wrong place does not show: %#', (input) => {
    const { message, hint } = refusal(input);
    expect(`${message} ${hint}`).not.toContain('7777');
    expect(`${message} ${hint}`).not.toContain('junk');
  });
});

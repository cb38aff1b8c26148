/** The whole measurement with the real engines, on blocks so small that nothing rests on its times. */
import { beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../../harness/catalog.ts';
import { makePlan } from '../../../harness/plan/index.ts';
import { measureScale, type Scale, type ScaleParts } from '../../../harness/scale/index.ts';

function partsOf(name: string, settings: Partial<ScaleParts['settings']> = {}): ScaleParts {
  return {
    workload: BUILT_IN.workloads.find((one) => one.name === name)!,
    optionsAt: (contention) => makePlan({ workload: { name, contention } }, BUILT_IN).workload.options,
    settings: {
      threads: [1, 2],
      contention: [0, 1],
      blockSize: 60,
      blocks: 2,
      repeats: 2,
      accounts: 60,
      seed: 1,
      ...settings,
    },
    machine: { cpu: 'any', cores: 1, node: 'any' },
    lakh: 'test',
    stop: new AbortController().signal,
    tell: () => {},
  };
}

describe('erc20', () => {
  const told: string[] = [];
  let scale: Scale;
  beforeAll(async () => {
    scale = await measureScale({ ...partsOf('erc20'), tell: (line) => told.push(line) });
  });

  it('measures the sequential engine, then each number of threads, at each contention', () => {
    expect(scale).toMatchObject({ version: 1, ending: 'finished', workload: 'erc20', confidence: 0.5 });
    expect(scale.levels.map(({ contention }) => contention)).toEqual([0, 1]);
    for (const { rows, transactions, reverted } of scale.levels) {
      expect([transactions, reverted]).toEqual([60, 0]);
      expect(rows.map(({ engine, threads }) => `${engine} ${threads}`)).toEqual([
        'sequential 1',
        'parallel 1',
        'parallel 2',
      ]);
      expect(rows.map(({ rounds }) => rounds)).toEqual([2, 2, 2]);
      expect(rows.map(({ oversubscribed }) => oversubscribed)).toEqual([false, false, true]);
      for (const { executionMs, wholeMs, tps } of rows) {
        expect(executionMs).toBeGreaterThan(0);
        expect(wholeMs).toBeGreaterThan(executionMs);
        expect(tps).toBeCloseTo(60_000 / wholeMs);
      }
    }
    expect(told.filter((line) => /^round [12] of 2/.test(line))).toHaveLength(4);
  });

  it('goes by Block-STM on one thread as well: it validates nothing there, as all below is final', () => {
    for (const { rows } of scale.levels) {
      const [sequential, one, two] = rows;
      expect(sequential).toMatchObject({ executions: 1, validations: 0 });
      expect(one).toMatchObject({ executions: 1, validations: 0, aborts: 0 });
      expect(two!.executions).toBeGreaterThanOrEqual(1);
    }
  });

  it('comes to a bound of about 1 where all meet at one, and far above where nobody does', () => {
    const [apart, together] = scale.levels;
    expect(apart!.limit).toBeGreaterThan(10);
    expect(together!.limit).toBeLessThan(1.25);
    for (const { limit, gas, criticalGas, computed } of scale.levels) {
      // One block counts: then its time does not matter.
      expect(limit).toBeCloseTo(gas / criticalGas, 6);
      expect(computed.at(-1)!.bound).toBeCloseTo(Math.min(64, limit), 6);
      expect(computed.at(-1)!.schedule).toBeLessThanOrEqual(limit + 1e-6);
    }
  });

  it('finds the same critical path by the engine and by the graph', () => {
    expect(scale.warnings.filter((warning) => warning.includes('critical path'))).toEqual([]);
  });
});

describe('what depends on earlier steps', () => {
  it.each(['nft-mint', 'lending'])('%s is arranged so that steps find what they need', async (name) => {
    const { levels, warnings } = await measureScale(
      partsOf(name, { contention: [0.5], repeats: 1, threads: [2], blocks: 4 }),
    );
    expect(levels[0]!.reverted).toBeLessThanOrEqual(0.05 * levels[0]!.transactions);
    expect(warnings.filter((warning) => warning.includes('critical path'))).toEqual([]);
  });
});

describe('an interruption', () => {
  it('keeps whole rounds, and says that there were to be more', async () => {
    const stopping = new AbortController();
    const scale = await measureScale({
      ...partsOf('erc20', { contention: [0], repeats: 50, threads: [1] }),
      stop: stopping.signal,
      tell: (line) => {
        if (line.startsWith('round 2')) stopping.abort();
      },
    });
    expect(scale.ending).toBe('interrupted');
    expect(scale.levels[0]!.rows.map(({ rounds }) => rounds)).toEqual([2, 2]);
  });

  it('before the first round is told as what it is', async () => {
    const stopped = { ...partsOf('erc20'), stop: AbortSignal.abort() };
    await expect(measureScale(stopped)).rejects.toMatchObject({ code: 'interrupted' });
  });
});

it('names the transaction that does not fit', async () => {
  const parts = partsOf('erc20', { contention: [0] });
  const { requirements } = parts.workload;
  const wasteful = {
    ...parts.workload,
    requirements,
    drive: (...asked: Parameters<typeof parts.workload.drive>) => {
      const driver = parts.workload.drive(...asked);
      return {
        ...driver,
        intent: (...of: Parameters<typeof driver.intent>) => ({ ...driver.intent(...of), gasLimit: 1e8 }),
      };
    },
  };
  await expect(measureScale({ ...parts, workload: wasteful })).rejects.toMatchObject({
    code: 'target-failed',
    message: expect.stringMatching(/block \d+, transaction 1: transaction gas limit too high/),
  });
});

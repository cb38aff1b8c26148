/** The benchmarks, small: they must not rot, and must do the work that they claim. */
import { describe, expect, it } from 'vitest';
import { benchBlocks } from './blocks.ts';
import { benchEngines } from './engines.ts';
import { benchTries } from './evm-tries.ts';
import { benchKernel } from './kernel.ts';
import { benchPacing } from './pacing.ts';
import { benchRoads } from './road.ts';
import { benchSoak } from './soak.ts';
import { benchSustained } from './sustained.ts';
import { benchRoad, benchWire } from './wire.ts';

describe('benchmarks, small', () => {
  it('soak: every arrival succeeds, and the result is the same each time', async () => {
    const [first, second] = [await benchSoak(20_000), await benchSoak(20_000)];
    expect(first.ledger).toMatchObject({ scheduled: 20_000, succeeded: 20_000, expired: 0 });
    expect(second.hash).toBe(first.hash);
    expect(first.rssBytes).toHaveLength(10);
  });

  it.each([
    'timer',
    'nap',
    'spin',
  ] as const)('pacing by %s: every arrival comes, none early', async (pacing) => {
    const bench = await benchPacing(pacing, 2_000, 0.1);
    expect(bench.arrivals).toBe(200);
    expect(bench.lagNsP50).toBeGreaterThanOrEqual(0);
  });

  it('kernel: every library signs the same bytes, and the results are the same each time', async () => {
    const [first, second] = [await benchKernel(2, 1), await benchKernel(2, 1)];
    expect(second.hash).toBe(first.hash);
    expect(new Set(first.rows.map(({ work }) => work)).size).toBe(4);
    expect(first.rows.every(({ us }) => us >= 0)).toBe(true);
  });

  it.each([
    'transfers',
    'one hot pool',
  ] as const)('blocks: one thread and two end in the same state, %s', async (name) => {
    const { rows, machineGives } = await benchBlocks(name, { blocks: 2, transactions: 40, senders: 8 });
    expect(rows).toHaveLength(2);
    expect(rows[1]!.stateRoot).toBe(rows[0]!.stateRoot);
    for (const { tps } of rows) expect(tps).toBeGreaterThan(0);
    expect(machineGives).toBeGreaterThan(0);
  });

  it('engines: each makes the same blocks, with the same gas, and those with roots end in the same state', async () => {
    const fields = await benchEngines({ transfers: 20, swaps: 20, rounds: 2, warmUp: 0, warmUpMs: 0 });
    expect(fields).toHaveLength(2);
    for (const { rows, gas } of fields) {
      expect(rows.map(({ name }) => name).slice(0, 3)).toEqual([
        'sequential',
        'parallel, 2 threads',
        'ethereumjs',
      ]);
      expect(gas).toBeGreaterThan(20 * 2 * 21_000);
      for (const row of rows) expect(Math.min(row.tps, row.executionMgas)).toBeGreaterThan(0);
    }
  });

  it('evm-tries: one thread and two make the same roots, and the results are the same each time', async () => {
    const size = { leaves: 1_000, changes: 300, blocks: 2, theirs: 20 };
    const [first, second] = [await benchTries(size), await benchTries(size)];
    expect(second.hash).toBe(first.hash);
    expect(first.rows.every(({ us }) => us > 0)).toBe(true);
  });

  it('road: whatever goes the whole of it, live or signed before, stands in a block in the end', async () => {
    const size = { durationMs: 200, rounds: 1, workers: 0, batch: 20, inFlight: 40, presigned: 3_000 };
    const rows = await benchRoads(size);
    expect(rows).toHaveLength(6);
    for (const { ledger, tps } of rows) {
      expect(tps).toBeGreaterThan(0);
      expect(ledger.succeeded).toBe(ledger.admitted);
    }
  });

  it('sustained: every arrival of an open load goes out, live or signed before', async () => {
    const rows = await benchSustained({ durationMs: 400, warmupMs: 100, live: 500, presigned: 1_000 }, 0);
    expect(rows.map(({ record }) => record.ledger)).toMatchObject([
      { scheduled: 250, accepted: 250, succeeded: 250 },
      { scheduled: 500, accepted: 500, succeeded: 500 },
    ]);
  });

  it('wire: both ways make the same, and every transaction goes the whole road', async () => {
    const { rows } = benchWire(50, 1, 1);
    expect(rows).toHaveLength(12);
    expect(await benchRoad(50, 8, 4)).toMatchObject({ accepted: 400, seen: 400 });
  });
});

import { describe, expect, it } from 'vitest';
import { Histogram } from '../../../harness/measure/index.ts';
import { FAILED, Journeys } from '../../../harness/run/journeys.ts';
import type { Driver, Wait } from '../../../harness/spec/index.ts';
import { ACCOUNTS, constantLoad, rig, simpleDriver } from '../../support/generator.ts';

/** Odd steps wait for the even one before them. */
function pairs(wait: Omit<Wait, 'after'> = {}): Driver {
  return {
    ...simpleDriver,
    wait: (index) => (index % 2 === 1 ? { after: index - 1, ...wait } : null),
    awaited: (index) => index % 2 === 0,
  };
}

const EMPTY = {
  seenNs: 0,
  headerNs: 0,
  baseFeeWei: 1n,
  hashes: new Uint8Array(0),
  succeeded: new Uint8Array(0),
  gasUsedBy: new Float64Array(0),
  gasPriceWei: new BigUint64Array(0),
};

const arrival = (index: number, dueNs: number) => ({ index, dueNs, made: null });

describe('journeys', () => {
  it('a step is free when the one before stands in a block, and not before', () => {
    const journeys = new Journeys(pairs());
    expect(journeys.standing(0)).toBe('free');
    expect(journeys.standing(1)).toBe('waiting');
    journeys.note(0, 7, 100);
    journeys.moveHead(7, 100);
    expect(journeys.standing(1)).toBe('free');
    expect(journeys.standing(3)).toBe('waiting');
  });

  it.each([
    {
      wait: { blocks: 2 },
      heads: [
        [7, 100],
        [8, 101],
      ],
      last: [9, 102],
    },
    {
      wait: { seconds: 5 },
      heads: [
        [7, 100],
        [8, 104],
      ],
      last: [9, 105],
    },
    {
      wait: { blocks: 1, seconds: 5 },
      heads: [
        [7, 100],
        [8, 104],
      ],
      last: [9, 106],
    },
  ] as const)('waits for $wait on top', ({ wait, heads, last }) => {
    const journeys = new Journeys(pairs(wait));
    journeys.note(0, 7, 100);
    for (const [number, timestampS] of heads) {
      journeys.moveHead(number, timestampS);
      expect(journeys.standing(1)).toBe('waiting');
    }
    journeys.moveHead(last[0], last[1]);
    expect(journeys.standing(1)).toBe('free');
  });

  it('frees with the distances of the schedule, in the order of due times', () => {
    const journeys = new Journeys(pairs());
    for (const [index, dueNs] of [
      [5, 900],
      [1, 100],
      [3, 400],
    ] as const)
      journeys.hold(arrival(index, dueNs));
    for (const index of [0, 2, 4]) journeys.note(index, 7, 100);
    journeys.moveHead(7, 100);
    expect(journeys.sweep(10_000)).toEqual([]);
    const freed = [journeys.take(), journeys.take(), journeys.take()];
    expect(freed.map(({ arrival, dueNs }) => [arrival.index, dueNs])).toEqual([
      [1, 10_000],
      [3, 10_300],
      [5, 10_800],
    ]);
    expect(journeys.size).toBe(0);
  });

  it('does not put off a step that waited shortly for one that waited long', () => {
    const waits = new Map<number, Wait>([
      [1, { after: 0, blocks: 20 }],
      [3, { after: 2 }],
      [5, { after: 4 }],
    ]);
    const journeys = new Journeys({ ...pairs(), wait: (index) => waits.get(index) ?? null });
    for (const [index, dueNs] of [
      [1, 100],
      [3, 90_000],
      [5, 90_200],
    ] as const)
      journeys.hold(arrival(index, dueNs));
    journeys.note(0, 1, 100);
    for (const index of [2, 4]) journeys.note(index, 21, 120);
    journeys.moveHead(21, 120);
    journeys.sweep(100_000);
    const freed = [journeys.take(), journeys.take(), journeys.take()];
    expect(freed.map(({ arrival, dueNs }) => [arrival.index, dueNs])).toEqual([
      [1, 100_000],
      [3, 100_000],
      [5, 100_200],
    ]);
  });

  it('gives up those whose earlier step failed, and takes a step back with its block', () => {
    const journeys = new Journeys(pairs());
    journeys.hold(arrival(1, 10));
    journeys.hold(arrival(3, 20));
    journeys.note(0, FAILED, 0);
    journeys.note(2, 7, 100);
    journeys.note(2, null, 0);
    journeys.moveHead(8, 101);
    expect(journeys.sweep(50).map(({ index }) => index)).toEqual([1]);
    expect(journeys.standing(3)).toBe('waiting');
    expect(journeys.clear().map(({ index }) => index)).toEqual([3]);
  });
});

describe('a generator with journeys', () => {
  const MS = 1e6;

  it('sends no step before the one it waits for is included, and shows the waiting', async () => {
    const { clock, chain, generator } = rig(
      constantLoad(100, 1),
      { includeNs: () => 300 * MS },
      { driver: pairs() },
    );
    generator.start();
    await clock.runUntil(5e9);
    expect(generator.progress()).toMatchObject({ arrivalsDone: true, awaited: 0 });
    const { meters } = generator.finish();
    expect(meters.ledger).toMatchObject({ scheduled: 100, admitted: 100, dropped: 0, succeeded: 100 });
    expect(meters.steps).toEqual({ waited: 50, abandoned: 0, outOfTime: 0 });
    expect(chain.submitted).toHaveLength(100);
    // Scheduled 10 ms after the even one, which takes 300 ms: 290 ms of waiting, none of it in the latencies.
    expect(Histogram.fromState(meters.histograms.waiting).summary().p50Ns).toBeCloseTo(290 * MS, -7);
    expect(Histogram.fromState(meters.histograms.inclusion).summary().maxNs).toBeLessThan(320 * MS);
  });

  it('drops and counts the steps after a failure, and those for which the time runs out', async () => {
    const { clock, generator, lanes } = rig(
      constantLoad(100, 1),
      { includeNs: (n) => (n < 10 ? 100 * MS : null), reverts: (n) => n === 0 },
      { driver: pairs() },
    );
    generator.start();
    await clock.runUntil(3e9);
    const { meters } = generator.finish();
    expect(meters.steps.abandoned).toBe(1);
    expect(meters.steps.outOfTime).toBeGreaterThan(30);
    const { scheduled, dropped, admitted } = meters.ledger;
    expect(scheduled).toBe(100);
    expect(dropped).toBe(meters.steps.abandoned + meters.steps.outOfTime);
    expect(admitted + dropped).toBe(100);
    // What was dropped took no nonce: each lane stands where its transactions end.
    const used = ACCOUNTS.map((_, account) => lanes.take(account));
    expect(used.reduce((sum, next) => sum + next, 0)).toBe(admitted);
  });

  it('gives a freed step a nonce before those of what was made ahead', async () => {
    const one: Driver = {
      ...pairs(),
      intent: (index) => ({ ...simpleDriver.intent(index, null as never), from: 0 }),
    };
    const { clock, chain, generator } = rig(
      constantLoad(50, 2),
      { includeNs: () => 250 * MS },
      { driver: one },
    );
    generator.start();
    await clock.runUntil(6e9);
    generator.finish();
    const nonces = chain.submitted.map(({ raw }) => new DataView(raw.buffer).getUint32(4));
    expect(nonces).toEqual(nonces.map((_, at) => at));
  });

  it('hears of steps in other generators', async () => {
    const told: number[] = [];
    const parts = {
      driver: pairs(),
      tellMilestones: (list: readonly (readonly [number, number | null])[]) =>
        told.push(...list.map(([index]) => index)),
    };
    const { clock, generator } = rig(constantLoad(100, 0.1), { includeNs: () => 10 * MS }, parts);
    generator.start();
    await clock.runUntil(1e9);
    generator.finish();
    expect(told).toEqual([0, 2, 4, 6, 8]);

    const other: Driver = { ...simpleDriver, wait: () => ({ after: 1000 }) };
    const waiting = rig(constantLoad(10, 0.1), { includeNs: () => MS }, { driver: other });
    waiting.generator.start();
    await waiting.clock.runUntil(1e9);
    expect(waiting.chain.submitted).toHaveLength(0);
    waiting.generator.block({ ...EMPTY, number: 3, timestampS: 5 });
    waiting.generator.reached([[1000, 3]], 5);
    await waiting.clock.runUntil(2e9);
    expect(waiting.chain.submitted).toHaveLength(1);
  });
});

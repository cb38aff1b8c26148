import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extentOf, type Jobs, leastTime, mostTime, scheduleTime } from '../../../harness/scale/schedule.ts';

const chain: Jobs = { lengths: [3, 1, 4, 2], after: [[], [0], [1], [2]] };
const independent: Jobs = { lengths: [3, 1, 4, 2], after: [[], [], [], []] };
/** 0 before 1 and 2, both before 3. */
const diamond: Jobs = { lengths: [1, 5, 2, 1], after: [[], [0], [0], [1, 2]] };

describe('known graphs', () => {
  it.each<[string, Jobs, { total: number; critical: number }, Record<number, number>]>([
    ['a chain gains nothing', chain, { total: 10, critical: 10 }, { 1: 10, 2: 10, 64: 10 }],
    // On two: 3 and 1 begin, 4 follows the 1, 2 follows the 3.
    ['independent jobs share', independent, { total: 10, critical: 4 }, { 1: 10, 2: 5, 3: 4, 4: 4, 64: 4 }],
    ['a diamond gains its shorter side', diamond, { total: 9, critical: 7 }, { 1: 9, 2: 7, 64: 7 }],
    ['nothing', { lengths: [], after: [] }, { total: 0, critical: 0 }, { 1: 0, 64: 0 }],
  ])('%s', (_, jobs, extent, times) => {
    expect(extentOf(jobs)).toEqual(extent);
    for (const [threads, time] of Object.entries(times)) {
      expect(scheduleTime(jobs, Number(threads)), `${threads} threads`).toBe(time);
    }
  });

  it('has the bounds of a diamond', () => {
    const extent = extentOf(diamond);
    expect([1, 2, 64].map((threads) => leastTime(extent, threads))).toEqual([9, 7, 7]);
    expect([1, 2].map((threads) => mostTime(extent, threads))).toEqual([9, 8]);
  });
});

/** Jobs that wait for some of those before them. */
const graphs = fc
  .array(
    fc.record({ length: fc.integer({ min: 1, max: 1000 }), before: fc.array(fc.nat(40), { maxLength: 4 }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map(
    (jobs): Jobs => ({
      lengths: jobs.map(({ length }) => length),
      after: jobs.map(({ before }, job) => [...new Set(before.filter((one) => one < job))]),
    }),
  );

describe('any graph', () => {
  it('is scheduled between the bounds', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 64 }), (jobs, threads) => {
        const extent = extentOf(jobs);
        const time = scheduleTime(jobs, threads);
        expect(time).toBeGreaterThanOrEqual(leastTime(extent, threads));
        expect(time).toBeLessThanOrEqual(mostTime(extent, threads) + 1e-6);
      }),
    );
  });

  it('takes all of it on one thread, and its critical path on as many as there are jobs', () => {
    fc.assert(
      fc.property(graphs, (jobs) => {
        const { total, critical } = extentOf(jobs);
        expect(scheduleTime(jobs, 1)).toBe(total);
        expect(scheduleTime(jobs, jobs.lengths.length)).toBe(critical);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { scheduleOf } from '../../../harness/pacing/index.ts';
import { closedArrivals, openArrivals } from '../../../harness/run/arrivals.ts';
import { constantLoad } from '../../support/generator.ts';

describe('arrivals', () => {
  it('of an open load are split over workers without loss', () => {
    const schedule = scheduleOf(constantLoad(100, 1), 1);
    const taken = [0, 1, 2].flatMap((worker) => {
      const arrivals = openArrivals(schedule, (index) => index % 3 === worker);
      const indices: number[] = [];
      while (!arrivals.done(0)) indices.push(arrivals.take());
      return indices;
    });
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('of a closed load without a share never come, and its worker does not hang', () => {
    const arrivals = closedArrivals(0, 1e9, () => false);
    expect(arrivals.nextNs()).toBe(Number.POSITIVE_INFINITY);
    expect(arrivals.done(0)).toBe(true);
  });
});

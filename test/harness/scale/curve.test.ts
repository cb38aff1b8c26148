import { describe, expect, it } from 'vitest';
import { CURVE_THREADS, curveOf, limitOf, studyBlock } from '../../../harness/scale/curve.ts';

const chain = studyBlock({ lengths: [10, 10, 10, 10], after: [[], [0], [1], [2]] });
const wide = studyBlock({
  lengths: new Array<number>(100).fill(1),
  after: new Array<number[]>(100).fill([]),
});

describe('the computed curve', () => {
  it('goes from 1 on one thread to its limit, total over critical path, and never down', () => {
    const limit = limitOf([wide], [5]);
    const curve = curveOf([wide], [5]);
    expect(limit).toBeCloseTo(100);
    expect(curve.map(({ threads }) => threads)).toEqual(CURVE_THREADS);
    expect(curve[0]).toMatchObject({ threads: 1, floor: 1, schedule: 1, bound: 1 });
    expect(curve.at(-1)!.bound).toBeCloseTo(64);
    for (const [at, { floor, schedule, bound }] of curve.entries()) {
      expect(floor).toBeLessThanOrEqual(schedule + 1e-9);
      expect(schedule).toBeLessThanOrEqual(bound + 1e-9);
      expect(bound).toBeLessThanOrEqual(limit + 1e-9);
      if (at > 0) expect(bound).toBeGreaterThanOrEqual(curve[at - 1]!.bound);
    }
  });

  it('of a chain is 1 throughout', () => {
    expect(limitOf([chain], [7])).toBe(1);
    for (const { floor, schedule, bound } of curveOf([chain], [7])) {
      expect([floor, schedule, bound]).toEqual([1, 1, 1]);
    }
  });

  it('weighs blocks by the time that one thread took, and not by their gas', () => {
    // 3 ms that cannot be shared, and 3 ms that can: 6 over 3 + 3 / 100.
    expect(limitOf([chain, wide], [3, 3])).toBeCloseTo(6 / 3.03);
    expect(curveOf([chain, wide], [3, 3])[3]!.bound).toBeCloseTo(6 / 3.75);
    expect(limitOf([chain, wide], [1, 5])).toBeCloseTo(6 / 1.05);
  });
});

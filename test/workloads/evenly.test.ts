import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenly } from '../../workloads/evenly.ts';

describe('a share spread evenly', () => {
  it('names its indices from 0 on, and finds each of them again', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1, noNaN: true }), fc.nat(1_000_000), (share, number) => {
        const { number: numberOf, indexOf } = evenly(share);
        expect(numberOf(indexOf(number))).toBe(number);
      }),
    );
  });

  it.each([
    [0, 0],
    [0.08, 80],
    [0.5, 500],
    [1, 1000],
  ])('a share of %d has %d of 1000', (share, count) => {
    const { number } = evenly(share);
    const chosen = Array.from({ length: 1000 }, (_, index) => number(index)).filter((n) => n !== null);
    expect(chosen).toEqual(Array.from({ length: count }, (_, n) => n));
  });
});

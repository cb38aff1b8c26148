import { describe, expect, it } from 'vitest';
import { shareOf } from '../../../../harness/engines/parallel/shares.ts';
import { NO_HINT } from '../../../../harness/spec/engine.ts';
import { keyedRandom } from '../../../../harness/std/index.ts';

function sharesOf(hints: number[], shares: number): number[][] {
  return Array.from({ length: shares }, (_, share) => shareOf(hints, share, shares));
}

describe('shares of signatures', () => {
  it('hold each once, and differ by one at the most', () => {
    const random = keyedRandom(3, 1);
    for (const shares of [1, 2, 3, 7]) {
      for (const senders of [1, 2, 20, 500]) {
        const hints = Array.from({ length: 1000 }, () =>
          random.below(9) === 0 ? NO_HINT : random.below(senders),
        );
        const dealt = sharesOf(hints, shares);
        expect(dealt.flat().sort((a, b) => a - b)).toEqual(hints.map((_, at) => at));
        const lengths = dealt.map(({ length }) => length);
        // Whoever comes last may find the others full.
        expect(Math.max(...lengths)).toBe(Math.ceil(1000 / shares));
      }
    }
  });

  it('keep a sender together while there is room', () => {
    const hints = Array.from({ length: 400 }, (_, at) => at % 40);
    for (const share of sharesOf(hints, 2)) {
      expect(new Set(share.map((at) => hints[at])).size).toBe(20);
    }
  });

  it('are even where one sent them all, and where nobody is known', () => {
    for (const hint of [7, NO_HINT]) {
      const hints = new Array<number>(101).fill(hint);
      expect(sharesOf(hints, 2).map(({ length }) => length)).toEqual([51, 50]);
    }
  });
});

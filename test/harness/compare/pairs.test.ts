import { describe, expect, it } from 'vitest';
import { type Limits, orderOfPair, whyEnough } from '../../../harness/compare/index.ts';

describe('the order within a pair', () => {
  it('follows from the seed, has both sides once, and is either way about half the time', () => {
    const orders = Array.from({ length: 1000 }, (_, pair) => orderOfPair(7, pair).join(''));
    expect(orders).toEqual(Array.from({ length: 1000 }, (_, pair) => orderOfPair(7, pair).join('')));
    expect(new Set(orders)).toEqual(new Set(['ab', 'ba']));
    const first = orders.filter((order) => order === 'ab').length;
    expect(Math.abs(first - 500)).toBeLessThan(80);
    expect(orders).not.toEqual(Array.from({ length: 1000 }, (_, pair) => orderOfPair(8, pair).join('')));
  });
});

describe('when there are enough pairs', () => {
  const limits: Limits = { pairs: 10, untilWidth: null, confidence: 0.95, budgetMs: null };
  const progress = { pairs: 6, spentMs: 50_000, longestPairMs: 10_000, headline: { low: -0.01, high: 0.03 } };

  it.each<[string, Partial<Limits>, Partial<typeof progress>, string | null]>([
    ['not yet', {}, {}, null],
    ['by number', {}, { pairs: 10 }, '10 pairs'],
    ['by width', { untilWidth: 0.04 }, {}, 'the interval is narrow enough after 6 pairs'],
    ['too wide', { untilWidth: 0.039 }, {}, null],
    ['narrow, of too few', { untilWidth: 0.5 }, { pairs: 5 }, null],
    ['narrow, of too few for so much confidence', { untilWidth: 0.5, confidence: 0.99 }, { pairs: 7 }, null],
    ['the next one would not fit', { budgetMs: 59_000 }, {}, 'the budget: no other pair fits after 6'],
    ['the next one fits', { budgetMs: 60_000 }, {}, null],
  ])('%s', (_, more, so, why) => {
    expect(whyEnough({ ...limits, ...more }, { ...progress, ...so })).toBe(why);
  });

  it('is never by a verdict, nor by an interval that is not there', () => {
    expect(whyEnough({ ...limits, untilWidth: 0.1 }, { ...progress, headline: null })).toBeNull();
    expect(
      whyEnough({ ...limits, untilWidth: 0.1 }, { ...progress, headline: { low: null, high: null } }),
    ).toBeNull();
    expect(whyEnough(limits, { ...progress, headline: { low: 0.5, high: 0.5 } })).toBeNull();
  });
});

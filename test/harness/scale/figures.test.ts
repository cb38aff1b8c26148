import { describe, expect, it } from 'vitest';
import { confidenceOf, figureOf } from '../../../harness/scale/figures.ts';
import { drawnOrder } from '../../../harness/scale/order.ts';

describe('a figure over rounds', () => {
  it.each([
    [[2], null, { median: 2, low: null, high: null }],
    [[3, 1, 2], 0.75, { median: 2, low: 1, high: 3 }],
    [[6, 5, 4, 3, 2, 1], 0.95, { median: 3.5, low: 1, high: 6 }],
    // Of nine, the second least to the second greatest: 2 P(Binomial(9, 1/2) < 2) = 0.039.
    [[1, 2, 3, 4, 5, 6, 7, 8, 99], 0.95, { median: 5, low: 2, high: 8 }],
  ])('of %j', (values, confidence, figure) => {
    expect(confidenceOf(values.length)).toBe(confidence);
    expect(figureOf(values)).toEqual(figure);
  });
});

describe('the order of a round', () => {
  const parts = ['a', 'b', 'c'];

  it('is the same for the same draw, and takes each part once', () => {
    expect(drawnOrder(parts, 1, 5)).toEqual(drawnOrder(parts, 1, 5));
    expect(drawnOrder(parts, 1, 5).sort()).toEqual(parts);
  });

  it('has every part at every place about as often', () => {
    const first = new Map(parts.map((part) => [part, 0]));
    for (let draw = 0; draw < 3000; draw++) {
      const [part] = drawnOrder(parts, 1, draw) as [string];
      first.set(part, first.get(part)! + 1);
    }
    for (const times of first.values()) expect(Math.abs(times - 1000)).toBeLessThan(120);
  });
});

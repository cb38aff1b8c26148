import { describe, expect, it } from 'vitest';
import { keyedRandom, STREAM, zipf } from '../../../harness/std/index.ts';

describe('keyed random', () => {
  it('is the same for a key, whatever was drawn before', () => {
    const random = keyedRandom();
    random.seek(1, STREAM.intent, 5).float();
    random.float();
    const again = random.seek(1, STREAM.intent, 5).float();
    expect(again).toBe(keyedRandom(1, STREAM.intent, 5).float());
  });

  it('differs by seed, stream and index, beyond 32 bits too', () => {
    const drawn = [
      keyedRandom(1, 1, 0),
      keyedRandom(2, 1, 0),
      keyedRandom(1, 2, 0),
      keyedRandom(1, 1, 1),
      keyedRandom(1, 1, 2 ** 32),
      keyedRandom(2 ** 33 + 1, 1, 0),
    ].map((random) => random.float());
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('never changes: recorded runs depend on it', () => {
    const random = keyedRandom(1, STREAM.intent, 0);
    expect([random.uint32(), random.uint32(), random.below(1000)]).toMatchInlineSnapshot(`
      [
        1830312538,
        3297444417,
        244,
      ]
    `);
  });

  it('is uniform over first draws of consecutive indices (chi-squared, 99 degrees of freedom)', () => {
    const bins = new Array(100).fill(0);
    for (let index = 0; index < 100_000; index++) bins[keyedRandom(1, STREAM.intent, index).below(100)]++;
    const chi2 = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeGreaterThan(60);
    expect(chi2).toBeLessThan(150);
  });
});

describe('zipf', () => {
  it('draws ranks by their weight', () => {
    const draw = zipf(3, 1);
    const counts = [0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[draw(keyedRandom(1, 1, i))]!++;
    // Weights 1, 1/2, 1/3 of 11/6.
    expect(counts.map((c) => c / 60_000)).toEqual(
      [6 / 11, 3 / 11, 2 / 11].map((share) => expect.closeTo(share, 2)),
    );
  });

  it('is uniform at exponent 0', () => {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[zipf(4, 0)(keyedRandom(1, 1, i))]!++;
    for (const count of counts) expect(count / 40_000).toBeCloseTo(0.25, 1);
  });
});

import { describe, expect, it } from 'vitest';
import { answersWithin } from '../../../../harness/targets/json-rpc/within.ts';

/** A node whose time passes only while it answers: a question of `size` takes `cost(size)` milliseconds. */
function node(sizes: readonly number[], cost: (size: number) => number, mute = new Set<number>()) {
  let nowMs = 0;
  const asked: number[] = [];
  const questions = sizes.map((size, at) => ({
    size,
    ask: async () => {
      asked.push(at);
      nowMs += cost(size);
      return mute.has(at) ? null : at;
    },
  }));
  return { questions, asked, now: () => nowMs, spentMs: () => nowMs };
}

const answered = (found: readonly (number | null)[]) => found.filter((each) => each !== null);
const TWENTY = Array.from({ length: 20 }, (_, at) => (at === 0 ? 30 : 1000));

describe('questions within a time', () => {
  it('are all asked where there is time, each once, and answered in their order', async () => {
    const { questions, asked, now } = node(TWENTY, (size) => size / 10);
    const found = await answersWithin(questions, 15_000, now);
    expect(found).toEqual(TWENTY.map((_, at) => at));
    expect(asked.toSorted((a, b) => a - b)).toEqual(found);
    expect(asked[0]).toBe(0);
  });

  it('that would take too long by what the smallest one took are not begun', async () => {
    // As anvil 1.7 traces: 30 transactions 110 ms, 1,000 of them two minutes.
    const { questions, asked, now } = node(TWENTY, (size) => 0.12 * size ** 2);
    expect(answered(await answersWithin(questions, 15_000, now))).toEqual([]);
    expect(asked).toEqual([0]);
  });

  it('are not given up for what a tiny one took', async () => {
    const { questions, now } = node([1, 50, 50], (size) => 15 + 0.12 * size ** 2);
    expect(await answersWithin(questions, 15_000, now)).toEqual([0, 1, 2]);
  });

  it('count the smallest alone where it is as large as most', async () => {
    const { questions, asked, now } = node([200, 190, 210, 200], (size) => 0.3 * size ** 2);
    expect(await answersWithin(questions, 15_000, now)).toEqual([null, 1, null, null]);
    expect(asked).toEqual([1]);
  });

  it.each([2, 4, 7, 11])('answered when time ends after %i lie evenly among all', async (count) => {
    const { questions, now, spentMs } = node(
      TWENTY.map(() => 100),
      () => 1000,
    );
    const found = answered(await answersWithin(questions, 1000 * count + 500, now)) as number[];
    expect(spentMs()).toBe(1000 * count);
    // The smallest is asked first and counts when its turn comes.
    expect(found.length).toBeGreaterThanOrEqual(count - 1);
    const gaps = [...found, 20 + found[0]!].map((at, i) => (i === 0 ? 0 : at - found[i - 1]!));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.ceil((3 * 20) / found.length));
  });

  it('learn from every answer: what grows with the size alone is not held for the square', async () => {
    const { questions, now } = node(TWENTY, (size) => size / 2);
    // By the square of the first one, 15 ms, each would take 17 s.
    expect(answered(await answersWithin(questions, 18_000, now))).toHaveLength(20);
  });

  it('are waited for no longer than the time, and no other is asked then', async () => {
    let asked = 0;
    const never = { size: 1, ask: () => new Promise<null>(() => void asked++) };
    for (let again = 0; again < 10; again++) {
      expect(await answersWithin([never, never], 20)).toEqual([null, null]);
    }
    expect(asked).toBe(10);
  });

  it('of which the tiny ones are dear do not take longer than the time', async () => {
    const { questions, spentMs, now } = node([1, 1, 1], () => 1000);
    expect(answered(await answersWithin(questions, 1500, now))).toHaveLength(1);
    expect(spentMs()).toBe(1000);
  });

  it('without an answer teach nothing', async () => {
    const { questions, asked, now } = node([1, 10, 10], (size) => size ** 2, new Set([0]));
    expect(await answersWithin(questions, 250, now)).toEqual([null, 1, 2]);
    expect(asked).toHaveLength(3);
  });

  it('may be none', async () => {
    expect(await answersWithin([], 1000)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  type Ending,
  kneeOf,
  nextMove,
  type SearchOptions,
  type Step,
  type Tried,
} from '../../../harness/search/index.ts';
import { keyedRandom } from '../../../harness/std/random.ts';

const OPTIONS: SearchOptions = { from: 50, to: 20_000, width: 0.05, repeats: 3, budgetMs: 3_600_000 };
const STEP_MS = 10_000;

type Outcome = Step['outcome'];

/** Plays a whole search against what a target would say of each rate. */
function search(responds: (rate: number, nth: number) => Outcome, more: Partial<SearchOptions> = {}) {
  const options = { ...OPTIONS, ...more };
  const steps: Tried[] = [];
  const whys: string[] = [];
  for (;;) {
    const move = nextMove(options, steps, steps.length * STEP_MS);
    if (move.kind === 'end') return { ending: move.ending, knee: kneeOf(steps, move.ending), steps, whys };
    expect(steps.length).toBeLessThan(200);
    whys.push(move.why);
    steps.push({ rate: move.rate, outcome: responds(move.rate, steps.length) });
  }
}

const upTo = (capacity: number) => (rate: number) => (rate <= capacity ? 'passed' : 'failed') as Outcome;

describe('a target of known capacity', () => {
  it.each([51, 99, 100, 101, 777, 1_234, 5_000, 19_000])('%d is found within 5 %%', (capacity) => {
    const { ending, knee, steps } = search(upTo(capacity));
    expect(ending).toBe('found');
    expect(knee.low).toBe(knee.tps);
    expect(knee.low!).toBeLessThanOrEqual(capacity);
    expect(knee.high!).toBeGreaterThan(capacity);
    expect(knee.tps!).toBeGreaterThanOrEqual(capacity * 0.95);
    expect(steps.length).toBeLessThan(30);
  });

  it('is bracketed by doubling, bisected, and confirmed on both sides', () => {
    const { steps, whys, knee } = search(upTo(333));
    expect(steps.slice(0, 5).map(({ rate }) => rate)).toEqual([50, 100, 200, 400, 400]);
    expect(whys.slice(0, 6)).toEqual(['bracket', 'bracket', 'bracket', 'bracket', 'confirm', 'bisect']);
    expect(steps.filter(({ rate }) => rate === knee.tps)).toHaveLength(3);
    expect(steps.filter(({ rate }) => rate === knee.high)).toHaveLength(2);
  });

  it('below the first rate is looked for downwards', () => {
    const { ending, knee } = search(upTo(7));
    expect(ending).toBe('found');
    expect(knee.tps!).toBeLessThanOrEqual(7);
    expect(knee.tps!).toBeGreaterThan(6.6);
  });

  it('of nothing ends below', () => {
    const { ending, knee, steps } = search(() => 'failed');
    expect(ending).toBe('below');
    expect(knee.tps).toBeNull();
    expect(knee.high).toBe(steps.at(-1)!.rate);
  });

  it('beyond the highest rate ends above, with no upper bound', () => {
    const { ending, knee } = search(() => 'passed', { to: 300 });
    expect(ending).toBe('above');
    expect(knee).toEqual({ tps: 300, low: 300, high: null });
  });
});

describe('noise', () => {
  it('one bad run at a low rate does not make the knee', () => {
    const { ending, knee } = search((rate, nth) => (nth === 2 ? 'failed' : upTo(1_000)(rate)));
    expect(ending).toBe('found');
    expect(knee.tps!).toBeGreaterThan(950);
  });

  it('a capacity that varies by 3 % is found within 5 % and its interval, nine times in ten', () => {
    const random = keyedRandom();
    const found = Array.from({ length: 200 }, (_, seed) => {
      random.seek(seed, 1, 0);
      return search((rate) => upTo(1_000 * (1 + 0.06 * (random.uint32() / 2 ** 32 - 0.5)))(rate));
    });
    const good = found.filter(({ knee }) => Math.abs(knee.tps! / 1_000 - 1) <= 0.05);
    expect(found.every(({ ending }) => ending === 'found')).toBe(true);
    expect(good.length).toBeGreaterThanOrEqual(180);
    for (const { knee } of found) expect(knee.low! <= knee.tps! && knee.tps! < knee.high!).toBe(true);
  });
});

describe('the generator', () => {
  it('as the limit ends the search without a knee, with what was reached', () => {
    const { ending, knee } = search((rate) => (rate > 500 ? 'limited' : 'passed'));
    expect(ending).toBe('generator');
    expect(knee).toEqual({ tps: null, low: 400, high: null });
  });

  it('late once is tried again', () => {
    const { ending, knee } = search((rate, nth) => (nth === 3 ? 'limited' : upTo(1_000)(rate)));
    expect(ending).toBe('found');
    expect(knee.tps!).toBeGreaterThan(950);
  });
});

describe('a budget that runs out', () => {
  it.each<[number, Ending, number | null]>([
    [1, 'budget', 50],
    [5, 'budget', 800],
    [7, 'budget', 800],
  ])('after %d steps: %s, and what is known', (count, ending, tps) => {
    const result = search(upTo(1_000), { budgetMs: count * STEP_MS });
    expect(result.steps).toHaveLength(count);
    expect(result.ending).toBe(ending);
    expect(result.knee.tps).toBe(tps);
  });
});

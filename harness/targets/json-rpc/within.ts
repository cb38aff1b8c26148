/**
 * Questions whose cost nobody knows before: asked as long as an answer in time can be expected. A block costs geth's
 * tracers about its transactions, and anvil's their square, as that executes the block anew for each; a question that was
 * asked goes on costing the node when nobody waits any more.
 */

export interface Question<T> {
  /** What its cost grows with. */
  readonly size: number;
  ask(): Promise<T | null>;
}

interface Cost {
  readonly size: number;
  readonly ms: number;
}

/**
 * One answer a question, in their order; `null` where there is none, or time did not suffice. The smallest question shows
 * what they cost. Then they are taken so that those answered lie evenly among all, up to the first that would take too
 * long: to leave out the large ones only would make the answered ones a poor sample, as the smallest alone is where most
 * are far larger.
 */
export async function answersWithin<T>(
  questions: readonly Question<T>[],
  ms: number,
  nowMs: () => number = () => performance.now(),
): Promise<(T | null)[]> {
  const endMs = nowMs() + ms;
  const costs: Cost[] = [];
  const answer = async ({ size, ask }: Question<T>) => {
    const startMs = nowMs();
    const found = await orLate(ask(), endMs - startMs);
    // One that was waited for in vain is still being answered: no other is to be asked.
    if (found === LATE) costs.push({ size, ms: Number.POSITIVE_INFINITY });
    else if (found !== null) costs.push({ size, ms: nowMs() - startMs });
    return found === LATE ? null : found;
  };
  const found: (T | null)[] = questions.map(() => null);
  const sizes = questions.map(({ size }) => size);
  const smallest = sizes.indexOf(Math.min(...sizes));
  const first = smallest < 0 ? null : await answer(questions[smallest]!);
  if (2 * sizes[smallest]! >= middleOf(sizes)) found[smallest] = first;
  for (const at of evenly(questions.length)) {
    if (at === smallest) found[at] = first;
    else if (expectedMs(costs, sizes[at]!) <= endMs - nowMs()) found[at] = await answer(questions[at]!);
    else break;
  }
  return found;
}

function middleOf(sizes: readonly number[]): number {
  return sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)]!;
}

/** Below this size most of the cost is not for the size: taken for its square, it would promise far too much of the others. */
const LEAST = 16;

/** At the most what a question of this size takes, should cost grow no faster than with the square; 0 where none was asked. */
function expectedMs(costs: readonly Cost[], size: number): number {
  if (costs.length === 0) return 0;
  return Math.min(
    ...costs.map((known) => {
      const times = Math.max(size, LEAST) / Math.max(known.size, LEAST);
      return known.ms * Math.max(times, times ** 2);
    }),
  );
}

/** Indices in an order of which every beginning lies evenly among all: by the golden ratio's multiples. */
function evenly(count: number): number[] {
  const place = (index: number) => ((index + 1) * GOLDEN) % 1;
  return Array.from({ length: count }, (_, index) => index).sort((a, b) => place(a) - place(b));
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

const LATE = Symbol('late');

async function orLate<T>(answer: Promise<T>, ms: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, ms, LATE);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whose turn it is: a fixed cycle of turns, evenly spread by weight, so that every index has its place at once. */

/** Turns in a cycle: a share is kept to half a percent. */
const CYCLE = 200;

export interface Turns {
  /** Which part the i-th intent of the whole belongs to, and its index there. */
  partOf(index: number): { readonly part: number; readonly local: number };
  /** The index in the whole of a part's own index. */
  indexOf(part: number, local: number): number;
  /** How many of the first `count` intents belong to the part. */
  countOf(part: number, count: number): number;
}

/** @param weights more than 0 each; each part gets at least one turn in a cycle */
export function turnsOf(weights: readonly number[]): Turns {
  const order = spread(shares(weights));
  const places = weights.map((_, part) => order.flatMap((of, at) => (of === part ? [at] : [])));
  const ranks = order.map((part, at) => places[part]!.indexOf(at));
  const within = (part: number, count: number) => places[part]!.filter((at) => at < count).length;
  return {
    partOf(index) {
      const cycle = Math.floor(index / CYCLE);
      const at = index % CYCLE;
      const part = order[at]!;
      return { part, local: cycle * places[part]!.length + ranks[at]! };
    },
    indexOf(part, local) {
      const own = places[part]!;
      return Math.floor(local / own.length) * CYCLE + own[local % own.length]!;
    },
    countOf: (part, count) => Math.floor(count / CYCLE) * places[part]!.length + within(part, count % CYCLE),
  };
}

/** Turns of a cycle by weight, by largest remainder. */
function shares(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const exact = weights.map((weight) => (CYCLE * weight) / sum);
  const turns = exact.map((share) => Math.max(1, Math.floor(share)));
  const lacking = () => CYCLE - turns.reduce((total, count) => total + count, 0);
  while (lacking() !== 0) {
    const sign = Math.sign(lacking());
    const gaps = exact.map((share, part) =>
      sign < 0 && turns[part] === 1 ? -Infinity : sign * (share - turns[part]!),
    );
    turns[gaps.indexOf(Math.max(...gaps))]! += sign;
  }
  return turns;
}

/** Each turn goes to whoever is furthest behind his share: turns of one part stand as far apart as they can. */
function spread(turns: readonly number[]): number[] {
  const taken = turns.map(() => 0);
  return Array.from({ length: CYCLE }, (_, at) => {
    const behind = turns.map((count, part) => ((at + 1) * count) / CYCLE - taken[part]!);
    const part = behind.indexOf(Math.max(...behind));
    taken[part]!++;
    return part;
  });
}

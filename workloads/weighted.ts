/** A choice among actions by weight. */
import type { Random } from '../harness/spec/index.ts';

/** Draws a name with a probability of its weight over the sum of weights. At least one weight is more than 0. */
export function weighted<Name extends string>(
  weights: Readonly<Record<Name, number>>,
): (random: Random) => Name {
  const names = (Object.keys(weights) as Name[]).filter((name) => weights[name] > 0);
  const sum = names.reduce((total, name) => total + weights[name], 0);
  return (random) => {
    let left = random.float() * sum;
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    return names.at(-1)!;
  };
}

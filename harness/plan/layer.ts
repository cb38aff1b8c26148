/** Scenario file < environment < flags: merged by key path. */
import { arrivalOf, isArrival, keysOf } from './load.ts';
import { isMapping, type Mapping, writtenOut } from './shorthand.ts';

/**
 * Merges scenario inputs, the later over the earlier, key by key; lists are replaced whole. Pure.
 *
 * Keys that belong to a choice go with it: another workload or target leaves the options of the former behind, another
 * arrival the keys that it does not have. Inputs that are `null` or `undefined` are passed over.
 *
 * @example layer({ load: { rate: 5, duration: '1m' } }, { load: { rate: 9 } }) // { load: { rate: 9, duration: '1m' } }
 */
export function layer(...inputs: readonly unknown[]): unknown {
  return inputs
    .filter((input) => input != null)
    .map(writtenOut)
    .reduce(
      (under: unknown, over) => (isMapping(under) && isMapping(over) ? scenario(under, over) : over),
      {},
    );
}

function scenario(under: Mapping, over: Mapping): Mapping {
  const left = { ...under };
  for (const section of ['workload', 'target']) {
    if (renamed(under[section], over[section])) delete left[section];
  }
  if (isMapping(under.load) && isMapping(over.load)) left.load = loadUnder(under.load, over.load);
  return merge(left, over);
}

function renamed(under: unknown, over: unknown): boolean {
  return isMapping(under) && isMapping(over) && over.name !== undefined && over.name !== under.name;
}

function loadUnder(under: Mapping, over: Mapping): Mapping {
  const arrival = over.arrival;
  if (!isArrival(arrival) || arrival === arrivalOf(under)) return under;
  const known = keysOf(arrival);
  return Object.fromEntries(Object.entries(under).filter(([key]) => known.includes(key)));
}

function merge(under: Mapping, over: Mapping): Mapping {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isMapping(below) && isMapping(value) ? merge(below, value) : value;
  }
  return merged;
}

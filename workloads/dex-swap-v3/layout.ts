/** Where everything stands: which pool trades which tokens, and which position is which. */
import type { Address } from '../../harness/spec/index.ts';
import type { Range } from './options.ts';

/** Where the contracts stand. Pool i trades token i for token `partner(i)`. */
export interface Deployment {
  readonly router: Address;
  readonly manager: Address;
  readonly tokens: readonly Address[];
  readonly pools: readonly Address[];
}

/**
 * The pool next to pool i, `(i + step) % pools`: a swap over both leaves the one and enters the other by the token that they
 * share. It is about half-way round, so that swaps near in time do not meet there, and never just half-way: then two pools would
 * trade the same pair.
 */
export function partner(pool: number, pools: number): number {
  return (pool + Math.max(1, Math.floor((pools - 1) / 2))) % pools;
}

/** The two tokens of a pool as it orders them: by address. */
export function pairOf(
  pool: number,
  tokens: readonly Address[],
): readonly [token0: Address, token1: Address] {
  const [one, other] = [tokens[pool]!, tokens[partner(pool, tokens.length)]!];
  return one < other ? [one, other] : [other, one];
}

/** The id of the position that set-up makes in a pool and range: the manager counts from 1, and set-up goes pool by pool. */
export function positionId(pool: number, range: number, ranges: readonly Range[]): number {
  return 1 + pool * ranges.length + range;
}

/** The pool and range of such a position. */
export function placeOf(
  id: number,
  ranges: readonly Range[],
): { readonly pool: number; readonly range: number } {
  return { pool: Math.floor((id - 1) / ranges.length), range: (id - 1) % ranges.length };
}

/**
 * The ranges whose positions grow, the first half, and those whose positions shrink: so that an oracle can tell exactly what
 * is left of the latter. A single position does both.
 */
export function halves(ranges: number): {
  readonly growing: readonly number[];
  readonly shrinking: readonly number[];
} {
  const all = Array.from({ length: ranges }, (_, range) => range);
  const half = Math.floor(ranges / 2);
  return half === 0
    ? { growing: all, shrinking: all }
    : { growing: all.slice(0, half), shrinking: all.slice(half) };
}

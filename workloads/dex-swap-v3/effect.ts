/** What a call of the load does, read back from its data. */
import type { Address, Hex } from '../../harness/spec/index.ts';
import { numberOf, wordOf } from '../words.ts';
import { SELECTOR } from './calls.ts';
import { pairOf, placeOf } from './layout.ts';
import type { Range } from './options.ts';

/** One pool on the way of a swap, and whether its token 0 or 1 is paid in. */
export interface Passage {
  readonly pool: number;
  readonly paidIn: 0 | 1;
}

export type Effect =
  | { readonly kind: 'swap'; readonly passages: readonly Passage[] }
  | { readonly kind: 'mint'; readonly pool: number }
  | { readonly kind: 'increase' | 'decrease'; readonly pool: number; readonly id: number };

/** Reads calls to router and manager; bound once to the tokens and to the ranges that every pool has. */
export function effectReader(tokens: readonly Address[], ranges: readonly Range[]): (data: Hex) => Effect {
  const passages = new Map<string, Passage>();
  for (const pool of tokens.keys()) {
    const [token0, token1] = pairOf(pool, tokens).map((token) => token.slice(2));
    passages.set(`${token0}${token1}`, { pool, paidIn: 0 });
    passages.set(`${token1}${token0}`, { pool, paidIn: 1 });
  }
  const passage = (tokenIn: string, tokenOut: string) => passages.get(`${tokenIn}${tokenOut}`)!;
  const ofPosition = (kind: 'increase' | 'decrease', word: string): Effect => {
    const id = Number.parseInt(word, 16);
    return { kind, pool: placeOf(id, ranges).pool, id };
  };

  return (data) => {
    switch (data.slice(0, 10)) {
      case SELECTOR.exactInput: {
        const path = pathTokens(data);
        return { kind: 'swap', passages: path.slice(1).map((token, at) => passage(path[at]!, token)) };
      }
      case SELECTOR.mint:
        return { kind: 'mint', pool: passage(addressAt(data, 0), addressAt(data, 1)).pool };
      case SELECTOR.increaseLiquidity:
        return ofPosition('increase', wordOf(data, 0).slice(2));
      case SELECTOR.multicall:
        // Behind offset, count, two offsets, a length and the selector of decreaseLiquidity.
        return ofPosition('decrease', data.slice(INNER_CALL, INNER_CALL + 64));
      default:
        return { kind: 'swap', passages: [passage(addressAt(data, 0), addressAt(data, 1))] };
    }
  };
}

const INNER_CALL = 10 + 5 * 64 + 8;

function addressAt(data: Hex, place: number): string {
  return wordOf(data, place).slice(-40);
}

const ADDRESS_DIGITS = 40;
const HOP_DIGITS = ADDRESS_DIGITS + 6;

/** The tokens of exactInput's path, whose length stands behind the offset and the struct's five fields. */
function pathTokens(data: Hex): string[] {
  const digits = 2 * numberOf(data, 6);
  const start = 10 + 7 * 64;
  const count = 1 + (digits - ADDRESS_DIGITS) / HOP_DIGITS;
  return Array.from({ length: count }, (_, at) =>
    data.slice(start + at * HOP_DIGITS, start + at * HOP_DIGITS + ADDRESS_DIGITS),
  );
}

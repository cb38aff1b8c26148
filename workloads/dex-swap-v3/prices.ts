/** The arithmetic of ranges: prices of ticks, and what liquidity is worth (Uniswap v3 whitepaper, sections 6.1 to 6.3). */
import type { Range } from './options.ts';

/** Square roots of prices have 96 bits behind the point, as in the contracts. */
const Q96 = 96n;
/** Ours have more while they are worked out. */
const BITS = 320n;
const ONE = 1n << BITS;

/** sqrt(1.0001^tick) with 96 fractional bits; the contracts' own may differ in the last of them. */
export function sqrtPriceX96(tick: number): bigint {
  const root = squareRoot(power((ONE * 10_001n) / 10_000n, Math.abs(tick)) << BITS);
  return (tick < 0 ? (ONE * ONE) / root : root) >> (BITS - Q96);
}

/** What is in a range at a price: both tokens inside of it, only one outside. Rounded down, as it is paid out. */
export function amountsOf(liquidity: bigint, { lower, upper }: Range, priceX96: bigint): [bigint, bigint] {
  const [low, high] = [sqrtPriceX96(lower), sqrtPriceX96(upper)];
  const at = priceX96 < low ? low : priceX96 > high ? high : priceX96;
  return [((liquidity << Q96) * (high - at)) / (high * at), (liquidity * (at - low)) >> Q96];
}

/**
 * The least and the most liquidity that a position takes for at most `amount` of each token, whatever the price: the least
 * where the price is outside of the range, the most at a price of 1, in the middle of it.
 */
export function liquidityFor(amount: bigint, { lower, upper }: Range): { least: bigint; most: bigint } {
  const [low, high] = [sqrtPriceX96(lower), sqrtPriceX96(upper)];
  return {
    least: (amount << Q96) / (high - low + 1n),
    most: (amount << Q96) / ((1n << Q96) - low - 1n) + 1n,
  };
}

/** The fee growth of one token, for each unit of liquidity, with 128 fractional bits, modulo 2^256. */
export interface FeeGrowth {
  readonly global: bigint;
  /** On the far side of each end of the range, seen from the price. */
  readonly outsideLower: bigint;
  readonly outsideUpper: bigint;
}

/** How much of the growth fell into a range while the price was in it (whitepaper, 6.17 to 6.19). */
export function growthInside(
  { global, outsideLower, outsideUpper }: FeeGrowth,
  range: Range,
  tick: number,
): bigint {
  const below = tick >= range.lower ? outsideLower : global - outsideLower;
  const above = tick < range.upper ? outsideUpper : global - outsideUpper;
  return BigInt.asUintN(256, global - below - above);
}

/** Of a number with `BITS` fractional bits. */
function power(base: bigint, exponent: number): bigint {
  let result = ONE;
  for (let square = base, left = exponent; left > 0; left >>= 1) {
    if (left & 1) result = (result * square) >> BITS;
    square = (square * square) >> BITS;
  }
  return result;
}

/** The whole part of it, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

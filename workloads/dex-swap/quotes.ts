/** What a swap pays and gets at the seeded prices, and the limits that follow (UniswapV2Library of v2-periphery). */
import { type Options, reserveWei } from './options.ts';

/** What comes out of a pool for `amountIn`; 0.3 % of it stay with the pool. */
export function amountOut(amountIn: bigint, reserveIn: bigint, reserveOut: bigint): bigint {
  const afterFee = amountIn * 997n;
  return (afterFee * reserveOut) / (reserveIn * 1000n + afterFee);
}

/** What must go into a pool for `wanted`. */
export function amountIn(wanted: bigint, reserveIn: bigint, reserveOut: bigint): bigint {
  return (reserveIn * wanted * 1000n) / ((reserveOut - wanted) * 997n) + 1n;
}

/** The two sides of a swap's promise. */
export interface Limits {
  /** At least this for an input of `amount`, through one pool. */
  readonly leastOut: bigint;
  /** At least this through two pools. */
  readonly leastOutOfTwo: bigint;
  /** At most this for an output of `amount`. */
  readonly mostIn: bigint;
}

const PARTS = 1_000_000;

/** Every pool starts with as much on either side, so the limits are the same for all pools and both directions. */
export function limitsOf(options: Pick<Options, 'amount' | 'liquidity'>, slippage: number): Limits {
  const amount = BigInt(options.amount);
  const reserve = reserveWei(options);
  const parts = BigInt(Math.round(slippage * PARTS));
  const less = (quoted: bigint) => (quoted * (BigInt(PARTS) - parts)) / BigInt(PARTS);
  const out = amountOut(amount, reserve, reserve);
  return {
    leastOut: less(out),
    leastOutOfTwo: less(amountOut(out, reserve, reserve)),
    mostIn: (amountIn(amount, reserve, reserve) * (BigInt(PARTS) + parts)) / BigInt(PARTS),
  };
}

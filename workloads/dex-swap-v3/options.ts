/** The options of dex-swap-v3, and what follows from them alone: fee tiers, ranges, amounts. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

const share = z.number().min(0).max(1e6);

export const ACTIONS = [
  'exactInputSingle',
  'exactOutputSingle',
  'exactInput',
  'tightSwap',
  'mint',
  'increaseLiquidity',
  'decreaseLiquidity',
] as const;
export type Action = (typeof ACTIONS)[number];

const mix = z
  .strictObject({
    exactInputSingle: share.default(0.45),
    exactOutputSingle: share.default(0.15),
    exactInput: share.default(0.15),
    tightSwap: share.default(0.05),
    mint: share.default(0.04),
    increaseLiquidity: share.default(0.08),
    decreaseLiquidity: share.default(0.08),
  })
  .prefault({})
  .refine((mix) => Object.values(mix).some((weight) => weight > 0), 'at least one weight must be more than 0')
  // Who buys fixed amounts makes what is scarce scarcer; who sells them brings prices back. Simulated over 2 million swaps a
  // pool, prices stay between a sixth and six times the opening one by this rule, and run away without it.
  .refine(
    (mix) => mix.exactOutputSingle <= mix.exactInputSingle / 2,
    'exactOutputSingle may weigh half of exactInputSingle at the most: else prices run away until a pool cannot deliver',
  );

/** Fee in millionths, and the spacing of ticks that the factory gives it (UniswapV3Factory, constructor). */
export const TICK_SPACING = { 500: 10, 3000: 60, 10000: 200 } as const;
/** The last tick that has a price (TickMath). */
const MAX_TICK = 887_272;

export const options = z.strictObject({
  pools: z
    .int()
    .min(3)
    .max(1000)
    .default(8)
    .describe('How many pools, of as many tokens: each token is in two pools'),
  feeTier: z
    .literal([500, 3000, 10000])
    .default(3000)
    .describe('Fee of all pools in millionths of what is paid in: 500, 3000 or 10000'),
  ranges: z
    .array(z.int().min(1).max(4000))
    .max(8)
    .refine((ranges) => new Set(ranges).size === ranges.length, 'no width may stand twice')
    .default([20, 4, 1])
    .describe(
      'Positions of each pool besides the one over all prices: ticks on either side of the opening price, in tick spacings',
    ),
  size: z
    .number()
    .min(1e-6)
    .max(0.005)
    .default(0.002)
    .describe("What a swap moves on average, as a share of a pool's liquidity at its opening price"),
  slippage: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.003)
    .describe('How much less than the opening price a tightSwap accepts after the fee; else it reverts'),
  mix: mix.describe('Weights of the actions; they need not add up to 1'),
  contention: contentionOf('pools'),
});
export type Options = z.output<typeof options>;

/** A position's range in ticks, both ends multiples of the tick spacing. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** The ranges in which each pool has a position: all prices first. */
export function rangesOf({ feeTier, ranges }: Pick<Options, 'feeTier' | 'ranges'>): readonly Range[] {
  const spacing = TICK_SPACING[feeTier];
  const widths = [Math.floor(MAX_TICK / spacing), ...ranges];
  return widths.map((width) => ({ lower: -width * spacing, upper: width * spacing }));
}

/** The liquidity of each pool's position over all prices; a token has 18 decimals. */
const LIQUIDITY = 10n ** 24n;

/** The liquidity of each position that set-up makes, by range: those of `ranges` have together what the first one has. */
export function liquidityOf({ ranges }: Pick<Options, 'ranges'>): readonly bigint[] {
  return [LIQUIDITY, ...ranges.map(() => LIQUIDITY / BigInt(ranges.length))];
}

/** What each account, and the deployer, has of each token: more than any run moves. */
export const HOLDING = 10n ** 30n;
/** The most of each token that a position made or increased during the load takes. */
export const ADDED = 10n ** 16n;
/** The liquidity that a decreaseLiquidity takes out: a position of set-up lasts for a hundred million of them. */
export const WITHDRAWN = 10n ** 15n;

/** What a swap moves on average, in smallest units. */
export function swapAmount(options: Pick<Options, 'size' | 'ranges'>): bigint {
  const atOpening = liquidityOf(options).reduce((sum, liquidity) => sum + liquidity);
  return (BigInt(Math.round(options.size * 1e9)) * atOpening) / 10n ** 9n;
}

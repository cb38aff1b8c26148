/** What can be set about swaps, and how it is checked. */
import { parseEther } from 'ethers';
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

export const ACTIONS = [
  'swapExactIn',
  'swapExactOut',
  'swapExactInEth',
  'swapExactOutEth',
  'multiHop',
  'tightSwap',
  'addLiquidity',
  'removeLiquidity',
] as const;
export type Action = (typeof ACTIONS)[number];

/** A trade is at most this part of what a pool starts with, so that a random walk of prices stays near its start. */
const TRADES_PER_POOL = 1_000_000n;

const weight = z.number().min(0).max(1e6);
const mix = z
  .strictObject({
    swapExactIn: weight.default(0.4),
    swapExactOut: weight.default(0.2),
    swapExactInEth: weight.default(0.08),
    swapExactOutEth: weight.default(0.04),
    multiHop: weight.default(0.1),
    tightSwap: weight.default(0.1),
    addLiquidity: weight.default(0.05),
    removeLiquidity: weight.default(0.03),
  })
  .prefault({})
  .refine(
    (weights) => Object.values(weights).some((one) => one > 0),
    'at least one weight must be more than 0',
  )
  .describe('Weights of the actions; they need not add up to 1');

const slippage = z.number().min(0).max(1);

export const options = z
  .strictObject({
    mix,
    contention: contentionOf('pools'),
    pools: z
      .int()
      .min(1)
      .max(1000)
      .default(32)
      .describe('How many pools, each of a token of its own and WETH'),
    slippage: slippage
      .default(0.5)
      .describe('How much worse than the seeded price a swap may turn out, as a share of the amount'),
    tightSlippage: slippage
      .default(0)
      .describe('The same for tightSwap, which is meant to fail now and then'),
    amount: z
      .int()
      .min(1000)
      .max(1e15)
      .default(1e9)
      .describe('Smallest units that a swap names, and that liquidity is added and removed in'),
    liquidity: z
      .number()
      .min(1e-6)
      .max(1e6)
      .default(0.1)
      .describe('Ether that each pool starts with, against as much of its token'),
  })
  .refine(({ mix, pools }) => mix.multiHop === 0 || pools > 1, {
    path: ['pools'],
    message: 'a multiHop needs 2 pools: more pools, or mix.multiHop 0',
  })
  .refine(({ amount, liquidity }) => BigInt(amount) * TRADES_PER_POOL <= weiOf(liquidity), {
    path: ['amount'],
    message: 'must be at most a millionth of liquidity, or prices leave the slippage',
  });

export type Options = z.output<typeof options>;

/** What a pool holds of either side at the start. */
export function reserveWei({ liquidity }: Pick<Options, 'liquidity'>): bigint {
  return weiOf(liquidity);
}

function weiOf(ether: number): bigint {
  return parseEther(ether.toFixed(18));
}

/** The options of `staking`. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

const share = z.number().min(0).max(1e6);

export const options = z.strictObject({
  mix: z
    .strictObject({
      deposit: share.default(0.35),
      mint: share.default(0.1),
      withdraw: share.default(0.3),
      redeem: share.default(0.1),
      harvest: share.default(0.15),
    })
    .prefault({})
    .refine(
      (mix) => Object.values(mix).some((weight) => weight > 0),
      'at least one weight must be more than 0',
    )
    .describe('Weights of the actions; they need not add up to 1'),
  contention: contentionOf('vaults'),
  vaults: z
    .int()
    .min(1)
    .max(1000)
    .default(16)
    .describe('How many vaults there are, each with an asset of its own'),
  amount: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('Whole tokens (18 decimals) that an action moves; shares for mint and redeem'),
  yield: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(1_000_000)
    .describe('Whole tokens that a harvest adds to its vault'),
});

export type Options = z.output<typeof options>;

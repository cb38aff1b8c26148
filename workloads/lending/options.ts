/** The options of `lending`. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

const share = z.number().min(0).max(1e6);

export const options = z.strictObject({
  mix: z
    .strictObject({
      deposit: share.default(0.3),
      withdraw: share.default(0.2),
      borrow: share.default(0.2),
      repay: share.default(0.2),
      movePrice: share.default(0.1),
    })
    .prefault({})
    .refine(
      (mix) => Object.values(mix).some((weight) => weight > 0),
      'at least one weight must be more than 0',
    )
    .describe('Weights of the actions outside liquidations; they need not add up to 1'),
  contention: contentionOf('markets'),
  markets: z
    .int()
    .min(1)
    .max(150)
    .default(16)
    .describe('How many markets accounts lend and borrow in, each with a token of its own'),
  liquidateEvery: z
    .int()
    .refine((every) => every === 0 || every >= 3, 'must be 0, or at least 3: a liquidation takes three steps')
    .default(100)
    .describe(
      'Every so many transactions a price falls, a victim is liquidated, the price recovers; 0: never',
    ),
  victims: z
    .int()
    .min(1)
    .max(100)
    .default(8)
    .describe('How many accounts have a thin position and are liquidated in turn; they send nothing'),
  amount: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('Whole tokens (18 decimals) that an action moves'),
});

export type Options = z.output<typeof options>;

/** The options of `yield-farm`. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

const share = z.number().min(0).max(1e6);

export const options = z.strictObject({
  mix: z
    .strictObject({
      stake: share.default(0.35),
      withdraw: share.default(0.25),
      claim: share.default(0.4),
    })
    .prefault({})
    .refine(
      (mix) => Object.values(mix).some((weight) => weight > 0),
      'at least one weight must be more than 0',
    )
    .describe('Weights of the actions of those who stay; they need not add up to 1'),
  contention: contentionOf('pools'),
  pools: z
    .int()
    .min(1)
    .max(1000)
    .default(16)
    .describe('How many pools there are, each with a token of its own'),
  allocation: z
    .array(z.int().min(1).max(1_000_000))
    .min(1)
    .max(1000)
    .default([4, 2, 1])
    .describe("Weights of the pools' parts of the emission, from the first pool on and again"),
  emission: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .describe('Whole reward tokens (18 decimals) a second, over all pools'),
  exitEvery: z
    .int()
    .min(0)
    .default(10)
    .describe('Every so many-th account stakes and exits in turn, and does nothing else; 0 for none'),
  amount: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('Whole tokens (18 decimals) that are staked or withdrawn'),
});

export type Options = z.output<typeof options>;

/** Whether the account comes and goes, instead of staying with a principal. */
export function comesAndGoes(account: number, { exitEvery }: Options): boolean {
  return exitEvery > 0 && account % exitEvery === exitEvery - 1;
}

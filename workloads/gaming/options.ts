/** What a scenario may say of the workload `gaming`. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

const share = z.number().min(0).max(1e6);

export const options = z.strictObject({
  mix: z
    .strictObject({
      loot: share.default(0.3),
      craft: share.default(0.2),
      trade: share.default(0.2),
      batchTransfer: share.default(0.2),
      score: share.default(0.1),
    })
    .prefault({})
    .refine(
      (mix) => Object.values(mix).some((weight) => weight > 0),
      'at least one weight must be more than 0',
    )
    .describe('Weights of the actions; they need not add up to 1'),
  recipes: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .describe('Recipes of the game; each yields an item of its own'),
  materials: z
    .int()
    .min(1)
    .max(16)
    .default(3)
    .describe('Kinds of materials that a recipe burns, one of each; they are items too'),
  contention: contentionOf('players and their items'),
});

export type Options = z.output<typeof options>;

/** What a scenario may say of the workload `supply-chain`. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

const share = z.number().min(0).max(1);

export const options = z.strictObject({
  products: z
    .int()
    .min(2)
    .max(1_000_000)
    .default(100)
    .describe('Products under way at once; so many transactions lie between two steps of one'),
  handovers: z
    .int()
    .min(2)
    .max(20)
    .default(3)
    .describe('How often a product changes hands; its journey has four steps more'),
  inspected: share.default(0.5).describe('Share of the products that are inspected before they leave'),
  certified: share.default(0.3).describe('Share of the products that are certified on their way'),
  recalled: share.default(0.1).describe('Share of the products that are recalled at the end'),
  contention: contentionOf('products'),
});

export type Options = z.output<typeof options>;

/** What a scenario says of reads: the same for the section `reads` and for a workload that only reads. */
import { z } from 'zod';
import type { ReadMethod, ReadOptions } from '../spec/reads.ts';
import { positiveMs } from './duration.ts';

const weight = z.number().min(0).max(1e6).default(0);
const MIX: Readonly<Record<ReadMethod, number>> = { call: 4, balance: 3, logs: 1, block: 1 };

/** Only where each key is right by itself. */
const sound = ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0;

/** Without the rate. */
export const readOptions: z.ZodObject<Shape, z.core.$strict> = z
  .strictObject({
    connections: z
      .int()
      .min(1)
      .max(10_000)
      .default(10)
      .describe('Connections to each endpoint; one carries one read at a time.'),
    mix: z
      .strictObject({
        call: weight.describe('eth_call: a function of the workload, or the identity precompile.'),
        balance: weight.describe("eth_getBalance of one of the run's accounts."),
        logs: weight.describe('eth_getLogs of up to four recent blocks.'),
        block: weight.describe('eth_getBlockByNumber of a recent block, whole or with hashes.'),
      })
      .default(MIX)
      .refine((mix) => Object.values(mix).some((one) => one > 0), {
        error: 'at least one weight must be more than 0',
        when: sound,
      })
      .describe('Weights of what is asked; what is left out of a mix is not asked.'),
    timeout: positiveMs.prefault('10s').describe('How long after a read was due its answer may come.'),
    workers: z.int().min(0).max(64).default(1).describe('Reader threads; 0: in the main thread.'),
  })
  .refine(({ connections, workers }) => workers <= connections, {
    path: ['workers'],
    error: 'must not be over connections: each reader needs one',
    when: sound,
  });

type Shape = { readonly [Key in keyof ReadOptions]: z.ZodType<ReadOptions[Key], unknown> };

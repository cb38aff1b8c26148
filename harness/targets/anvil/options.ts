/** The options of the `anvil` target: their shapes and defaults. */
import { z } from 'zod';
import { durationMs } from '../../std/duration.ts';
import { talkOptions } from '../started/index.ts';

const AUTOMINE = 0;

export const anvilOptions = z.strictObject({
  blockTime: z
    .union([z.literal('auto').transform(() => AUTOMINE), durationMs])
    .prefault('1s')
    .describe(
      'Time between blocks; "auto" or 0 makes a block for every transaction. The receipts of a block of n transactions cost anvil 1.7.1 n² (1 s of CPU at 2,000): shorter is better for high rates.',
    ),
  gasLimit: z.int().positive().default(100_000_000).describe('Gas of a block.'),
  baseFeeGwei: z.number().nonnegative().default(1).describe('Base fee of the first block.'),
  chainId: z.int().positive().default(31_337),
  hardfork: z
    .string()
    .regex(/^[a-z]+$/i, 'must be the name of a hardfork, such as "prague"')
    .optional(),
  ...talkOptions('10s'),
  args: z.array(z.string()).default([]).describe('More arguments for anvil, as they are.'),
});
export type AnvilOptions = z.output<typeof anvilOptions>;

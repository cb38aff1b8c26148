/** The options of the targets that execute nothing: their shapes and defaults. */
import { z } from 'zod';
import { positiveMs } from '../../std/duration.ts';

export const nullOptions = z.strictObject({
  blockTime: positiveMs.prefault('100ms').describe('Time between blocks.'),
  capacity: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('Transactions a second that come into blocks, the rest waits; null: all that come.'),
  chainId: z.int().positive().default(1337),
});
export type NullOptions = z.output<typeof nullOptions>;

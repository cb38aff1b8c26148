/** The options of the `geth` target: their shapes and defaults. */
import { z } from 'zod';
import { durationMs } from '../../std/duration.ts';
import { talkOptions } from '../started/index.ts';

const SECOND = 1_000;

export const gethOptions = z.strictObject({
  program: z.string().min(1).optional().describe('The path of geth; else as LAKH_GETH says, else from PATH.'),
  blockTime: durationMs
    .refine((ms) => ms > 0 && ms % SECOND === 0, 'must be whole seconds: geth --dev.period takes no other')
    .prefault('1s')
    .describe('Time between blocks, in whole seconds.'),
  gasLimit: z.int().min(5_000).default(100_000_000).describe('Gas of a block.'),
  baseFeeGwei: z.number().nonnegative().default(1).describe('Base fee of the first block.'),
  chainId: z.int().positive().default(1337),
  pool: z
    .strictObject({
      size: z.int().positive().default(50_000).describe('Transactions that wait at most.'),
      perSender: z.int().positive().default(1_000).describe('Those of one sender.'),
    })
    .prefault({}),
  ...talkOptions('30s'),
});
export type GethOptions = z.output<typeof gethOptions>;

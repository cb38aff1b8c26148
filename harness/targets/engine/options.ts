/** Owns the options of the embedded chain. */
import { z } from 'zod';
import { ENGINE_NAMES } from '../../engines/index.ts';
import { MOST_THREADS } from '../../spec/engine.ts';
import { durationMs } from '../../std/duration.ts';

const whole = z.number().int();

export const engineTargetOptions = z
  .strictObject({
    engine: z
      .enum(ENGINE_NAMES)
      .default('parallel')
      .describe(
        'What executes the transactions: our own EVM on several threads, the same on one, EthereumJS, or revm by edr.',
      ),
    threads: whole
      .min(1)
      .max(MOST_THREADS)
      .optional()
      .describe('Threads that execute, for engine: parallel; as many as there are cores by default.'),
    blocks: z
      .enum(['interval', 'full', 'manual'])
      .default('interval')
      .describe(
        'When a block is made: by the clock, as fast as there is something to put in, or by evm_mine only.',
      ),
    blockTime: durationMs
      .refine((ms) => ms > 0, 'must be longer than 0')
      .prefault('500ms')
      .describe('From the start of one block to the start of the next; for blocks: interval.'),
    gasLimit: whole
      .min(21_000)
      .max(2 ** 50)
      .default(100_000_000)
      .describe('Gas that fits into a block.'),
    baseFeeGwei: z
      .number()
      .min(0)
      .max(1e6)
      .default(1)
      .describe('The base fee of every block; it does not move.'),
    chainId: whole
      .min(1)
      .max(2 ** 48)
      .default(1337),
    pool: z
      .strictObject({
        size: whole.min(1).max(10_000_000).default(50_000).describe('Transactions that wait at most.'),
        perSender: whole.min(1).max(10_000_000).default(1_000).describe('Those of one sender.'),
      })
      .prefault({}),
  })
  .describe('A chain inside this process, around an execution engine.');

export type EngineTargetOptions = z.infer<typeof engineTargetOptions>;

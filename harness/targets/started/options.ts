/** The options of how to talk to a node that was started for the run. */
import { z } from 'zod';
import { durationMs } from '../../std/duration.ts';

/** @param timeout by default */
export const talkOptions = (timeout: string) => ({
  poll: durationMs
    .refine((ms) => ms > 0, 'must be more than 0')
    .prefault('50ms')
    .describe('How often to ask for a new block.'),
  timeout: durationMs
    .refine((ms) => ms > 0, 'must be more than 0')
    .prefault(timeout)
    .describe('How long the start and any answer may take.'),
  connections: z.int().positive().default(64).describe('Connections kept per generator.'),
  maxBatch: z.int().positive().default(1000).describe('Most calls in one JSON-RPC batch.'),
});

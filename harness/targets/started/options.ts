/** The options of how to talk to a node that was started for the run. */
import { z } from 'zod';
import { positiveMs } from '../../std/duration.ts';

/** @param timeout by default */
export const talkOptions = (timeout: string) => ({
  poll: positiveMs.prefault('50ms').describe('How often to ask for a new block.'),
  timeout: positiveMs.prefault(timeout).describe('How long the start and any answer may take.'),
  connections: z.int().positive().default(64).describe('Connections kept per generator.'),
  maxBatch: z.int().positive().default(1000).describe('Most calls in one JSON-RPC batch.'),
});

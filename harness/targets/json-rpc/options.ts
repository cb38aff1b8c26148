/** The options of the `rpc` target: their shapes and defaults. */
import { z } from 'zod';
import { positiveMs } from '../../std/duration.ts';
import { isEndpoint } from './endpoint.ts';

// The value stays out of the message: it may hold a key.
const endpoint = z
  .string()
  .refine(isEndpoint, { error: 'must be an http, https, ws or wss URL, or the path of an IPC socket' });

export const rpcOptions = z.strictObject({
  url: z
    .union([endpoint, z.array(endpoint).min(1)])
    .describe('Where the node listens: one endpoint, or several of the same chain.'),
  chainId: z.int().positive().optional().describe('Refuse to run against any other chain.'),
  connections: z.int().positive().default(64).describe('HTTP connections kept per endpoint and generator.'),
  timeout: positiveMs.prefault('10s').describe('How long an answer may take.'),
  poll: positiveMs.prefault('100ms').describe('How often to ask for a new block where the node cannot push.'),
  maxBatch: z.int().positive().default(1000).describe('Most calls in one JSON-RPC batch.'),
  finality: z.boolean().default(false).describe('Follow the "finalized" block too.'),
  reorgDepth: z.int().nonnegative().default(8).describe('Blocks after which an inclusion is settled.'),
  headersEnv: z
    .string()
    .min(1)
    .default('LAKH_RPC_HEADERS')
    .describe('Environment variable with headers to send, one "Name: value" a line.'),
});
export type RpcOptions = z.output<typeof rpcOptions>;

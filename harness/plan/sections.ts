/** The sections of a scenario that are the same for every workload, target and load, with their defaults. */
import { z } from 'zod';
import { PACINGS } from '../spec/plan.ts';
import { durationMs, positiveMs } from '../std/duration.ts';
import { readOptions } from '../std/read-options.ts';
import { positiveTps } from './load.ts';
import { sound } from './problems.ts';

const GWEI_DIGITS = 9;

/** Gwei to wei by its decimal text: 0.1 gwei is 100000000 wei, not 100000000.00000001. */
function weiOf(gwei: number): bigint {
  return BigInt(gwei.toFixed(GWEI_DIGITS).replace('.', ''));
}

const accounts = z.strictObject({
  count: z.int().min(1).max(1_000_000).default(200).describe('How many accounts send.'),
  source: z
    .enum(['seed', 'mnemonic'])
    .default('seed')
    .describe('Keys from the seed (anyone can derive them) or from LAKH_MNEMONIC or LAKH_MNEMONIC_FILE.'),
});

const fees = z
  .strictObject({
    type: z.enum(['eip1559', 'legacy']).default('eip1559'),
    maxFeeGwei: z
      .number()
      .positive()
      .max(1e6)
      .optional()
      .describe('The most a unit of gas may cost; left out: from the chain.'),
    tipGwei: z.number().min(0).max(1e6).default(1).describe('What a unit of gas pays to the block producer.'),
  })
  .refine((given) => given.maxFeeGwei === undefined || given.tipGwei <= given.maxFeeGwei, {
    path: ['tipGwei'],
    error: 'must not be over maxFeeGwei',
    when: sound,
  })
  .transform((given) => ({
    type: given.type,
    maxFeeWei: given.maxFeeGwei === undefined ? null : weiOf(given.maxFeeGwei),
    tipWei: weiOf(given.tipGwei),
  }));

const batch = z
  .strictObject({
    size: z.int().min(1).max(10_000).default(1).describe('The most transactions that go out together.'),
    linger: durationMs.prefault('1ms').describe('How long the first of a batch waits for the others.'),
  })
  .transform((given) => ({ size: given.size, lingerMs: given.linger }));

const oracle = z.strictObject({
  check: z
    .boolean()
    .default(true)
    .describe('Compare the state of the chain with the workload after the run.'),
  sample: z
    .int()
    .min(1)
    .default(1000)
    .describe('How many values at the most to compare where all would be slow.'),
});

const validity = z
  .strictObject({
    lagP99: positiveMs
      .prefault('10ms')
      .describe('Past this lateness of the generator itself, a run is invalid.'),
    failedReads: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Past this share of failed reads, 0 to 1, a run is invalid.'),
  })
  .transform((given) => ({ lagP99Ms: given.lagP99, failedReads: given.failedReads }));

const reads = readOptions.safeExtend({ rate: positiveTps.describe('Reads a second.') });

export const SECTIONS = {
  reads: reads.nullable().default(null).describe('Reads beside the load, over its warm-up and window.'),
  accounts: accounts.prefault({}),
  fees: fees.prefault({}),
  seed: z.int().min(0).default(1).describe('The same seed gives the same transactions, byte for byte.'),
  workers: z.int().min(0).max(64).default(1).describe('Generator threads; 0: in the main thread.'),
  batch: batch.prefault({}),
  pacing: z
    .enum(PACINGS)
    .default('nap')
    .describe('How a generator waits for the next due time: cheap, fine, or finest and a whole core.'),
  signer: z
    .enum(['kernel', 'keyed', 'wasm', 'ethers'])
    .default('kernel')
    .describe(
      'keyed is the kernel with nonces by a keyed hash, the fastest; the others sign the same bytes, by RFC 6979: kernel; wasm, which is libsecp256k1; ethers, the reference.',
    ),
  oracle: oracle.prefault({}),
  corpus: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('The file of transactions that lakh presign signed; null: signed as they go.'),
  samples: z
    .boolean()
    .default(false)
    .describe('Keep a row of every transaction in samples.parquet, beside the record.'),
  validity: validity.prefault({}),
  out: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('The folder of the record; left out: runs/<time>-<names>.'),
};

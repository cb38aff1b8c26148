/** Contention as a dial, the same for every workload: how many transactions meet at how few objects. */
import { z } from 'zod';
import type { Random } from '../harness/spec/index.ts';
import { zipf } from '../harness/std/index.ts';

const share = z.number().min(0).max(1);

const dials = z.strictObject({
  share: share.default(0).describe('Share of the transactions that touch a hot object, 0 to 1'),
  hot: z.int().min(1).max(1_000_000).default(1).describe('How many objects are hot'),
  zipf: z
    .number()
    .min(0)
    .max(4)
    .default(0)
    .describe('Skew among the hot objects: 0 is uniform, 1 the classic Zipf law, more is hotter'),
  sameSender: share.default(0).describe('Share of the transactions that one and the same account sends'),
});

export type Contention = z.output<typeof dials>;

/**
 * The option `contention` of a workload: a number is the share of transactions that meet at one object; a mapping says
 * more. At 0 everybody keeps to himself, as far as there are enough objects and accounts.
 *
 * @param objects what the workload's objects are, for people: "pools"
 */
export function contentionOf(objects: string) {
  return z
    .union([share.transform((number): Contention => dials.parse({ share: number })), dials])
    .prefault(0)
    .describe(`How many transactions meet at how few ${objects}: a share from 0 to 1, or more in detail`);
}

/** The option `zipf` of workloads whose objects are the accounts themselves. */
export const zipfOption = z
  .number()
  .min(0)
  .max(4)
  .default(0)
  .describe('Skew over all recipients; more than 0 is short for contention { share: 1, hot: all, zipf }');

/** Both options as one. */
export function withZipf(contention: Contention, exponent: number, count: number): Contention {
  return exponent === 0 ? contention : { ...contention, share: 1, hot: count, zipf: exponent };
}

/**
 * Which of `count` objects the i-th transaction touches: the first ones are hot, by the skew; the others are taken in
 * turn, so that transactions near each other do not meet.
 */
export function objectPicker(
  count: number,
  { share, hot, zipf: skew }: Contention,
): (index: number, random: Random) => number {
  const hotCount = Math.min(hot, count);
  const coldCount = count - hotCount;
  const rank = zipf(hotCount, skew);
  if (coldCount === 0 || share === 1) return (_, random) => rank(random);
  if (share === 0) return (index) => index % count;
  return (index, random) => (random.float() < share ? rank(random) : hotCount + (index % coldCount));
}

/** Who sends the i-th transaction: the accounts in turn, but for the share that the first of them sends, evenly spread. */
export function senderPicker(accounts: number, { sameSender }: Contention): (index: number) => number {
  if (sameSender === 0 || accounts === 1) return (index) => index % accounts;
  return (index) => {
    const before = Math.floor(index * sameSender);
    const isHot = Math.floor((index + 1) * sameSender) > before;
    return isHot ? 0 : 1 + ((index - before) % (accounts - 1));
  };
}

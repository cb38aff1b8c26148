/** What may stand for an argument of a call: a constant, or a generator of one value a transaction. */
import { z } from 'zod';

const LARGE = 'must be a whole number; a large one as text, in quotes';

/** A whole number of any size: large ones as text, decimal or hexadecimal. */
export const whole = z
  .union(
    [
      z.int({ error: LARGE }),
      z.bigint(),
      z.string().regex(/^(-?\d+|0x[0-9a-fA-F]+)$/, 'must be a whole number'),
    ],
    { error: LARGE },
  )
  .transform((given) => BigInt(given));

export const constant = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.array(z.unknown())], {
  error: 'must be a constant: text, a number, true or false, or a list',
});
export type Constant = z.output<typeof constant>;

const count = z.int().min(1).max(1_000_000);
const modulo = z.int().min(1).optional().describe('Begin anew after so many');

export const GENERATORS = {
  account: z
    .enum(['any', 'sender', 'next', 'hot'])
    .describe('An account of the run: any, the sender, the one after him, or a hot one by contention'),
  counter: z
    .strictObject({ start: whole.prefault(0), step: whole.prefault(1), modulo })
    .describe('start + step x index of the transaction'),
  uniform: z.strictObject({ min: whole, max: whole }).describe('Any number from min to max, both included'),
  zipf: z
    .strictObject({ count, exponent: z.number().min(0).max(4).default(1), start: whole.prefault(0) })
    .describe('One of count numbers from start, the first ones most often'),
  oneOf: z.array(constant).min(1).describe('One of these, each as often'),
  hotObject: z
    .strictObject({ count, start: whole.prefault(0) })
    .describe('One of count numbers from start, as the option contention says'),
};

const generator = z
  .strictObject({
    account: GENERATORS.account.optional(),
    counter: GENERATORS.counter.optional(),
    uniform: GENERATORS.uniform.optional(),
    zipf: GENERATORS.zipf.optional(),
    oneOf: GENERATORS.oneOf.optional(),
    hotObject: GENERATORS.hotObject.optional(),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, {
    error: 'must be exactly one generator',
    when: ({ issues }) => issues.length === 0,
  });
export type Generator = z.output<typeof generator>;

export const argument = z.union([constant, generator], {
  error: ({ input }) => (isMapping(input) ? undefined : 'must be a constant or a generator'),
});
export type Argument = z.output<typeof argument>;

export function isGenerator(given: Argument): given is Generator {
  return isMapping(given);
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What may stand for an argument of a call: a constant, or a generator of one value a transaction. */
import { z } from 'zod';

/** A whole number of any size: large ones as text, decimal or hexadecimal. */
export const whole = z
  .union([z.int(), z.bigint(), z.string().regex(/^(-?\d+|0x[0-9a-fA-F]+)$/, 'must be a whole number')], {
    error: ({ input }) =>
      typeof input === 'number' && Number.isInteger(input)
        ? 'is too large for a number: write it as text, in quotes'
        : 'must be a whole number; a large one as text, in quotes',
  })
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
  .refine(
    (given) => Object.values(given).filter((one) => one !== undefined).length === 1,
    'must be one generator',
  );
export type Generator = z.output<typeof generator>;

const NAMES = Object.keys(GENERATORS);

export const argument = z.union([constant, generator], {
  error: ({ input }) => {
    if (typeof input !== 'object' || input === null) return 'must be a constant or a generator';
    const unknown = Object.keys(input).filter((key) => !NAMES.includes(key));
    return unknown.length > 0
      ? `there is no generator ${unknown.join(', ')}; there are ${NAMES.join(', ')}`
      : undefined;
  },
});
export type Argument = z.output<typeof argument>;

export function isGenerator(given: Argument): given is Generator {
  return typeof given === 'object' && !Array.isArray(given);
}

/** Owns reading genesis files in geth's format: what accounts there are, and for which chain. */
import { z } from 'zod';
import type { GenesisAccount } from '../spec/engine.ts';
import type { Address, Hex } from '../spec/intent.ts';
import { LakhError, messageOf } from '../std/errors.ts';

export interface GenesisFile {
  readonly accounts: readonly GenesisAccount[];
  /** Where the file says them. */
  readonly chainId?: number;
  readonly gasLimit?: number;
  readonly baseFeeWei?: bigint;
}

/** geth takes hexadecimal with 0x, and decimal as text or number. */
const amount = z
  .union([
    z.string().regex(/^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/),
    z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  ])
  .transform((value) => BigInt(value))
  .refine((value) => value < 2n ** 256n, 'must be under 2^256');
const count = amount.refine((value) => value <= 2n ** 50n, 'is too large').transform(Number);
const word = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/, 'must be 0x and up to 64 hexadecimal digits')
  .transform((text): Hex => `0x${text.slice(2).toLowerCase().padStart(64, '0')}`);
const code = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/, 'must be 0x and an even number of hexadecimal digits')
  .transform((text) => text.toLowerCase() as Hex);

const account = z.strictObject({
  balance: amount.prefault('0x0'),
  nonce: count.optional(),
  code: code.optional(),
  storage: z.record(word, word).optional(),
  /** geth ignores it as well: private keys that some tools leave behind. */
  secretKey: z.unknown().optional(),
});

/** What else geth knows is about consensus, which there is none of here. */
const genesis = z.looseObject({
  config: z
    .looseObject({
      chainId: count
        .pipe(
          z
            .number()
            .min(1)
            .max(2 ** 48),
        )
        .optional(),
    })
    .optional(),
  gasLimit: count.optional(),
  baseFeePerGas: amount.optional(),
  alloc: z.record(z.string().regex(/^(0x)?[0-9a-fA-F]{40}$/, 'must be an address'), account),
});

/**
 * @param name of the file, for messages
 * @throws LakhError `bad-genesis`, which names all that is wrong
 */
export function parseGenesis(text: string, name: string): GenesisFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw bad(name, messageOf(cause), cause);
  }
  const { success, data, error } = genesis.safeParse(json);
  if (!success) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw bad(name, problems.slice(0, MOST_PROBLEMS).join('; '));
  }
  const { config, gasLimit, baseFeePerGas, alloc } = data;
  return {
    accounts: Object.entries(alloc).map(([address, given]) => accountOf(address, given)),
    ...(config?.chainId !== undefined && { chainId: config.chainId }),
    ...(gasLimit !== undefined && { gasLimit }),
    ...(baseFeePerGas !== undefined && { baseFeeWei: baseFeePerGas }),
  };
}

const MOST_PROBLEMS = 10;

function accountOf(text: string, { balance, nonce, code, storage }: z.infer<typeof account>): GenesisAccount {
  return {
    address: `0x${text.replace(/^0x/i, '').toLowerCase()}` as Address,
    balanceWei: balance,
    ...(nonce !== undefined && { nonce }),
    ...(code !== undefined && { code }),
    ...(storage !== undefined && { storage: storage as Readonly<Record<Hex, Hex>> }),
  };
}

function bad(name: string, why: string, cause?: unknown): LakhError {
  return new LakhError('bad-genesis', `${name} is no genesis file: ${why}`, {
    hint: "geth's format: config.chainId, and alloc with an account by address; see docs/serve.md",
    cause,
  });
}

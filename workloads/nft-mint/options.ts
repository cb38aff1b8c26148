/** Options of the drops, and what follows from them alone. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

const share = z.number().min(0).max(1e6);

export const options = z
  .strictObject({
    standard: z
      .enum(['erc721a', 'erc721', 'both'])
      .default('both')
      .describe('erc721a: cheap batches; erc721: OpenZeppelin; both: the collections in turn'),
    collections: z.int().min(1).max(1000).default(16).describe('How many drops there are'),
    batchSize: z.int().min(1).max(100).default(2).describe('Tokens that one mint buys'),
    limitPerWallet: z
      .int()
      .min(1)
      .max(10_000)
      .default(20)
      .describe('Tokens that a wallet may buy in a round'),
    round: z
      .int()
      .min(2)
      .max(10_000_000)
      .default(400)
      .describe(
        'Transactions of a round, all collections together; fewer where wallets would reach their limit',
      ),
    supply: z
      .int()
      .min(1)
      .max(1e12)
      .optional()
      .describe('Tokens that a collection sells; what comes later reverts with SoldOut. Left out: no end'),
    price: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1_000_000_000_000).describe('Wei a token'),
    allowList: z
      .int()
      .min(1)
      .max(100_000)
      .default(1000)
      .describe('Entries of the allow-list: all accounts, and strangers for the rest'),
    mix: z
      .strictObject({
        publicMint: share.default(0.5),
        allowListMint: share.default(0.4),
        overLimitMint: share.default(0.02),
        transfer: share.default(0.08),
      })
      .prefault({})
      .refine(
        (mix) => Object.values(mix).some((weight) => weight > 0),
        'at least one weight must be more than 0',
      )
      .describe('Weights of the actions; they need not add up to 1'),
    contention: contentionOf('collections'),
  })
  .refine(({ batchSize, limitPerWallet }) => batchSize <= limitPerWallet, {
    path: ['batchSize'],
    message: 'must be at most limitPerWallet, or no mint would go through',
  });
export type Options = z.output<typeof options>;

/** Rounds have an allow-list phase and a public one where both kinds of mint are wanted; else all is open at once. */
export function isPhased({ mix }: Options): boolean {
  return mix.publicMint > 0 && mix.allowListMint > 0;
}

/** The share of the transactions that move a token which was minted in set-up. */
export function transferShare({ mix }: Options): number {
  return mix.transfer / Object.values(mix).reduce((sum, weight) => sum + weight, 0);
}

/** Tokens of a mint that goes past the limit, however little the wallet has bought before. */
export function overLimit({ limitPerWallet }: Options): number {
  return limitPerWallet + 1;
}

/** How a drop is built. */
export type Standard = 'DropERC721A' | 'DropERC721';

export function standardOf({ standard }: Options, collection: number): Standard {
  if (standard === 'both') return collection % 2 === 0 ? 'DropERC721A' : 'DropERC721';
  return standard === 'erc721a' ? 'DropERC721A' : 'DropERC721';
}

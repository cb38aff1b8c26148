/** Options of the market, and what follows from them alone. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';

const share = z.number().min(0).max(1);
const basisPoints = z.int().min(0).max(10_000);

export const options = z
  .strictObject({
    collections: z.int().min(1).max(1000).default(16).describe('How many collections are traded'),
    price: z.int().min(1).max(Number.MAX_SAFE_INTEGER).default(1_000_000_000_000).describe('Wei a token'),
    royalty: basisPoints.default(500).describe("The creator's share of each price, in basis points"),
    fee: basisPoints.default(250).describe("The market's share of each price, in basis points"),
    cancelled: share.default(0.1).describe('Share of the listings that their seller takes back'),
    resold: share.default(0.2).describe('Share of the listings that offer a token bought before'),
    lag: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(40)
      .describe('Listings between a listing and what becomes of it'),
    rivals: z
      .int()
      .min(1)
      .max(1000)
      .default(4)
      .describe('Under contention: listings of which one is hot, and whose buyers may all go for that one'),
    contention: contentionOf('collections'),
  })
  .refine(({ royalty, fee }) => royalty + fee <= 10_000, {
    path: ['fee'],
    message: 'with royalty at most 10000 basis points: the whole price',
  });
export type Options = z.output<typeof options>;

/** Whether several buyers may go for one listing; all but the first of them fail. */
export function isContested({ rivals, contention }: Options): boolean {
  return rivals > 1 && contention.share > 0;
}

const BASIS_POINTS = 10_000n;

/** How a price is divided; all three together are the price. */
export function dividedOf({ price, royalty, fee }: Options): {
  readonly creator: bigint;
  readonly treasurer: bigint;
  readonly seller: bigint;
} {
  const whole = BigInt(price);
  const creator = (whole * BigInt(royalty)) / BASIS_POINTS;
  const treasurer = (whole * BigInt(fee)) / BASIS_POINTS;
  return { creator, treasurer, seller: whole - creator - treasurer };
}

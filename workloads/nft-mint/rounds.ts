/**
 * Which round an index belongs to, and its place there. The first half of a round's sales is for the allow-list, the
 * second for everybody; half-way through the first, the owners open the public sales, a transaction for each collection.
 */
import type { Options } from './options.ts';

export type Place =
  | { readonly round: number; readonly opens: number }
  | {
      readonly round: number;
      readonly opens: null;
      /** The index among those that open nothing. */
      readonly ordinal: number;
      /** Whether everybody may buy by then. */
      readonly isPublic: boolean;
    };

export class Rounds {
  /** Indices of a round that open nothing. */
  private readonly sales: number;
  /** Indices of a round that open a collection's public sale. */
  private readonly openings: number;
  /** Where in the round the openings begin. */
  private readonly openingAt: number;

  constructor(sales: number, openings: number) {
    this.sales = sales;
    this.openings = openings;
    this.openingAt = Math.floor(sales / 4);
  }

  place(index: number): Place {
    const { sales, openings, openingAt } = this;
    const length = sales + openings;
    const round = Math.floor(index / length);
    const at = index % length;
    if (at >= openingAt && at < openingAt + openings) return { round, opens: at - openingAt };
    const sale = at < openingAt ? at : at - openings;
    const isPublic = openings === 0 || sale >= sales >> 1;
    return { round, opens: null, ordinal: round * sales + sale, isPublic };
  }

  /** The index that opens the public sale of a round at a collection. */
  openingOf(round: number, collection: number): number {
    return round * (this.sales + this.openings) + this.openingAt + collection;
  }

  /** The index with this place among those that open nothing. */
  indexOf(ordinal: number): number {
    const sale = ordinal % this.sales;
    return ordinal + this.openings * (Math.floor(ordinal / this.sales) + (sale < this.openingAt ? 0 : 1));
  }
}

/**
 * How many sales a round may have, so that no account buys more than its limit: each can afford `limitPerWallet /
 * batchSize` mints, and the accounts take turns but for the share that the first of them sends.
 */
export function salesPerRound(options: Options, accounts: number): number {
  const { limitPerWallet, batchSize, round } = options;
  const { sameSender } = options.contention;
  const mints = Math.floor(limitPerWallet / batchSize);
  if (accounts === 1) return Math.min(round, mints);
  if (sameSender === 0) return Math.min(round, mints * accounts);
  const others = sameSender === 1 ? Number.POSITIVE_INFINITY : (mints * (accounts - 1)) / (1 - sameSender);
  return Math.max(1, Math.min(round, Math.floor(Math.min(mints / sameSender, others))));
}

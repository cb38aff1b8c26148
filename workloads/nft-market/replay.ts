/** What the included steps make of the market. */
import { OUTCOME, type RunFacts, type WorkloadContext } from '../../harness/spec/index.ts';
import { Lots, type Step } from './lots.ts';
import type { Options } from './options.ts';

export interface TokenState {
  readonly collection: number;
  readonly owner: number;
  readonly isListed: boolean;
}

/** Counts and tokens; what an unknown fate touches is named apart. */
export class Replay {
  /** By id. */
  readonly tokens = new Map<number, TokenState>();
  /** Listings that stand, more than before, by collection. */
  readonly listed: number[];
  /** Purchases, by collection. */
  readonly bought: number[];
  /** Purchases, by the account that paid. */
  readonly paid: number[];
  /** Purchases, by the account that sold. */
  readonly sold: number[];
  readonly uncertainTokens = new Set<number>();
  readonly uncertainCollections = new Set<number>();
  /** Accounts with an intent of unknown fate. */
  readonly uncertainSenders = new Set<number>();
  /** Those, and the sellers whom they may have paid. */
  readonly uncertainAccounts = new Set<number>();

  constructor(collections: number, accounts: number) {
    this.listed = new Array(collections).fill(0);
    this.bought = new Array(collections).fill(0);
    this.paid = new Array(accounts).fill(0);
    this.sold = new Array(accounts).fill(0);
  }

  doubt({ from, lot }: Step): void {
    this.uncertainTokens.add(lot.token);
    this.uncertainCollections.add(lot.collection);
    this.uncertainSenders.add(from);
    this.uncertainAccounts.add(from).add(lot.seller);
  }

  /** In the order of their indices: of one token's steps it is the order of the chain, as each waits for the former. */
  apply({ action, from, lot: { token, collection, seller } }: Step): void {
    if (action === 'mintAndList' || action === 'list') {
      this.listed[collection]!++;
      this.tokens.set(token, { collection, owner: seller, isListed: true });
      return;
    }
    this.listed[collection]!--;
    this.tokens.set(token, { collection, owner: from, isListed: false });
    if (action === 'cancel') return;
    this.bought[collection]!++;
    this.paid[from]!++;
    this.sold[seller]!++;
  }
}

export function replay(context: WorkloadContext<Options>, facts: RunFacts): Replay {
  const lots = new Lots(context);
  const done = new Replay(context.options.collections, context.accounts.length);
  for (let index = 0; index < facts.scheduled; index++) {
    const outcome = facts.outcome(index);
    if (outcome === OUTCOME.succeeded) done.apply(lots.step(index));
    if (outcome === OUTCOME.uncertain) done.doubt(lots.step(index));
  }
  return done;
}

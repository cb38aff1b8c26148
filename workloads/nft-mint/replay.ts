/** What the included steps make of the drops. */
import { OUTCOME, type RunFacts, type WorkloadContext } from '../../harness/spec/index.ts';
import type { Options } from './options.ts';
import { type Mint, type Step, Steps, type Transfer } from './steps.ts';

/** Counts of tokens; what an unknown fate touches is named apart. */
export class Replay {
  /** Tokens sold, by collection. */
  readonly sold: number[];
  /** Rounds whose public sale was opened, by collection: up to this, exclusive. */
  readonly opened: number[];
  /** Tokens that an account got at a collection, less those it gave away, by `key`. */
  readonly gained = new Map<number, number>();
  /** Tokens that a wallet bought in one round at one collection. */
  readonly bought = new Map<string, number>();
  /** Who has a token from set-up now, by the account that had it first; those that moved alone. */
  readonly holder = new Map<number, number>();
  readonly uncertainSales = new Set<number>();
  readonly uncertainOpenings = new Set<number>();
  readonly uncertainHoldings = new Set<number>();
  readonly uncertainTokens = new Set<number>();
  private readonly collections: number;

  constructor(collections: number) {
    this.collections = collections;
    this.sold = new Array(collections).fill(0);
    this.opened = new Array(collections).fill(0);
  }

  /** Names what an account has at a collection. */
  key(account: number, collection: number): number {
    return account * this.collections + collection;
  }

  apply(step: Step, uncertain: boolean): void {
    if (step.action === 'transfer') this.transfer(step, uncertain);
    else if (step.action !== 'openSale') this.mint(step, uncertain);
    else if (uncertain) this.uncertainOpenings.add(step.collection);
    else this.opened[step.collection] = Math.max(this.opened[step.collection]!, step.round + 1);
  }

  private transfer({ first, from, to, collection }: Transfer, uncertain: boolean): void {
    const [giver, taker] = [this.key(from, collection), this.key(to, collection)];
    if (uncertain) {
      this.uncertainTokens.add(first);
      this.uncertainHoldings.add(giver).add(taker);
      return;
    }
    // Each waits for the one before it, so the last one by index is the last one on the chain.
    this.holder.set(first, to);
    this.gained.set(giver, (this.gained.get(giver) ?? 0) - 1);
    this.gained.set(taker, (this.gained.get(taker) ?? 0) + 1);
  }

  private mint({ from, collection, round, quantity }: Mint, uncertain: boolean): void {
    const key = this.key(from, collection);
    if (uncertain) {
      this.uncertainSales.add(collection);
      this.uncertainHoldings.add(key);
      return;
    }
    const wallet = `account ${from}, collection ${collection}, round ${round}`;
    this.sold[collection]! += quantity;
    this.gained.set(key, (this.gained.get(key) ?? 0) + quantity);
    this.bought.set(wallet, (this.bought.get(wallet) ?? 0) + quantity);
  }
}

export function replay(context: WorkloadContext<Options>, facts: RunFacts): Replay {
  const steps = new Steps(context);
  const done = new Replay(context.options.collections);
  for (let index = 0; index < facts.scheduled; index++) {
    const outcome = facts.outcome(index);
    if (outcome === OUTCOME.succeeded) done.apply(steps.step(index), false);
    if (outcome === OUTCOME.uncertain) done.apply(steps.step(index), true);
  }
  return done;
}

/** What the i-th transaction is, from options, seed and accounts alone. */
import type { Random, Wait, WorkloadContext } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { objectPicker, senderPicker } from '../contention.ts';
import { type Evenly, evenly } from '../evenly.ts';
import { weighted } from '../weighted.ts';
import { isPhased, type Options, overLimit, transferShare } from './options.ts';
import { Rounds, salesPerRound } from './rounds.ts';

export interface Mint {
  readonly action: 'publicMint' | 'allowListMint' | 'overLimitMint';
  readonly from: number;
  readonly collection: number;
  readonly round: number;
  readonly quantity: number;
  /** Which of the two entrances it takes. */
  readonly isPublic: boolean;
}

export interface Transfer {
  readonly action: 'transfer';
  readonly from: number;
  readonly to: number;
  readonly collection: number;
  /** The account that held the token at first: its name, as each was given one. */
  readonly first: number;
}

export interface OpenSale {
  readonly action: 'openSale';
  readonly from: number;
  readonly collection: number;
  readonly round: number;
}

export type Step = Mint | Transfer | OpenSale;

type MintAction = Mint['action'];

export class Steps {
  private readonly options: Options;
  private readonly accounts: number;
  private readonly rounds: Rounds;
  private readonly phased: boolean;
  private readonly transfers: Evenly;
  private readonly sender: (ordinal: number) => number;
  private readonly collection: (ordinal: number, random: Random) => number;
  private readonly kind: (random: Random) => MintAction;
  private readonly random;

  constructor({ options, accounts, seed }: WorkloadContext<Options>) {
    const { publicMint, allowListMint, overLimitMint } = options.mix;
    this.options = options;
    this.accounts = accounts.length;
    this.phased = isPhased(options);
    this.rounds = new Rounds(salesPerRound(options, accounts.length), this.phased ? options.collections : 0);
    this.transfers = evenly(transferShare(options));
    this.sender = senderPicker(accounts.length, options.contention);
    this.collection = objectPicker(options.collections, options.contention);
    this.kind = weighted<MintAction>({ publicMint, allowListMint, overLimitMint });
    const random = keyedRandom();
    this.random = (index: number) => random.seek(seed, STREAM.intent, index);
  }

  step(index: number): Step {
    const place = this.rounds.place(index);
    const { round } = place;
    if (place.opens !== null) {
      const collection = place.opens;
      return { action: 'openSale', from: ownerOf(collection, this.accounts), collection, round };
    }
    const transfer = this.transfers.number(place.ordinal);
    if (transfer !== null) return this.transfer(transfer);
    return this.mint(index, place.ordinal, round, place.isPublic);
  }

  from(index: number): number {
    const place = this.rounds.place(index);
    if (place.opens !== null) return ownerOf(place.opens, this.accounts);
    const transfer = this.transfers.number(place.ordinal);
    return transfer === null ? this.sender(place.ordinal) : this.transfer(transfer).from;
  }

  wait(index: number): Wait | null {
    const place = this.rounds.place(index);
    if (place.opens !== null) return null;
    const transfer = this.transfers.number(place.ordinal);
    if (transfer !== null) return this.afterTransfer(transfer - this.accounts);
    const { isPublic, round, collection } = this.mint(index, place.ordinal, place.round, place.isPublic);
    // The opening of a round's public sale opens the next round to the allow-list.
    const opening = isPublic ? round : round - 1;
    return this.phased && opening >= 0 ? { after: this.rounds.openingOf(opening, collection) } : null;
  }

  awaited(index: number): boolean {
    const place = this.rounds.place(index);
    return place.opens !== null || this.transfers.number(place.ordinal) !== null;
  }

  /** The tokens travel round the circle of the accounts, one place in each turn. */
  private transfer(number: number): Transfer {
    const first = number % this.accounts;
    const from = (first + Math.floor(number / this.accounts)) % this.accounts;
    const to = (from + 1) % this.accounts;
    return { action: 'transfer', from, to, collection: first % this.options.collections, first };
  }

  private afterTransfer(number: number): Wait | null {
    return number < 0 ? null : { after: this.rounds.indexOf(this.transfers.indexOf(number)) };
  }

  private mint(index: number, ordinal: number, round: number, isOpen: boolean): Mint {
    const random = this.random(index);
    const drawn = this.kind(random);
    const collection = this.collection(ordinal, random);
    const from = this.sender(ordinal);
    if (drawn === 'overLimitMint')
      return { action: drawn, from, collection, round, quantity: overLimit(this.options), isPublic: isOpen };
    const action = isOpen ? drawn : 'allowListMint';
    const quantity = this.options.batchSize;
    return { action, from, collection, round, quantity, isPublic: action === 'publicMint' };
  }
}

/** The account that owns a collection. */
export function ownerOf(collection: number, accounts: number): number {
  return collection % accounts;
}

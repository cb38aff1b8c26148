/**
 * Transactions made before they are due, several at a time and a bounded number: signing many at once costs a fraction
 * of signing each, and when the machine is busy elsewhere for a while, sending catches up without waiting for
 * signatures. Nonces are taken in the order of the indices all the same.
 */
import type { Transaction } from '../spec/index.ts';
import type { Arrivals } from './arrivals.ts';

export interface Made {
  /** Whose intent it is. */
  readonly index: number;
  readonly from: number;
  readonly action: string;
  readonly nonce: number;
  readonly transaction: Transaction;
}

export interface Arrival {
  readonly index: number;
  readonly dueNs: number;
  /** `null` when it was not made ahead. */
  readonly made: Made | null;
}

/** How many are kept at the most: 40 ms at 100,000/s, 3 MB. */
const LIMIT = 4096;
/** And how far ahead of their time: a nonce that comes back waits for those that were made with later ones. */
const HORIZON_NS = 250e6;
/** Where nobody knows the times. */
const LIMIT_CLOSED = 256;

export class Ahead {
  private readonly arrivals: Arrivals;
  private readonly make: (indices: readonly number[]) => (Made | null)[];
  /** Indices in their order, and what was made for each. */
  private indices: number[] = [];
  private made: (Made | null)[] = [];
  private head = 0;
  /** The last index that was looked at, and the one after it; `undefined` until somebody asks. */
  private last = -1;
  private after: number | null | undefined;

  /** `make` gives `null` for what cannot be made yet. */
  constructor(arrivals: Arrivals, make: (indices: readonly number[]) => (Made | null)[]) {
    this.arrivals = arrivals;
    this.make = make;
  }

  /** When the next arrival is due; Infinity when none is known. */
  nextNs(): number {
    return this.arrivals.nextNs();
  }

  take(): Arrival {
    const { index, dueNs } = this.arrivals.take();
    if (this.indices[this.head] !== index) {
      if (index > this.last) this.moveTo(index);
      return { index, dueNs, made: null };
    }
    const made = this.made[this.head]!;
    this.head++;
    if (this.head === this.indices.length) this.dropTaken();
    return { index, dueNs, made };
  }

  /** No arrival will come any more. */
  done(nowNs: number): boolean {
    return this.arrivals.done(nowNs);
  }

  /** Nothing is ready for the next arrival. */
  get isEmpty(): boolean {
    return this.indices.length === 0;
  }

  /** How many are kept for arrivals to come. */
  get size(): number {
    return this.indices.length - this.head;
  }

  /** When the last of those that were made is due; Infinity where there is nothing more to make, or times are not known. */
  madeUntilNs(): number {
    if (!this.arrivals.open || this.next() === null) return Number.POSITIVE_INFINITY;
    return this.isEmpty ? Number.NEGATIVE_INFINITY : this.arrivals.dueOf(this.last);
  }

  hasRoom(nowNs: number): boolean {
    const limit = this.arrivals.open ? LIMIT : LIMIT_CLOSED;
    return this.size < limit && this.nextToMake(nowNs) !== null;
  }

  /** Makes the next few, at the most so many. */
  makeSome(count: number, nowNs: number): void {
    const indices: number[] = [];
    for (let next = this.nextToMake(nowNs); next !== null && indices.length < count; ) {
      indices.push(next);
      this.moveTo(next);
      next = this.nextToMake(nowNs);
    }
    // What was taken from the front is let go of now and then, so that the queue stays short.
    if (this.head >= LIMIT) this.dropTaken();
    const made = this.make(indices);
    for (let i = 0; i < indices.length; i++) {
      this.indices.push(indices[i]!);
      this.made.push(made[i]!);
    }
  }

  /** Forgets what was made for the account: its nonces, the highest first, are free for one that goes before. */
  unmake(account: number): number[] {
    const nonces: number[] = [];
    for (let at = this.indices.length - 1; at >= this.head; at--) {
      const made = this.made[at]!;
      if (made?.from !== account) continue;
      nonces.push(made.nonce);
      this.made[at] = null;
    }
    return nonces;
  }

  private nextToMake(nowNs: number): number | null {
    const next = this.next();
    return next !== null && this.arrivals.dueOf(next) <= nowNs + HORIZON_NS ? next : null;
  }

  private next(): number | null {
    if (this.after === undefined) this.after = this.arrivals.indexAfter(this.last);
    return this.after;
  }

  private moveTo(index: number): void {
    this.last = index;
    this.after = undefined;
  }

  private dropTaken(): void {
    this.indices = this.indices.slice(this.head);
    this.made = this.made.slice(this.head);
    this.head = 0;
  }
}

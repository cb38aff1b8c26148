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
/** A power of two, above the limit by as many as are made at once. */
const ROOM = 2 * LIMIT;
/** And how far ahead of their time: a nonce that comes back waits for those that were made with later ones. */
const HORIZON_NS = 250e6;
/** Where nobody knows the times. */
const LIMIT_CLOSED = 256;

export class Ahead {
  private readonly arrivals: Arrivals;
  private readonly make: (indices: readonly number[]) => (Made | null)[];
  /** Indices in their order, and what was made for each, in a ring: from `head`, up to `tail`, modulo its room. */
  private readonly indices = new Float64Array(ROOM);
  private readonly made = new Array<Made | null>(ROOM).fill(null);
  private head = 0;
  private tail = 0;
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
    const dueNs = this.arrivals.nextNs();
    const index = this.arrivals.take();
    if (this.isEmpty || this.indices[this.head % ROOM] !== index) {
      if (index > this.last) this.moveTo(index);
      return { index, dueNs, made: null };
    }
    const made = this.made[this.head % ROOM]!;
    this.made[this.head++ % ROOM] = null;
    return { index, dueNs, made };
  }

  /** No arrival will come any more. */
  done(nowNs: number): boolean {
    return this.arrivals.done(nowNs);
  }

  /** Nothing is ready for the next arrival. */
  get isEmpty(): boolean {
    return this.head === this.tail;
  }

  /** How many are kept for arrivals to come. */
  get size(): number {
    return this.tail - this.head;
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
    const most = Math.min(count, ROOM - this.size);
    const indices: number[] = [];
    for (let next = this.nextToMake(nowNs); next !== null && indices.length < most; ) {
      indices.push(next);
      this.moveTo(next);
      next = this.nextToMake(nowNs);
    }
    const made = this.make(indices);
    for (let i = 0; i < indices.length; i++) {
      this.indices[this.tail % ROOM] = indices[i]!;
      this.made[this.tail++ % ROOM] = made[i]!;
    }
  }

  /** Forgets what was made for the account: its nonces, the highest first, are free for one that goes before. */
  unmake(account: number): number[] {
    const nonces: number[] = [];
    for (let at = this.tail - 1; at >= this.head; at--) {
      const made = this.made[at % ROOM]!;
      if (made?.from !== account) continue;
      nonces.push(made.nonce);
      this.made[at % ROOM] = null;
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
}

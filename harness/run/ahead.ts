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

/** How many are kept at the most: 20 ms at 100,000/s, 1.5 MB. */
const LIMIT = 2048;
/** And how far ahead of their time: a nonce that comes back waits for those that were made with later ones. */
const HORIZON_NS = 250e6;
/** Where nobody knows the times. */
const LIMIT_CLOSED = 256;

interface Waiting {
  readonly index: number;
  made: Made | null;
}

export class Ahead {
  private readonly arrivals: Arrivals;
  private readonly make: (indices: readonly number[]) => (Made | null)[];
  private queue: Waiting[] = [];
  private head = 0;
  /** The last index that was looked at. */
  private last = -1;
  /** How many in the queue are made, by account. */
  private readonly madeFor = new Map<number, number>();

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
    const waiting = this.queue[this.head];
    if (waiting?.index !== index) {
      this.last = Math.max(this.last, index);
      return { index, dueNs, made: null };
    }
    this.head++;
    if (this.head === this.queue.length) this.empty();
    if (waiting.made) this.count(waiting.made.from, -1);
    return { index, dueNs, made: waiting.made };
  }

  /** No arrival will come any more. */
  done(nowNs: number): boolean {
    return this.arrivals.done(nowNs);
  }

  /** Nothing is ready for the next arrival. */
  get isEmpty(): boolean {
    return this.queue.length === 0;
  }

  hasRoom(nowNs: number): boolean {
    const limit = this.arrivals.open ? LIMIT : LIMIT_CLOSED;
    return this.queue.length - this.head < limit && this.nextToMake(nowNs) !== null;
  }

  /** Makes the next few, at the most so many. */
  makeSome(count: number, nowNs: number): void {
    const indices: number[] = [];
    for (let next = this.nextToMake(nowNs); next !== null && indices.length < count; ) {
      indices.push(next);
      this.last = next;
      next = this.nextToMake(nowNs);
    }
    // What was taken from the front is let go of now and then, so that the queue stays short.
    if (this.head >= LIMIT) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    this.make(indices).forEach((made, i) => {
      if (made) this.count(made.from, 1);
      this.queue.push({ index: indices[i]!, made });
    });
  }

  /** Forgets what was made for the account: its nonces, the highest first, are free for one that goes before. */
  unmake(account: number): number[] {
    const nonces: number[] = [];
    if (!this.madeFor.get(account)) return nonces;
    for (let at = this.queue.length - 1; at >= this.head; at--) {
      const waiting = this.queue[at]!;
      if (waiting.made?.from !== account) continue;
      nonces.push(waiting.made.nonce);
      waiting.made = null;
    }
    this.madeFor.delete(account);
    return nonces;
  }

  private nextToMake(nowNs: number): number | null {
    const next = this.arrivals.indexAfter(this.last);
    return next !== null && this.arrivals.dueOf(next) <= nowNs + HORIZON_NS ? next : null;
  }

  private count(account: number, by: number): void {
    this.madeFor.set(account, (this.madeFor.get(account) ?? 0) + by);
  }

  private empty(): void {
    this.queue = [];
    this.head = 0;
  }
}

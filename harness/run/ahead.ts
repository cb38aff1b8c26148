/**
 * Transactions made before they are due, in idle moments and a bounded number: when the machine is busy elsewhere for
 * a while, sending catches up without waiting for signatures. Nonces are taken in the order of due times all the same.
 */
import type { Intent, Transaction } from '../spec/index.ts';
import type { Arrivals } from './arrivals.ts';

export interface Made {
  readonly intent: Intent;
  readonly nonce: number;
  readonly transaction: Transaction;
}

export interface Arrival {
  readonly index: number;
  readonly dueNs: number;
  /** `null` when it was not made ahead. */
  readonly made: Made | null;
}

/** How many are kept: a quarter of a second at 1,000/s, 100 KB. */
const LIMIT = 256;

export class Ahead {
  private readonly arrivals: Arrivals;
  private readonly make: (index: number) => Made | null;
  private queue: Arrival[] = [];
  private head = 0;

  constructor(arrivals: Arrivals, make: (index: number) => Made | null) {
    this.arrivals = arrivals;
    this.make = make;
  }

  /** When the next arrival is due; Infinity when none is known. */
  nextNs(): number {
    return this.queue[this.head]?.dueNs ?? this.arrivals.nextNs();
  }

  take(): Arrival {
    const made = this.queue[this.head];
    if (!made) return { ...this.arrivals.take(), made: null };
    this.head++;
    if (this.head === this.queue.length) this.clear();
    return made;
  }

  /** No arrival will come any more. */
  done(nowNs: number): boolean {
    return this.queue.length === 0 && this.arrivals.done(nowNs);
  }

  /** Whether one more can be made: a closed load does not know its next before it is due. */
  hasRoom(): boolean {
    const known = this.arrivals.open && this.arrivals.nextNs() !== Number.POSITIVE_INFINITY;
    return known && this.queue.length - this.head < LIMIT;
  }

  makeOne(): void {
    // What was taken from the front is let go of now and then, so that the queue stays short.
    if (this.head >= LIMIT) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    const { index, dueNs } = this.arrivals.take();
    this.queue.push({ index, dueNs, made: this.make(index) });
  }

  /** Forgets what was made for the account: its nonces, the highest first, are free for one that goes before. */
  unmake(account: number): number[] {
    const nonces: number[] = [];
    for (let at = this.queue.length - 1; at >= this.head; at--) {
      const { index, dueNs, made } = this.queue[at]!;
      if (made?.intent.from !== account) continue;
      nonces.push(made.nonce);
      this.queue[at] = { index, dueNs, made: null };
    }
    return nonces;
  }

  clear(): void {
    this.queue = [];
    this.head = 0;
  }
}

/** Owns the order in which waiting transactions enter a block: by price, then by arrival, each sender's by nonce. */
import type { Address } from '../../spec/intent.ts';
import type { Mempool, Waiting } from './mempool.ts';

/**
 * Chooses from what waited when the picker was made; later arrivals are for the next block. A heap of senders, each
 * standing for its next transaction, as in geth's miner (`transactionsByPriceAndNonce`).
 */
export class Picker {
  private readonly pool: Mempool;
  private readonly baseFeeWei: bigint;
  private readonly before: number;
  private readonly heap: Waiting[] = [];
  private readonly forgotten = new Set<Address>();

  constructor(pool: Mempool, baseFeeWei: bigint) {
    this.pool = pool;
    this.baseFeeWei = baseFeeWei;
    this.before = pool.arrived;
    for (const waiting of pool.heads()) this.push(waiting);
  }

  /** The best transaction left, or null. */
  best(): Waiting | null {
    while (this.heap.length > 0 && this.forgotten.has(this.heap[0]!.transaction.sender)) this.pop();
    return this.heap[0] ?? null;
  }

  /** The best one went into the block: its sender's next takes its place. */
  advance(): void {
    const { sender, nonce } = this.pop().transaction;
    const next = this.pool.pending(sender, nonce + 1);
    if (next !== undefined) this.push(next);
  }

  /** The best one does not fit: nothing of its sender goes into this block any more. */
  skip(): void {
    this.pop();
  }

  /** One that was the best was refused: nothing of its sender goes into this block any more. */
  forget(sender: Address): void {
    this.forgotten.add(sender);
  }

  private push(waiting: Waiting): void {
    if (waiting.arrival >= this.before || waiting.transaction.maxFeeWei < this.baseFeeWei) return;
    const { heap } = this;
    let at = heap.push(waiting) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.goesBefore(waiting, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = waiting;
  }

  private pop(): Waiting {
    const { heap } = this;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) this.sink(last);
    return top;
  }

  private sink(waiting: Waiting): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.goesBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!this.goesBefore(heap[child]!, waiting)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = waiting;
  }

  private goesBefore(a: Waiting, b: Waiting): boolean {
    const [tipA, tipB] = [this.tip(a), this.tip(b)];
    return tipA === tipB ? a.arrival < b.arrival : tipA > tipB;
  }

  /** What the block's maker gets for a unit of gas (EIP-1559). */
  private tip({ transaction: { maxFeeWei, tipWei } }: Waiting): bigint {
    const room = maxFeeWei - this.baseFeeWei;
    return room < tipWei ? room : tipWei;
  }
}

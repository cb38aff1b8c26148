/** Owns the news of transactions that entered the pool. */
import type { PooledTransaction } from '../../spec/engine.ts';

type Listener = (transaction: PooledTransaction) => void;

export class PendingFeed {
  private readonly listeners = new Set<Listener>();

  tell(transaction: PooledTransaction): void {
    for (const listener of this.listeners) listener(transaction);
  }

  /** The returned function ends it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

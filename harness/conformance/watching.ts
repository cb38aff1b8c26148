/** A watcher that keeps what it hears, and can be waited with. */
import type { Block, BlockListener, Transaction } from '../spec/index.ts';
import { toHex } from '../std/index.ts';
import { within } from './check.ts';

type Heard =
  | { readonly kind: 'head' | 'finalised'; readonly number: number }
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'fault'; readonly lost: boolean; readonly message: string };

/** One transaction in one block. */
export interface Place {
  readonly block: Block;
  readonly at: number;
}

export class Watching implements BlockListener {
  /** Everything, in the order in which it was heard. */
  readonly heard: Heard[] = [];
  private readonly timeoutMs: number;
  private readonly waiting = new Set<() => void>();

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  head(number: number): void {
    this.hear({ kind: 'head', number });
  }

  block(block: Block): void {
    this.hear({ kind: 'block', block });
  }

  finalised(number: number): void {
    this.hear({ kind: 'finalised', number });
  }

  fault(fault: { readonly lost: boolean; readonly message: string }): void {
    this.hear({ kind: 'fault', ...fault });
  }

  get blocks(): Block[] {
    return this.heard.flatMap((one) => (one.kind === 'block' ? [one.block] : []));
  }

  get faults(): string[] {
    return this.heard.flatMap((one) => (one.kind === 'fault' ? [one.message] : []));
  }

  /** Every place where the transaction stands; one, on an honest chain. */
  places({ hash }: Transaction): Place[] {
    const wanted = toHex(hash);
    return this.blocks.flatMap((block) =>
      hashesOf(block).flatMap((at, i) => (at === wanted ? [{ block, at: i }] : [])),
    );
  }

  /** Waits until the transaction stands in a block. */
  async included(transaction: Transaction): Promise<Place> {
    const seen = () => this.places(transaction).length > 0;
    await within(this.timeoutMs, `the block with transaction ${toHex(transaction.hash)}`, this.until(seen));
    return this.places(transaction)[0]!;
  }

  private until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }

  private hear(one: Heard): void {
    this.heard.push(one);
    for (const look of [...this.waiting]) look();
  }
}

function hashesOf({ hashes }: Block): string[] {
  return Array.from({ length: hashes.length / 32 }, (_, i) => toHex(hashes.subarray(32 * i, 32 * i + 32)));
}

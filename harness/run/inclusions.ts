/** Sees by block, as the run itself does, when transactions of the set-up are included. */
import type { Block, Chain } from '../spec/index.ts';
import { toHex } from '../std/hex.ts';

export interface Inclusion {
  readonly succeeded: boolean;
  readonly gasUsed: number;
}

/** A chain on which nothing that is awaited comes into a block for so long does not get on. */
const PATIENCE_MS = 120_000;

interface Awaited {
  resolve(inclusion: Inclusion): void;
  reject(error: Error): void;
}

export class Inclusions {
  /** What was awaited and is included. */
  readonly cost = { transactions: 0, gasUsed: 0 };
  private readonly waiting = new Map<string, Awaited>();
  private patience: NodeJS.Timeout | undefined;
  private leave: () => void = () => {};

  static async of(chain: Chain, signal: AbortSignal): Promise<Inclusions> {
    const inclusions = new Inclusions();
    const abort = () => inclusions.fail('interrupted');
    const unwatch = await chain.watch({
      head() {},
      finalised() {},
      block: (block) => inclusions.see(block),
      fault({ lost, message }) {
        if (lost) inclusions.fail(message);
      },
    });
    signal.addEventListener('abort', abort);
    inclusions.leave = () => {
      unwatch();
      signal.removeEventListener('abort', abort);
    };
    if (signal.aborted) abort();
    return inclusions;
  }

  /** Resolves when the transaction is in a block; rejects when that is not to be expected any more. */
  await(hash: Uint8Array): Promise<Inclusion> {
    this.waitOn();
    const inclusion = new Promise<Inclusion>((resolve, reject) => {
      this.waiting.set(toHex(hash), { resolve, reject });
    });
    // Looked at only after sending: what fails meanwhile must not count as unhandled.
    inclusion.catch(() => {});
    return inclusion;
  }

  end(): void {
    this.leave();
    this.fail('no longer awaited');
  }

  private see(block: Block): void {
    for (let i = 0; i < block.succeeded.length; i++) {
      const hash = toHex(block.hashes.subarray(32 * i, 32 * i + 32));
      const awaited = this.waiting.get(hash);
      if (!awaited) continue;
      const gasUsed = block.gasUsedBy[i]!;
      this.waiting.delete(hash);
      this.cost.transactions++;
      this.cost.gasUsed += gasUsed;
      awaited.resolve({ succeeded: block.succeeded[i] === 1, gasUsed });
      this.waitOn();
    }
  }

  private waitOn(): void {
    clearTimeout(this.patience);
    const seconds = PATIENCE_MS / 1000;
    this.patience = setTimeout(
      () => this.fail(`nothing more came into a block for ${seconds} s`),
      PATIENCE_MS,
    );
  }

  private fail(reason: string): void {
    clearTimeout(this.patience);
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }
}

/**
 * Takes transactions from a corpus. Their nonces are signed: one that was dropped goes before the later ones of its
 * sender, in the place of the next of them; one that the chain refused is not replaced, and those after it wait for it.
 */
import { type CorpusBlock, openCorpus } from '../corpus/index.ts';
import type { SignedBatch } from '../spec/intent.ts';
import { assert } from '../std/assert.ts';
import { transactionAmong } from '../wallet/index.ts';
import type { Made } from './ahead.ts';
import type { Maker } from './maker.ts';

const AT_ONCE = 256;

export class CorpusMaker implements Maker {
  readonly atOnce = AT_ONCE;
  readonly signNs = 0;
  private readonly reader;
  private block: CorpusBlock | null = null;
  private among: SignedBatch | null = null;
  /** The index of the block's first transaction. */
  private first = 0;
  /** Dropped ones by account, by nonce. */
  private readonly kept = new Map<number, Made[]>();

  constructor(path: string) {
    this.reader = openCorpus(path);
  }

  /** Indices ascend from call to call. */
  make(indices: readonly number[]): Made[] {
    return indices.map((index) => this.read(index));
  }

  senderOf(index: number): number {
    return this.seek(index).account[index - this.first]!;
  }

  next(made: Made): Made {
    const kept = this.kept.get(made.from);
    if (!kept?.length || kept[0]!.nonce > made.nonce) return made;
    insertByNonce(kept, made);
    return kept.shift()!;
  }

  dropped(index: number, made: Made | null): boolean {
    const one = made ?? this.read(index);
    const kept = this.kept.get(one.from) ?? [];
    this.kept.set(one.from, kept);
    insertByNonce(kept, one);
    return false;
  }

  /** The fees are signed. */
  follow(): void {}

  close(): void {
    this.reader.close();
  }

  private read(index: number): Made {
    const block = this.seek(index);
    const at = index - this.first;
    return {
      index,
      from: block.account[at]!,
      action: this.reader.head.actions[block.action[at]!]!,
      nonce: block.nonce[at]!,
      transaction: transactionAmong(this.among!, at),
    };
  }

  private seek(index: number): CorpusBlock {
    while (this.block === null || index >= this.first + this.block.count) {
      this.first += this.block?.count ?? 0;
      this.block = this.reader.next();
      assert(this.block !== null, 'a load is not longer than its corpus');
      const { raw, end, hashes } = this.block;
      this.among = { raw, ends: end, hashes, hex: null };
    }
    assert(index >= this.first, 'a corpus is read forward');
    return this.block;
  }
}

function insertByNonce(kept: Made[], made: Made): void {
  let at = kept.length;
  while (at > 0 && kept[at - 1]!.nonce > made.nonce) at--;
  kept.splice(at, 0, made);
}

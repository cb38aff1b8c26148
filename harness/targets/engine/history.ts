/**
 * Owns the past: the last blocks with their receipts, and where each transaction of them is; those before them are looked
 * for in an archive, where there is one.
 */
import type { BlockArchive } from '../../spec/chain-store.ts';
import type { Receipt, SealedBlock } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import type { BlockConflicts } from '../../spec/target.ts';
import { fromHex } from '../../std/hex.ts';
import { HashIndex } from './hash-index.ts';

/** Blocks whose receipts are kept, and transactions in them, so that memory does not grow with a run. */
export const BLOCKS_KEPT = 256;
export const TRANSACTIONS_KEPT = 500_000;

export class History {
  private readonly blocksKept: number;
  private readonly blocks = new Map<number, SealedBlock>();
  /** Made for a block when a hash is first looked for in it: few runs ever ask. */
  private readonly indices = new WeakMap<SealedBlock, HashIndex>();
  private oldest: number;
  private transactions = 0;
  private latest: SealedBlock;
  private readonly archive: BlockArchive | null;

  /** `archive` has all blocks up to the head, and perhaps some that are not told of yet. */
  constructor(head: SealedBlock, blocksKept = BLOCKS_KEPT, archive: BlockArchive | null = null) {
    this.blocksKept = blocksKept;
    this.archive = archive;
    this.latest = head;
    this.oldest = head.number;
    this.blocks.set(head.number, head);
  }

  get head(): SealedBlock {
    return this.latest;
  }

  /** The number of the oldest block that is kept. */
  get from(): number {
    return this.archive === null ? this.oldest : 0;
  }

  append(block: SealedBlock): void {
    this.latest = block;
    this.blocks.set(block.number, block);
    this.transactions += block.receipts.length;
    while (this.oldest < block.number && this.isFull()) this.forget(this.oldest++);
  }

  /** Goes back to `head`, which was the head once; blocks after it never were. */
  rewind(head: SealedBlock): void {
    for (let number = this.latest.number; number > head.number; number--) this.forget(number);
    this.latest = head;
    if (this.blocks.has(head.number)) return;
    this.oldest = head.number;
    this.append(head);
  }

  private forget(number: number): void {
    this.transactions -= this.blocks.get(number)?.receipts.length ?? 0;
    this.blocks.delete(number);
  }

  private isFull(): boolean {
    return this.blocks.size > this.blocksKept || this.transactions > TRANSACTIONS_KEPT;
  }

  /** Undefined for one that is not made yet or no longer kept. */
  block(number: number): SealedBlock | undefined {
    const recent = this.blocks.get(number);
    if (recent !== undefined || number > this.latest.number) return recent;
    return this.archive?.block(number);
  }

  byHash(hash: Hex): SealedBlock | undefined {
    for (let number = this.latest.number; number >= this.oldest; number--) {
      const block = this.blocks.get(number)!;
      if (block.hash === hash) return block;
    }
    const number = this.archive?.numberOf(fromHex(hash));
    return number === undefined ? undefined : this.block(number);
  }

  conflicts(number: number): BlockConflicts | null {
    const block = this.block(number);
    if (block === undefined || block.conflicting === null) return null;
    return { transactions: block.receipts.length, conflicting: block.conflicting };
  }

  /** Looked for from the newest block back: what is asked for is mostly new. */
  receipt(hash: Hex): { block: SealedBlock; index: number; receipt: Receipt } | undefined {
    const wanted = fromHex(hash);
    if (wanted.length !== 32) return undefined;
    for (let number = this.latest.number; number >= this.oldest; number--) {
      const block = this.blocks.get(number)!;
      const index = block.receipts.length === 0 ? -1 : this.indexOf(block).find(wanted);
      if (index >= 0) return { block, index, receipt: block.receipts.at(index)! };
    }
    const place = this.archive?.placeOf(wanted);
    const block = place === undefined ? undefined : this.block(place.number);
    if (place === undefined || block === undefined) return undefined;
    return { block, index: place.index, receipt: block.receipts.at(place.index)! };
  }

  private indexOf(block: SealedBlock): HashIndex {
    let index = this.indices.get(block);
    if (index === undefined) {
      index = new HashIndex(block.columns.hashes);
      this.indices.set(block, index);
    }
    return index;
  }
}

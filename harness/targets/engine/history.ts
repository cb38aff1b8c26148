/** Owns the recent past: the last blocks with their receipts, and where each transaction of them is. */
import type { Receipt, SealedBlock } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import type { BlockConflicts, RevertCause } from '../../spec/target.ts';
import { fromHex } from '../../std/hex.ts';

/** Blocks whose receipts are kept, and transactions in them, so that memory does not grow with a run. */
export const BLOCKS_KEPT = 256;
export const TRANSACTIONS_KEPT = 500_000;

export class History {
  private readonly blocks = new Map<number, SealedBlock>();
  private oldest: number;
  private transactions = 0;
  private latest: SealedBlock;

  constructor(genesis: SealedBlock) {
    this.latest = genesis;
    this.oldest = genesis.number;
    this.blocks.set(genesis.number, genesis);
  }

  get head(): SealedBlock {
    return this.latest;
  }

  append(block: SealedBlock): void {
    this.latest = block;
    this.blocks.set(block.number, block);
    this.transactions += block.receipts.length;
    while (this.oldest < block.number && this.isFull()) {
      this.transactions -= this.blocks.get(this.oldest)!.receipts.length;
      this.blocks.delete(this.oldest++);
    }
  }

  private isFull(): boolean {
    return this.blocks.size > BLOCKS_KEPT || this.transactions > TRANSACTIONS_KEPT;
  }

  /** Undefined for one that is not made yet or no longer kept. */
  block(number: number): SealedBlock | undefined {
    return this.blocks.get(number);
  }

  conflicts(number: number): BlockConflicts | null {
    const block = this.blocks.get(number);
    if (block === undefined || block.conflicting === null) return null;
    return { transactions: block.receipts.length, conflicting: block.conflicting };
  }

  revertCause(hash: Hex): RevertCause | null {
    const receipt = this.receipt(hash)?.receipt;
    if (receipt === undefined || receipt.succeeded) return null;
    return receipt.returned === null ? { outOfGas: true } : { returned: receipt.returned };
  }

  /** Looked for from the newest block back: few are ever asked for, and an index of all would cost more. */
  receipt(hash: Hex): { block: SealedBlock; index: number; receipt: Receipt } | undefined {
    const wanted = fromHex(hash);
    for (let number = this.latest.number; number >= this.oldest; number--) {
      const block = this.blocks.get(number)!;
      const index = indexOf(block.columns.hashes, wanted);
      if (index >= 0) return { block, index, receipt: block.receipts.at(index)! };
    }
    return undefined;
  }
}

/** Which of the hashes, 32 bytes each, is the one wanted; -1 where none is. */
function indexOf(hashes: Uint8Array, wanted: Uint8Array): number {
  if (wanted.length !== 32) return -1;
  for (let at = 0; at < hashes.length; at += 32) {
    let byte = 0;
    while (byte < 32 && hashes[at + byte] === wanted[byte]) byte++;
    if (byte === 32) return at / 32;
  }
  return -1;
}

/** Owns the recent past: the last blocks with their receipts, and where each transaction of them is. */
import type { Receipt, SealedBlock } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import type { BlockConflicts, RevertCause } from '../../spec/target.ts';

/** Blocks whose receipts are kept, so that memory does not grow with a run. */
export const BLOCKS_KEPT = 256;

export class History {
  private readonly blocks = new Map<number, SealedBlock>();
  private readonly places = new Map<Hex, { readonly block: SealedBlock; readonly index: number }>();
  private latest: SealedBlock;

  constructor(genesis: SealedBlock) {
    this.latest = genesis;
    this.blocks.set(genesis.number, genesis);
  }

  get head(): SealedBlock {
    return this.latest;
  }

  append(block: SealedBlock): void {
    this.latest = block;
    this.blocks.set(block.number, block);
    block.receipts.forEach((receipt, index) => {
      this.places.set(receipt.hash, { block, index });
    });
    const old = this.blocks.get(block.number - BLOCKS_KEPT);
    if (old === undefined) return;
    this.blocks.delete(old.number);
    for (const { hash } of old.receipts) this.places.delete(hash);
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

  receipt(hash: Hex): { block: SealedBlock; index: number; receipt: Receipt } | undefined {
    const place = this.places.get(hash);
    return place && { ...place, receipt: place.block.receipts[place.index]! };
  }
}

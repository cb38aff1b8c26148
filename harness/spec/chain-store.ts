/** Where a chain is kept, so that it goes on from where it was. */
import type { SealedBlock } from './engine.ts';
import type { Hex } from './intent.ts';

/**
 * Cells of the state as records of a fixed size, end to end: a key, and behind it the value.
 * `harness/kernel/evm/state-records.ts` has their layout.
 */
export interface StateRecords {
  readonly accounts: Uint8Array;
  readonly slots: Uint8Array;
  /** Codes that accounts name by their hash, 32 bytes. */
  readonly codes: readonly { readonly hash: Uint8Array; readonly bytes: Uint8Array }[];
}

/** What an engine needs of it. */
export interface StateStore {
  /** The last block that was committed; `null` before the genesis. */
  readonly head: SealedBlock | null;
  /** The state after the head, in pieces: codes, then accounts, each before its slots. */
  state(): AsyncIterable<StateRecords>;
  /** Of a block up to the head. */
  hashOf(number: number): Hex | undefined;
  /**
   * Makes a block the head, with all that it changed of the state before it, entirely or not at all. It is the next one;
   * or one that is there already, and those above it are gone then. Resolves when it can no longer be lost.
   * @throws LakhError `store-failed`; nothing can be committed any more
   */
  commit(block: SealedBlock, changes: StateRecords): Promise<void>;
}

/** What can be read of blocks up to the head. */
export interface BlockArchive {
  block(number: number): SealedBlock | undefined;
  /** The number of the block with this hash, 32 bytes. */
  numberOf(hash: Uint8Array): number | undefined;
  /** Where the transaction with this hash, 32 bytes, stands. */
  placeOf(hash: Uint8Array): { readonly number: number; readonly index: number } | undefined;
}

export interface ChainStore extends StateStore, BlockArchive {
  /** Resolves when a commit failed, with why. */
  readonly failed: Promise<Error>;
  close(): Promise<void>;
}

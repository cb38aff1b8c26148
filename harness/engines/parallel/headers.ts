/** Owns the headers of this chain: Osaka from the genesis on, no withdrawals, no blobs, no beacon chain behind it. */
import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type BlockHeader, encodeHeader, NO_OMMERS } from '../../kernel/evm/index.ts';
import type { EngineOptions } from '../../spec/engine.ts';
import { fromHex } from '../../std/hex.ts';

/** keccak-256 of the RLP of the empty string: the root of a trie, or list, without anything in it. */
export const EMPTY_ROOT = keccak_256(Uint8Array.of(0x80));
const ZEROS = new Uint8Array(32);
/** EIP-7685: of no requests. */
const NO_REQUESTS = new Uint8Array(createHash('sha256').digest());

/** What is known of a block only when it is sealed. */
export interface Outcome {
  readonly stateRoot: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly bloom: Uint8Array;
  readonly gasUsed: bigint;
}

/** What is known before anything is executed. */
export interface Opening {
  readonly parentHash: Uint8Array;
  readonly number: bigint;
  readonly timestamp: bigint;
}

export function headerOf(opening: Opening, outcome: Outcome, options: EngineOptions): Required<BlockHeader> {
  return {
    ...opening,
    ...outcome,
    ommersHash: NO_OMMERS,
    feeRecipient: fromHex(options.feeRecipient),
    difficulty: 0n,
    gasLimit: BigInt(options.blockGasLimit),
    extraData: new Uint8Array(0),
    // PREVRANDAO: the same on every run of the same blocks.
    mixHash: opening.parentHash,
    nonce: new Uint8Array(8),
    baseFee: options.baseFeeWei,
    withdrawalsRoot: EMPTY_ROOT,
    blobGasUsed: 0n,
    excessBlobGas: 0n,
    parentBeaconRoot: ZEROS,
    requestsHash: NO_REQUESTS,
  };
}

export function hashOf(header: BlockHeader): Uint8Array {
  return keccak_256(encodeHeader(header));
}

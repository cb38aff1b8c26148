/** Blocks without execution: whatever came in since the last one, in the order in which it came. */
import type { Hex } from '../../spec/intent.ts';
import type { Block } from '../../spec/target.ts';
import { monotonicNs } from '../../std/clock.ts';

const HASH_BYTES = 32;
/** Blocks whose content can still be asked for. */
const KEPT = 100;

/** What each transaction is said to have used and paid; no block is ever too full. */
export const GAS_EACH = 21_000;
export const GAS_PRICE_WEI = 2_000_000_000n;
export const BASE_FEE_WEI = 1_000_000_000n;
export const BLOCK_GAS_LIMIT = 1_000_000_000_000;

export class NullBlocks {
  private waiting: Uint8Array[] = [];
  private readonly kept = new Map<number, Block>();
  private readonly capacity: number | null;
  /** Parts of a transaction that the last block had room for, and when it was sealed. */
  private left = 0;
  private sealedNs = monotonicNs();
  latest: Block;

  /** `capacity`: transactions a second; `null` for no limit. */
  constructor(capacity: number | null = null) {
    this.capacity = capacity;
    this.latest = this.keep(blockOf(0, []));
  }

  /** `hashes` holds 32 bytes a transaction. */
  take(hashes: Uint8Array): void {
    this.waiting.push(hashes);
  }

  seal(): Block {
    const hashes = this.admitted();
    this.latest = this.keep(blockOf(this.latest.number + 1, hashes));
    return this.latest;
  }

  /** A late block has more room; room that was not used is lost, or a pause would make room for a burst. */
  private admitted(): Uint8Array[] {
    const all = this.waiting;
    this.waiting = [];
    if (this.capacity === null) return all;
    const nowNs = monotonicNs();
    const room = this.left + (this.capacity * (nowNs - this.sealedNs)) / 1e9;
    this.sealedNs = nowNs;
    const bytes = Buffer.concat(all);
    const count = Math.min(Math.floor(room), bytes.length / HASH_BYTES);
    this.left = Math.min(1, room - count);
    this.waiting = [bytes.subarray(count * HASH_BYTES)];
    return [bytes.subarray(0, count * HASH_BYTES)];
  }

  /** `undefined` for one that is not there yet or no more. */
  numbered(number: number): Block | undefined {
    return this.kept.get(number);
  }

  private keep(block: Block): Block {
    this.kept.set(block.number, block);
    this.kept.delete(block.number - KEPT);
    return block;
  }
}

/** The hash is the number itself: unique, and nobody checks it against a header. */
function hashOf(number: number): Hex {
  return `0x${number.toString(16).padStart(2 * HASH_BYTES, '0')}`;
}

function blockOf(number: number, chunks: readonly Uint8Array[]): Block {
  const hashes = Buffer.concat(chunks);
  const count = hashes.length / HASH_BYTES;
  return {
    number,
    hash: hashOf(number),
    parentHash: hashOf(Math.max(0, number - 1)),
    timestampS: Math.floor(Date.now() / 1000),
    gasUsed: count * GAS_EACH,
    gasLimit: BLOCK_GAS_LIMIT,
    baseFeeWei: BASE_FEE_WEI,
    hashes,
    succeeded: new Uint8Array(count).fill(1),
    gasUsedBy: new Float64Array(count).fill(GAS_EACH),
    gasPriceWei: new BigUint64Array(count).fill(GAS_PRICE_WEI),
  };
}

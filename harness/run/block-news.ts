/** What generators hear of a block. */
import type { Block } from '../spec/target.ts';

export interface BlockNews {
  readonly number: number;
  /** The header's own time, seconds since 1970. */
  readonly timestampS: number;
  /** When the harness knew of the block, and when its header says it was made; nanoseconds since the start. */
  readonly seenNs: number;
  readonly headerNs: number;
  readonly baseFeeWei: bigint | null;
  readonly hashes: Uint8Array;
  readonly succeeded: Uint8Array;
  readonly gasUsedBy: Float64Array;
  readonly gasPriceWei: BigUint64Array;
}

export function newsOf(block: Block, seenNs: number, headerNs: number): BlockNews {
  const { number, timestampS, baseFeeWei, hashes, succeeded, gasUsedBy, gasPriceWei } = block;
  return { number, timestampS, seenNs, headerNs, baseFeeWei, hashes, succeeded, gasUsedBy, gasPriceWei };
}

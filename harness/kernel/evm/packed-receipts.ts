/**
 * Owns the receipts of one block as bytes, copied out of the shared memory in one piece: columns are read at once, a
 * receipt in full when it is asked for. `harness/kernel/evm/assembly/packed.ts` owns the layout.
 */

import type { Receipt, ReceiptColumns, Receipts } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import { toHex } from '../../std/hex.ts';
import { PACKED } from './packed.ts';

export class PackedReceipts implements Receipts {
  readonly length: number;
  readonly bytes: Uint8Array;
  /** Where each begins. */
  readonly starts: Uint32Array;
  private readonly words: DataView;

  /** `bytes` end to end; `starts` has where each begins. */
  constructor(bytes: Uint8Array, starts: Uint32Array) {
    this.length = starts.length;
    this.bytes = bytes;
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.starts = starts;
  }

  columns(): ReceiptColumns {
    const { length, bytes, words, starts } = this;
    const hashes = new Uint8Array(32 * length);
    const succeeded = new Uint8Array(length);
    const gasUsedBy = new Float64Array(length);
    const gasPriceWei = new BigUint64Array(length);
    for (let index = 0; index < length; index++) {
      const start = starts[index]!;
      hashes.set(bytes.subarray(start + PACKED.hash, start + PACKED.hash + 32), 32 * index);
      succeeded[index] = words.getUint32(start + PACKED.flags, true) & PACKED.succeeded;
      gasUsedBy[index] = Number(words.getBigUint64(start + PACKED.gas, true));
      gasPriceWei[index] = words.getBigUint64(start + PACKED.price, true);
    }
    return { hashes, succeeded, gasUsedBy, gasPriceWei };
  }

  at(index: number): Receipt | undefined {
    const start = this.starts[index];
    return start === undefined ? undefined : this.receipt(start);
  }

  *[Symbol.iterator](): Iterator<Receipt> {
    for (const start of this.starts) yield this.receipt(start);
  }

  private receipt(start: number): Receipt {
    const flags = this.words.getUint32(start + PACKED.flags, true);
    const succeeded = (flags & PACKED.succeeded) !== 0;
    const creates = (flags & PACKED.creates) !== 0;
    const target = this.address(start + PACKED.to);
    const outputLength = this.words.getUint32(start + PACKED.outputLength, true);
    const output = start + PACKED.output;
    return {
      hash: this.hex(start + PACKED.hash, 32),
      succeeded,
      gasUsed: Number(this.words.getBigUint64(start + PACKED.gas, true)),
      gasPriceWei: this.words.getBigUint64(start + PACKED.price, true),
      from: this.address(start + PACKED.from),
      to: creates ? null : target,
      contractAddress: creates ? target : null,
      returned: (flags & PACKED.reverted) !== 0 ? this.hex(output, outputLength) : null,
      logs: this.logs(output + outputLength, this.words.getUint32(start + PACKED.logCount, true)),
    };
  }

  private logs(first: number, count: number): Receipt['logs'] {
    let at = first;
    return Array.from({ length: count }, () => {
      const topics = this.words.getUint32(at, true);
      const length = this.words.getUint32(at + 4, true);
      const topicsAt = at + PACKED.logTopics;
      const data = topicsAt + 32 * topics;
      const log = {
        address: this.address(at + PACKED.logAddress),
        topics: Array.from({ length: topics }, (_, topic) => this.hex(topicsAt + 32 * topic, 32)),
        data: this.hex(data, length),
      };
      at = data + length;
      return log;
    });
  }

  private address(at: number): Address {
    return this.hex(at, 20) as Address;
  }

  private hex(at: number, length: number): Hex {
    return toHex(this.bytes.subarray(at, at + length));
  }
}

/** Owns a place in the EVM's memory where the host hands things over; it grows, and what was outgrown is not given back. */
import type { EvmInstance } from './instance.ts';

/** Bytes behind what was asked for that the kernel may read or write. */
const SLACK = 64;
const LEAST = 4096;

export class Room {
  readonly evm: EvmInstance;
  private at = 0;
  private size = 0;

  constructor(evm: EvmInstance) {
    this.evm = evm;
  }

  /** Where that many bytes may be written, on a boundary of 16, until the next call: what was there may be elsewhere. */
  of(bytes: number): number {
    if (bytes + SLACK > this.size) {
      this.size = Math.max(2 * this.size, bytes + SLACK, LEAST);
      this.at = this.evm.call.takeShared(this.size) >>> 0;
    }
    return this.at;
  }
}

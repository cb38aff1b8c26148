/** Numbers and bytes in the EVM's memory, which grows under the host's hands: asked for anew at every access. */
import type { EvmInstance } from './instance.ts';

export class MemoryView {
  private readonly evm: EvmInstance;
  private numbers: DataView;

  constructor(evm: EvmInstance) {
    this.evm = evm;
    this.numbers = new DataView(evm.memory.buffer);
  }

  private view(): DataView {
    if (this.numbers.buffer !== this.evm.memory.buffer) this.numbers = new DataView(this.evm.memory.buffer);
    return this.numbers;
  }

  u32(at: number): number {
    return this.view().getUint32(at, true);
  }

  setU32(at: number, value: number): void {
    this.view().setUint32(at, value, true);
  }

  u64(at: number): bigint {
    return this.view().getBigUint64(at, true);
  }

  setU64(at: number, value: bigint): void {
    this.view().setBigUint64(at, value, true);
  }

  /** 256 bits, least significant word first. */
  word(at: number): bigint {
    const view = this.view();
    let value = 0n;
    for (let i = 24; i >= 0; i -= 8) value = (value << 64n) | view.getBigUint64(at + i, true);
    return value;
  }

  setWord(at: number, value: bigint): void {
    const view = this.view();
    for (let i = 0; i < 32; i += 8) {
      view.setBigUint64(at + i, value & 0xffffffffffffffffn, true);
      value >>= 64n;
    }
  }

  /** A copy. */
  bytes(at: number, length: number): Uint8Array {
    return this.evm.view().slice(at, at + length);
  }

  setBytes(at: number, bytes: Uint8Array): void {
    this.evm.view().set(bytes, at);
  }
}

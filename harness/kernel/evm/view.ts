/** Numbers and bytes in the EVM's memory, which grows under the host's hands: asked for anew at every access. */
import type { Hex } from '../../spec/intent.ts';
import type { EvmInstance } from './instance.ts';

export class MemoryView {
  private readonly evm: EvmInstance;
  private numbers: DataView;
  private text: Buffer;

  constructor(evm: EvmInstance) {
    this.evm = evm;
    this.numbers = new DataView(evm.memory.buffer);
    this.text = Buffer.from(evm.memory.buffer);
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
    let top = 24;
    // Most fit into one word: arithmetic of bigints is what costs.
    while (top > 0 && view.getUint32(at + top, true) === 0 && view.getUint32(at + top + 4, true) === 0)
      top -= 8;
    let value = view.getBigUint64(at + top, true);
    for (let i = top - 8; i >= 0; i -= 8) value = (value << 64n) | view.getBigUint64(at + i, true);
    return value;
  }

  setWord(at: number, value: bigint): void {
    const view = this.view();
    let rest = value;
    for (let i = 0; i < 32; i += 8) {
      view.setBigUint64(at + i, rest & 0xffffffffffffffffn, true);
      rest >>= 64n;
    }
  }

  /** A copy. */
  bytes(at: number, length: number): Uint8Array {
    return this.evm.view().slice(at, at + length);
  }

  /** As text, without a copy of the bytes. */
  hex(at: number, length: number): Hex {
    if (this.text.buffer !== this.evm.memory.buffer) this.text = Buffer.from(this.evm.memory.buffer);
    return `0x${this.text.toString('hex', at, at + length)}`;
  }

  setBytes(at: number, bytes: Uint8Array): void {
    this.evm.view().set(bytes, at);
  }
}

/** Decoded transactions for tests: bytes go into an EVM's memory, what its record says comes out as plain values. */
import { EvmInstance } from '../../harness/kernel/evm/instance.ts';
import * as layout from '../../harness/kernel/evm/transaction-record.ts';
import { toHex } from '../../harness/std/index.ts';

export class Decoder {
  readonly evm = new EvmInstance();
  private room = 0;
  private raw = 0;
  readonly record = this.evm.call.take(layout.RECORD_BYTES);

  /** The code of why it was refused, or 0. What was decoded before is gone. */
  decode(bytes: Uint8Array): number {
    if (bytes.length > this.room || this.raw === 0) {
      this.room = Math.max(2 * bytes.length, 4096);
      this.raw = this.evm.call.take(this.room);
    }
    this.evm.view().set(bytes, this.raw);
    this.evm.call.resetDecoded();
    return this.evm.call.decodeTransaction(this.raw, bytes.length, this.record);
  }

  fields(record = this.record) {
    const at = (offset: number) => record + offset;
    return {
      type: this.u32(at(layout.RECORD_TYPE)),
      creates: (this.u32(at(layout.RECORD_FLAGS)) & layout.CREATES) !== 0,
      chainId:
        this.u32(at(layout.RECORD_FLAGS)) & layout.HAS_CHAIN_ID ? this.u64(at(layout.RECORD_CHAIN_ID)) : null,
      nonce: this.u64(at(layout.RECORD_NONCE)),
      gasLimit: this.u64(at(layout.RECORD_GAS_LIMIT)),
      maxFee: this.u256(at(layout.RECORD_MAX_FEE)),
      tip: this.u256(at(layout.RECORD_TIP)),
      value: this.u256(at(layout.RECORD_VALUE)),
      maxBlobFee: this.u256(at(layout.RECORD_MAX_BLOB_FEE)),
      to: this.hex(at(layout.RECORD_TO), 20),
      data: this.hex(...this.span(at(layout.RECORD_DATA))),
      access: this.each(at(layout.RECORD_ACCESS), layout.ACCESS_ENTRY_BYTES, (entry) => ({
        address: this.hex(entry, 20),
        keys: this.each(entry + layout.ACCESS_KEYS, 32, (key) => this.u256(key)),
      })),
      blobs: this.each(at(layout.RECORD_BLOBS), 32, (hash) => this.hex(hash, 32)),
      authorisations: this.each(at(layout.RECORD_AUTHORISATIONS), layout.AUTHORISATION_BYTES, (one) => ({
        chainId: this.u256(one),
        address: this.hex(one + layout.AUTHORISATION_ADDRESS, 20),
        nonce: this.u64(one + layout.AUTHORISATION_NONCE),
        parity: this.u32(one + layout.AUTHORISATION_PARITY),
        flags: this.u32(one + layout.AUTHORISATION_FLAGS),
        r: this.hex(one + layout.AUTHORISATION_R, 32),
        s: this.hex(one + layout.AUTHORISATION_S, 32),
        hash: this.hex(one + layout.AUTHORISATION_HASH, 32),
        authority: this.hex(one + layout.AUTHORISATION_AUTHORITY, 20),
      })),
      parity: this.u32(at(layout.RECORD_PARITY)),
      r: this.hex(at(layout.RECORD_R), 32),
      s: this.hex(at(layout.RECORD_S), 32),
      hash: this.hex(at(layout.RECORD_HASH), 32),
      signingHash: this.hex(at(layout.RECORD_SIGNING_HASH), 32),
      sender: this.hex(at(layout.RECORD_SENDER), 20),
    };
  }

  private numbers(): DataView {
    return new DataView(this.evm.memory.buffer);
  }

  u32(at: number): number {
    return this.numbers().getUint32(at, true);
  }

  private u64(at: number): bigint {
    return this.numbers().getBigUint64(at, true);
  }

  private u256(at: number): bigint {
    return (
      this.u64(at) | (this.u64(at + 8) << 64n) | (this.u64(at + 16) << 128n) | (this.u64(at + 24) << 192n)
    );
  }

  private hex(at: number, length: number): string {
    return toHex(this.evm.view().slice(at, at + length));
  }

  private span(at: number): [number, number] {
    return [this.u32(at), this.u32(at + 4)];
  }

  private each<T>(span: number, size: number, of: (at: number) => T): T[] {
    const [first, count] = this.span(span);
    return Array.from({ length: count }, (_, i) => of(first + size * i));
  }
}

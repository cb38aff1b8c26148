/** What a batch of transactions became: raw bytes, hashes and hexadecimal, each in one buffer. */
import type { Transaction } from '../spec/intent.ts';

export class SignedTransactions {
  readonly count: number;
  /** All transactions, one after the other. */
  readonly raw: Uint8Array;
  /** Where each ends in `raw`. */
  readonly ends: Uint32Array;
  /** keccak-256 of each: 32 bytes. */
  readonly hashes: Uint8Array;
  /** "0x" and lower-case digits of each in ASCII, one after the other, as a JSON-RPC body takes them. */
  readonly hex: Uint8Array;

  constructor(raw: Uint8Array, ends: Uint32Array, hashes: Uint8Array, hex: Uint8Array) {
    this.count = ends.length;
    this.raw = raw;
    this.ends = ends;
    this.hashes = hashes;
    this.hex = hex;
  }

  /** Transaction `i`, whose bytes and digits become views when somebody asks for them. */
  transaction(i: number): Transaction {
    return new SignedTransaction(this, i);
  }

  /** A view on the bytes of transaction `i`. */
  rawOf(i: number): Uint8Array {
    return this.raw.subarray(this.startOf(i), this.ends[i]);
  }

  /** A view on the digits of transaction `i`, "0x" included. */
  hexOf(i: number): Uint8Array {
    return this.hex.subarray(2 * this.startOf(i) + 2 * i, 2 * this.ends[i]! + 2 * i + 2);
  }

  private startOf(i: number): number {
    return i === 0 ? 0 : this.ends[i - 1]!;
  }
}

/** A view costs more than a tenth of a microsecond, and hardly anybody wants both bytes and digits. */
class SignedTransaction implements Transaction {
  readonly hash: Uint8Array;
  private readonly all: SignedTransactions;
  private readonly at: number;

  constructor(all: SignedTransactions, at: number) {
    this.hash = all.hashes.subarray(32 * at, 32 * at + 32);
    this.all = all;
    this.at = at;
  }

  get raw(): Uint8Array {
    return this.all.rawOf(this.at);
  }

  get hex(): Uint8Array {
    return this.all.hexOf(this.at);
  }
}

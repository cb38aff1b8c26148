/** What a batch of transactions became: raw bytes, hashes and hexadecimal, each in one buffer. */
import type { SignedBatch, Transaction } from '../spec/intent.ts';

export class SignedTransactions implements SignedBatch {
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

  /** Transaction `i`, whose bytes, digits and hash become views when somebody asks for them. */
  transaction(i: number): Transaction {
    return transactionAmong(this, i);
  }

  /** A view on the digits of transaction `i`, "0x" included. */
  hexOf(i: number): Uint8Array {
    return this.hex.subarray(hexStart(this, i), hexStart(this, i + 1));
  }
}

/** Where transaction `i` begins in `raw`. */
export function rawStart({ ends }: SignedBatch, i: number): number {
  return i === 0 ? 0 : ends[i - 1]!;
}

/** And in `hex`. */
export function hexStart(among: SignedBatch, i: number): number {
  return 2 * rawStart(among, i) + 2 * i;
}

/** Transaction `i` of a batch. */
export function transactionAmong(among: SignedBatch, i: number): Transaction {
  return new OneOfMany(among, i);
}

/** A view costs more than a tenth of a microsecond and lives as long as the transaction; hardly anybody wants one. */
class OneOfMany implements Transaction {
  readonly among: SignedBatch;
  readonly place: number;

  constructor(among: SignedBatch, place: number) {
    this.among = among;
    this.place = place;
  }

  get raw(): Uint8Array {
    return this.among.raw.subarray(rawStart(this.among, this.place), this.among.ends[this.place]);
  }

  get hash(): Uint8Array {
    return this.among.hashes.subarray(32 * this.place, 32 * this.place + 32);
  }

  get hex(): Uint8Array | undefined {
    const { among, place } = this;
    return among.hex?.subarray(hexStart(among, place), hexStart(among, place + 1));
  }
}

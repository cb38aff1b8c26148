/** Intents packed for the kernel: a fixed record each, and their data behind one another. */
import type { Hex } from '../spec/intent.ts';
import { refuse } from './refusals.ts';

/** EIP-2718 types; legacy is 0. */
export const TRANSACTION_TYPES = { legacy: 0, eip2930: 1, eip1559: 2, eip7702: 4 } as const;
export type TransactionType = keyof typeof TRANSACTION_TYPES;

/** Numbers are whole, not negative, and at most 2^64 - 1 where they may be `number`, 2^256 - 1 where they are `bigint`. */
export interface TransactionFields {
  readonly type: TransactionType;
  /** The sender, as an index into the ring that signs. */
  readonly from: number;
  readonly nonce: number | bigint;
  /** 20 bytes; `null` to create a contract, which an EIP-7702 transaction cannot. */
  readonly to: Hex | null;
  readonly valueWei: bigint;
  readonly gasLimit: number | bigint;
  /** The gas price of legacy and EIP-2930 transactions. */
  readonly maxFeeWei: bigint;
  /** Unused by legacy and EIP-2930 transactions. */
  readonly tipWei: bigint;
  readonly data: Hex;
  /** Refused in a legacy transaction. */
  readonly accessList?: readonly { readonly address: Hex; readonly storageKeys: readonly Hex[] }[];
  /** Signed already; for EIP-7702 transactions alone. */
  readonly authorizations?: readonly Authorization[];
}

/** EIP-7702: an account's leave to run the code of another. */
export interface Authorization {
  readonly chainId: bigint;
  readonly address: Hex;
  readonly nonce: number | bigint;
  readonly parity: number;
  /** 32 bytes each. */
  readonly r: Uint8Array;
  readonly s: Uint8Array;
}

/** Bytes of a record; `harness/kernel/assembly/transaction.ts` reads it. */
export const RECORD = 160;
const AT = {
  type: 0,
  hasTo: 1,
  from: 4,
  nonce: 8,
  gasLimit: 16,
  dataLength: 24,
  accessLength: 28,
  authorizationsLength: 32,
  to: 36,
  value: 56,
  maxFee: 88,
  tip: 120,
} as const;
const U64 = 1n << 64n;
/** At about 150 bytes each. */
const KNOWN_RECIPIENTS = 65_536;

/** Grows as transactions come in; `clear` keeps the room. */
export class TransactionBatch {
  private head = Buffer.alloc(64 * RECORD);
  private fields = viewOf(this.head);
  private words = wordsOf(this.head);
  private quarters = quartersOf(this.head);
  /** Recipients are mostly the same few. */
  private readonly recipients = new Map<Hex, Uint32Array>();
  private tail = Buffer.alloc(4096);
  private tailLength = 0;
  private size = 0;
  private highest = -1;
  private typed = false;

  get count(): number {
    return this.size;
  }

  /** The highest sender of all, -1 where there are none. */
  get highestSender(): number {
    return this.highest;
  }

  /** Whether one of them is of another type than legacy. */
  get hasTyped(): boolean {
    return this.typed;
  }

  /** Views on what was packed, until the next `push`. */
  get records(): Uint8Array {
    return this.head.subarray(0, RECORD * this.size);
  }

  get payload(): Uint8Array {
    return this.tail.subarray(0, this.tailLength);
  }

  clear(): void {
    this.size = 0;
    this.tailLength = 0;
    this.highest = -1;
    this.typed = false;
  }

  /** Throws `kernel-refused` where a field is malformed, and is then as it was before. */
  push(tx: TransactionFields): void {
    const at = RECORD * this.size;
    const before = this.tailLength;
    if (at === this.head.length) this.growRecords();
    try {
      this.write(at, tx);
    } catch (error) {
      this.tailLength = before;
      throw error;
    }
    this.size++;
    if (tx.from > this.highest) this.highest = tx.from;
    if (tx.type !== 'legacy') this.typed = true;
  }

  private write(at: number, tx: TransactionFields): void {
    const fields = this.fields;
    const type = TRANSACTION_TYPES[tx.type];
    if (type === undefined) refuse(`There is no transaction type ${tx.type}`);
    if (type === 4 && tx.to === null) refuse('An EIP-7702 transaction cannot create a contract');
    if (type === 0 && tx.accessList) refuse('A legacy transaction has no access list');
    if (type !== 4 && tx.authorizations) refuse('Only an EIP-7702 transaction has authorizations');
    if (!Number.isInteger(tx.from) || tx.from < 0 || tx.from > 0xffff_ffff)
      refuse(`There is no sender ${tx.from}`);
    for (let word = at / 8; word < (at + RECORD) / 8; word++) this.words[word] = 0;
    fields.setUint32(at + AT.type, type, true);
    fields.setUint8(at + AT.hasTo, tx.to === null ? 0 : 1);
    fields.setUint32(at + AT.from, tx.from, true);
    putU64(fields, at + AT.nonce, tx.nonce, 'The nonce');
    putU64(fields, at + AT.gasLimit, tx.gasLimit, 'The gas limit');
    if (tx.to !== null) this.putRecipient(at + AT.to, tx.to);
    putU256(fields, at + AT.value, tx.valueWei, 'The value');
    putU256(fields, at + AT.maxFee, tx.maxFeeWei, 'The fee');
    putU256(fields, at + AT.tip, tx.tipWei, 'The tip');
    fields.setUint32(at + AT.dataLength, this.appendHex(tx.data, null, 'The data'), true);
    fields.setUint32(at + AT.accessLength, this.appendAccessList(tx.accessList ?? []), true);
    fields.setUint32(at + AT.authorizationsLength, this.appendAuthorizations(tx.authorizations ?? []), true);
  }

  private putRecipient(at: number, to: Hex): void {
    const known = this.recipients.get(to);
    if (known === undefined) {
      writeHex(this.head, at, to, 20, 'The recipient');
      if (this.recipients.size === KNOWN_RECIPIENTS) this.recipients.clear();
      this.recipients.set(to, this.quarters.slice(at / 4, at / 4 + 5));
      return;
    }
    for (let i = 0; i < 5; i++) this.quarters[at / 4 + i] = known[i]!;
  }

  /** Entries of address, u32 number of keys, keys. Returns the bytes. */
  private appendAccessList(list: NonNullable<TransactionFields['accessList']>): number {
    const start = this.tailLength;
    for (const { address, storageKeys } of list) {
      this.appendHex(address, 20, 'An address of the access list');
      const at = this.room(4);
      this.tail.writeUInt32LE(storageKeys.length, at);
      for (const key of storageKeys) this.appendHex(key, 32, 'A storage key of the access list');
    }
    return this.tailLength - start;
  }

  /** Chain id (32), address (20), nonce (u64), parity (1), r (32), s (32). Returns the bytes. */
  private appendAuthorizations(list: readonly Authorization[]): number {
    const start = this.tailLength;
    for (const { chainId, address, nonce, parity, r, s } of list) {
      if (r.length !== 32 || s.length !== 32) refuse('r and s of an authorization must have 32 bytes each');
      if (parity !== 0 && parity !== 1)
        refuse(`The parity of an authorization must be 0 or 1 and is ${parity}`);
      const number = this.room(32);
      this.tail.fill(0, number, number + 32);
      putU256(viewOf(this.tail), number, chainId, 'The chain id of an authorization');
      this.appendHex(address, 20, 'The address of an authorization');
      const rest = this.room(8 + 1 + 32 + 32);
      putU64(viewOf(this.tail), rest, nonce, 'The nonce of an authorization');
      this.tail[rest + 8] = parity;
      this.tail.set(r, rest + 9);
      this.tail.set(s, rest + 41);
    }
    return this.tailLength - start;
  }

  private appendHex(text: Hex, length: number | null, what: string): number {
    if (length === null && text === '0x') return 0;
    const bytes = (String(text).length - 2) / 2;
    const at = this.room(Math.ceil(Math.max(bytes, 0)));
    writeHex(this.tail, at, text, length ?? bytes, what);
    return bytes;
  }

  /** Where that many bytes more go. */
  private room(bytes: number): number {
    const at = this.tailLength;
    if (at + bytes > this.tail.length) {
      const grown = Buffer.alloc(Math.max(2 * this.tail.length, at + bytes));
      grown.set(this.tail);
      this.tail = grown;
    }
    this.tailLength += bytes;
    return at;
  }

  private growRecords(): void {
    const grown = Buffer.alloc(2 * this.head.length);
    grown.set(this.head);
    this.head = grown;
    this.fields = viewOf(grown);
    this.words = wordsOf(grown);
    this.quarters = quartersOf(grown);
  }
}

/** A buffer of its own memory, a multiple of eight bytes. */
function wordsOf(buffer: Buffer): Float64Array {
  return new Float64Array(buffer.buffer, buffer.byteOffset, buffer.length / 8);
}

/** Words of four bytes, as `wordsOf`. */
function quartersOf(buffer: Buffer): Uint32Array {
  return new Uint32Array(buffer.buffer, buffer.byteOffset, buffer.length / 4);
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Buffer stops silently at what is no digit, and takes of others than ASCII's the lower byte. */
const HEX = /^0x[0-9a-f]*$/i;

/** Writes exactly `length` bytes. */
function writeHex(to: Buffer, at: number, text: Hex, length: number, what: string): void {
  const right = typeof text === 'string' && text.length === 2 + 2 * length && HEX.test(text);
  if (!right || (length > 0 && to.write(text.slice(2), at, 'hex') !== length)) {
    refuse(
      `${what} must be 0x and ${Number.isInteger(length) ? 2 * length : 'an even number of'} hexadecimal digits`,
    );
  }
}

function putU64(fields: DataView, at: number, value: number | bigint, what: string): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < 0) refuse(`${what} must be a whole number and is ${value}`);
    fields.setUint32(at, value >>> 0, true);
    fields.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
    return;
  }
  if (typeof value !== 'bigint') refuse(`${what} must be a whole number and is ${value}`);
  if (value < 0n || value >= U64) refuse(`${what} must be from 0 to 2^64 - 1 and is ${value}`);
  fields.setBigUint64(at, value, true);
}

/** 32 bytes, most significant first, which are zeros before. */
function putU256(fields: DataView, at: number, value: bigint, what: string): void {
  if (typeof value !== 'bigint') refuse(`${what} must be a bigint and is ${value}`);
  if (value >= 0n && value < U64) {
    fields.setBigUint64(at + 24, value, false);
    return;
  }
  if (value < 0n || value >> 256n !== 0n) refuse(`${what} must be from 0 to 2^256 - 1 and is ${value}`);
  for (let word = 0; word < 4; word++) {
    fields.setBigUint64(at + 24 - 8 * word, BigInt.asUintN(64, value >> BigInt(64 * word)), false);
  }
}

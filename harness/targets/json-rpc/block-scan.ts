/**
 * A block and its receipts, read where they stand in an answer: what is not needed is gone over, what is needed goes
 * into columns. Keys may come in any order; what is not plain (a quantity too large, a transaction in full) is left to
 * the parser.
 */
import type { RowForm, RowScan } from '../../kernel/index.ts';
import type { Hex } from '../../spec/intent.ts';
import type { Block } from '../../spec/target.ts';
import { widened } from '../../std/widened.ts';
import {
  ascii,
  type ElementReader,
  elements,
  is,
  type MemberReader,
  members,
  NO,
  OPEN_BRACE,
  QUOTE,
  quantityAt,
  readHash,
  skipValue,
} from '../json-bytes/index.ts';
import type { ResultReader } from './answer-scan.ts';
import { HASH_BYTES, Header, Receipts } from './block.ts';
import type { Reply } from './transport.ts';

/** Results of `eth_getBlockByNumber` and `eth_getBlockReceipts`, told apart by what they are. */
export class BlockResults implements ResultReader {
  private found: Header | Receipts | undefined;

  result(bytes: Buffer, at: number, rows: RowScan | null): number {
    this.found = undefined;
    const scan = bytes[at] === OPEN_BRACE ? new HeaderScan(bytes, rows) : new ReceiptsScan(bytes, rows);
    const end = scan.read(at);
    if (end !== NO) this.found = scan.made();
    return end;
  }

  reply(): Reply | undefined {
    return this.found && { kind: 'result', result: this.found };
  }
}

/** Known keys by their place in a set of bits: a key that comes twice is left to the parser, which takes the last. */
class Keys {
  private readonly names: readonly Uint8Array[];
  private seen = 0;

  constructor(names: readonly string[]) {
    this.names = names.map(ascii);
  }

  clear(): void {
    this.seen = 0;
  }

  has(index: number): boolean {
    return (this.seen & (1 << index)) !== 0;
  }

  /** The place of a key; `OTHER` for one that is not known, `TWICE` for one seen before. */
  see(bytes: Uint8Array, from: number, to: number): number {
    for (let i = 0; i < this.names.length; i++) {
      const name = this.names[i]!;
      // Lengths first, then the first letter: most keys are others.
      if (name.length !== to - from || name[0] !== bytes[from] || !is(bytes, from, to, name)) continue;
      if (this.has(i)) return TWICE;
      this.seen |= 1 << i;
      return i;
    }
    return OTHER;
  }
}

const OTHER = -1;
const TWICE = -2;

/** Hashes one after the other, in room that grows. */
class HashColumn {
  private bytes = new Uint8Array(FIRST_ROOM * HASH_BYTES);
  count = 0;

  /** The index behind the hash at `at`, or `NO`: then there is not one more. */
  add(bytes: Uint8Array, at: number): number {
    const from = this.count * HASH_BYTES;
    if (from === this.bytes.length) this.makeRoom(2 * from);
    const end = readHash(bytes, at, this.bytes, from);
    if (end !== NO) this.count++;
    return end;
  }

  addAll(hashes: Uint8Array): void {
    const from = this.count * HASH_BYTES;
    if (from + hashes.length > this.bytes.length) this.makeRoom(2 * (from + hashes.length));
    this.bytes.set(hashes, from);
    this.count += hashes.length / HASH_BYTES;
  }

  all(): Uint8Array {
    return this.bytes.slice(0, this.count * HASH_BYTES);
  }

  private makeRoom(bytes: number): void {
    this.bytes = widened(this.bytes, new Uint8Array(bytes));
  }
}

const FIRST_ROOM = 256;

/** Text of a hash as it stands, or nothing where it is none. */
function hashText(bytes: Buffer, at: number): Hex | undefined {
  const end = readHash(bytes, at, SCRATCH, 0);
  return end === NO ? undefined : (bytes.toString('latin1', at + 1, end - 1) as Hex);
}

const SCRATCH = new Uint8Array(HASH_BYTES);

function isNull(bytes: Uint8Array, at: number): boolean {
  return is(bytes, at, at + NULL.length, NULL);
}

const NULL = ascii('null');

const HEADER = {
  names: [
    'number',
    'timestamp',
    'gasUsed',
    'gasLimit',
    'hash',
    'parentHash',
    'transactions',
    'baseFeePerGas',
  ],
  hash: 4,
  parentHash: 5,
  transactions: 6,
  baseFee: 7,
} as const;

const NOTHING = new Uint8Array(0);
/** Hashes one after the other. */
const HASHES: RowForm = { head: NOTHING, middle: NOTHING, tail: NOTHING, values: ['hash', 'nothing'] };

class HeaderScan implements MemberReader, ElementReader {
  private readonly bytes: Buffer;
  private readonly rows: RowScan | null;
  private readonly keys = new Keys(HEADER.names);
  private readonly numbers = [0, 0, 0, 0];
  private readonly hashes = new HashColumn();
  private hash: Hex = '0x';
  private parentHash: Hex = '0x';
  private baseFeeWei: Block['baseFeeWei'] = null;

  constructor(bytes: Buffer, rows: RowScan | null) {
    this.bytes = bytes;
    this.rows = rows;
  }

  read(at: number): number {
    return members(this.bytes, at, this);
  }

  made(): Header | undefined {
    for (let i = 0; i <= HEADER.transactions; i++) if (!this.keys.has(i)) return undefined;
    const [number, timestampS, gasUsed, gasLimit] = this.numbers as [number, number, number, number];
    const { hash, parentHash } = this;
    const baseFeeWei = this.baseFeeWei;
    const fields = { number, hash, parentHash, timestampS, gasUsed, gasLimit, baseFeeWei };
    return new Header(fields, this.hashes.all());
  }

  element(bytes: Uint8Array, at: number): number {
    const rows = this.rows?.read(at, HASHES);
    if (!rows) return this.hashes.add(bytes, at);
    this.hashes.addAll(rows.bytes);
    return rows.end;
  }

  member(bytes: Uint8Array, from: number, to: number, at: number): number {
    const key = this.keys.see(bytes, from, to);
    if (key === OTHER) return skipValue(bytes, at);
    if (key === TWICE) return NO;
    if (key === HEADER.transactions) return elements(bytes, at, this);
    const end = skipValue(bytes, at);
    return end !== NO && this.take(key, at, end) ? end : NO;
  }

  private take(key: number, at: number, end: number): boolean {
    if (key === HEADER.hash || key === HEADER.parentHash) {
      const text = hashText(this.bytes, at);
      if (text === undefined) return false;
      if (key === HEADER.hash) this.hash = text;
      else this.parentHash = text;
      return true;
    }
    if (key === HEADER.baseFee && isNull(this.bytes, at)) return true;
    const value = quantityAt(this.bytes, at, end);
    if (value < 0) return false;
    if (key === HEADER.baseFee) this.baseFeeWei = BigInt(value);
    else this.numbers[key] = value;
    return true;
  }
}

const RECEIPT = {
  names: ['transactionHash', 'blockHash', 'gasUsed', 'effectiveGasPrice', 'status', 'transactionIndex'],
  transactionHash: 0,
  blockHash: 1,
  gasUsed: 2,
  price: 3,
  status: 4,
  transactionIndex: 5,
} as const;

class ReceiptsScan implements MemberReader, ElementReader {
  private readonly bytes: Buffer;
  private readonly rows: RowScan | null;
  private readonly keys = new Keys(RECEIPT.names);
  private readonly hashes = new HashColumn();
  private succeeded = new Uint8Array(FIRST_ROOM);
  private gasUsedBy = new Float64Array(FIRST_ROOM);
  private gasPriceWei = new BigUint64Array(FIRST_ROOM);
  /** The hash of the block, as the first receipt has it. */
  private blockHash: Uint8Array | null = null;
  /** Where hash and index of the receipt read last stood. */
  private hashFrom = 0;
  private hashTo = 0;
  private indexFrom = 0;
  private indexTo = 0;
  /** Around hash and index of the first receipt; `null` where its index comes before its hash. */
  private form: RowForm | null | undefined;
  /** Most transactions of a block pay the same: a bigint for each would be most of the work. */
  private price = 0;
  private priceWei = 0n;

  constructor(bytes: Buffer, rows: RowScan | null) {
    this.bytes = bytes;
    this.rows = rows;
  }

  read(at: number): number {
    return elements(this.bytes, at, this);
  }

  made(): Receipts {
    const { count } = this.hashes;
    return new Receipts(this.blockHash && Buffer.from(this.blockHash).toString('latin1'), {
      hashes: this.hashes.all(),
      succeeded: this.succeeded.slice(0, count),
      gasUsedBy: this.gasUsedBy.slice(0, count),
      gasPriceWei: this.gasPriceWei.slice(0, count),
    });
  }

  element(bytes: Uint8Array, at: number): number {
    const same = this.likeFirst(at);
    if (same !== NO) return same;
    const { count } = this.hashes;
    this.makeRoom(1);
    this.keys.clear();
    this.succeeded[count] = 1;
    this.gasPriceWei[count] = 0n;
    const end = members(bytes, at, this);
    const { keys } = this;
    const whole =
      keys.has(RECEIPT.transactionHash) && keys.has(RECEIPT.blockHash) && keys.has(RECEIPT.gasUsed);
    if (end === NO || !whole) return NO;
    if (this.form === undefined) this.form = this.formOf(at, end);
    return end;
  }

  /** Receipts of the same bytes as the first, but for hash and index: where transfers leave such ones, most are. */
  private likeFirst(at: number): number {
    const rows = this.form && this.rows?.read(at, this.form);
    if (!rows) return NO;
    this.makeRoom(rows.count);
    const from = this.hashes.count;
    const to = from + rows.count;
    this.hashes.addAll(rows.bytes);
    this.succeeded.fill(this.succeeded[0]!, from, to);
    this.gasUsedBy.fill(this.gasUsedBy[0]!, from, to);
    this.gasPriceWei.fill(this.gasPriceWei[0]!, from, to);
    return rows.end;
  }

  private formOf(at: number, end: number): RowForm | null {
    const { bytes, keys } = this;
    if (!keys.has(RECEIPT.transactionIndex) || bytes[this.indexFrom] !== QUOTE) return null;
    if (this.indexFrom < this.hashTo) return null;
    return {
      head: bytes.subarray(at, this.hashFrom),
      middle: bytes.subarray(this.hashTo, this.indexFrom),
      tail: bytes.subarray(this.indexTo, end),
      values: ['hash', 'text'],
    };
  }

  member(bytes: Uint8Array, from: number, to: number, at: number): number {
    const key = this.keys.see(bytes, from, to);
    if (key === OTHER) return skipValue(bytes, at);
    if (key === TWICE) return NO;
    if (key === RECEIPT.transactionHash) {
      this.hashFrom = at;
      this.hashTo = this.hashes.add(bytes, at);
      return this.hashTo;
    }
    if (key === RECEIPT.blockHash) return this.takeBlockHash(bytes, at);
    const end = skipValue(bytes, at);
    if (key === RECEIPT.transactionIndex) {
      this.indexFrom = at;
      this.indexTo = end;
      return end;
    }
    return end !== NO && this.take(key, at, end) ? end : NO;
  }

  /** The row of the receipt being read: its hash may have come already, or not yet. */
  private get row(): number {
    return this.hashes.count - (this.keys.has(RECEIPT.transactionHash) ? 1 : 0);
  }

  private take(key: number, at: number, end: number): boolean {
    if (key !== RECEIPT.gasUsed && isNull(this.bytes, at)) return true;
    const value = quantityAt(this.bytes, at, end);
    if (value < 0) return false;
    if (key === RECEIPT.gasUsed) this.gasUsedBy[this.row] = value;
    else if (key === RECEIPT.status) this.succeeded[this.row] = value === 1 ? 1 : 0;
    else this.takePrice(value);
    return true;
  }

  private takePrice(price: number): void {
    if (price !== this.price) {
      this.price = price;
      this.priceWei = BigInt(price);
    }
    this.gasPriceWei[this.row] = this.priceWei;
  }

  private takeBlockHash(bytes: Uint8Array, at: number): number {
    if (this.blockHash === null) {
      const end = readHash(bytes, at, SCRATCH, 0);
      if (end !== NO) this.blockHash = bytes.subarray(at + 1, end - 1);
      return end;
    }
    const end = at + this.blockHash.length + 2;
    return bytes[at] === QUOTE && bytes[end - 1] === QUOTE && is(bytes, at + 1, end - 1, this.blockHash)
      ? end
      : NO;
  }

  private makeRoom(more: number): void {
    const need = this.hashes.count + more;
    if (need <= this.succeeded.length) return;
    let room = this.succeeded.length;
    while (room < need) room *= 2;
    this.succeeded = widened(this.succeeded, new Uint8Array(room));
    this.gasUsedBy = widened(this.gasUsedBy, new Float64Array(room));
    this.gasPriceWei = widened(this.gasPriceWei, new BigUint64Array(room));
  }
}

/** Finds the plain transactions in a request, and decodes them, without making an object for any of them. */
import type { RowForm, RowScan, Rows } from '../../kernel/index.ts';
import { widened } from '../../std/widened.ts';
import { ascii, CLOSE_BRACKET, OPEN_BRACKET } from './characters.ts';
import { rowsIn } from './rows-in.ts';
import {
  type ElementReader,
  elements,
  is,
  type MemberReader,
  members,
  NO,
  skipBlank,
  skipValue,
} from './scan.ts';
import { readHex, skipId } from './values.ts';

/** Around id and bytes of a call, as most clients write it. */
const USUAL: RowForm = {
  head: ascii('{"jsonrpc":"2.0","id":'),
  middle: ascii(',"method":"eth_sendRawTransaction","params":['),
  tail: ascii(']}'),
  values: ['id', 'hex'],
};

const JSONRPC = ascii('jsonrpc');
const ID = ascii('id');
const METHOD = ascii('method');
const PARAMS = ascii('params');
const VERSION = ascii('"2.0"');
const SEND = ascii('"eth_sendRawTransaction"');

/** A plain call has each of these once, and nothing else. */
const HAS_ID = 1;
const HAS_METHOD = 2;
const HAS_PARAMS = 4;
const HAS_VERSION = 8;
const WHOLE = HAS_ID | HAS_METHOD | HAS_PARAMS | HAS_VERSION;

const FIRST_ROOM = 1024;

/** One is made for many requests; each `read` forgets the one before. */
export class RequestScan implements ElementReader, MemberReader {
  isBatch = false;
  /** There are more calls than may be: reading stopped there. */
  isTooLong = false;
  /** Calls of the request. */
  count = 0;
  /** 1 for a plain transaction: its bytes are in `raw`, and from `starts` to `ends` stands its id. 0: the whole call. */
  isPlain = new Uint8Array(FIRST_ROOM);
  starts = new Uint32Array(FIRST_ROOM);
  ends = new Uint32Array(FIRST_ROOM);
  /** Plain transactions, one after the other. */
  raw = new Uint8Array(FIRST_ROOM);
  rawLength = 0;
  private rawEnd = new Uint32Array(FIRST_ROOM);
  private plain = 0;
  private seen = 0;
  private readonly most: number;
  private idFrom = 0;
  private idTo = 0;
  private rows: RowScan | null = null;

  /** `most`: calls that a batch may have. */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.most = most;
  }

  /** `false` for what is no JSON, or nested too deep: nothing of it was taken. */
  read(body: Buffer): boolean {
    this.count = 0;
    this.isTooLong = false;
    this.plain = 0;
    this.rawLength = 0;
    // Two digits a byte: there cannot be more.
    if (2 * this.raw.length < body.length) this.raw = new Uint8Array(body.length);
    this.rows = rowsIn(body);
    const at = skipBlank(body, 0);
    this.isBatch = body[at] === OPEN_BRACKET;
    const end = this.isBatch ? elements(body, at, this) : this.element(body, at);
    return end !== NO && skipBlank(body, end) === body.length;
  }

  /** Where each plain transaction ends in `raw`. */
  rawEnds(): Uint32Array {
    return this.rawEnd.subarray(0, this.plain);
  }

  element(bytes: Buffer, at: number): number {
    if (this.count >= this.most) {
      this.isTooLong = true;
      return NO;
    }
    const usual = this.rows?.read(at, USUAL);
    if (usual) return this.take(usual);
    this.makeRoom(1);
    this.seen = 0;
    const before = this.rawLength;
    const end = members(bytes, at, this);
    if (end !== NO && this.seen === WHOLE) {
      this.rawEnd[this.plain++] = this.rawLength;
      this.add(1, this.idFrom, this.idTo);
      return end;
    }
    this.rawLength = before;
    const behind = skipValue(bytes, at);
    if (behind !== NO) this.add(0, at, behind);
    return behind;
  }

  /** Calls of the usual form, which are known without looking at their members one by one. */
  private take({ count, end, bytes, ends, spans }: Rows): number {
    if (this.count + count > this.most) {
      this.isTooLong = true;
      return NO;
    }
    this.makeRoom(count);
    this.raw.set(bytes, this.rawLength);
    for (let i = 0; i < count; i++) {
      this.rawEnd[this.plain++] = this.rawLength + ends[i]!;
      this.add(1, spans[2 * i]!, spans[2 * i + 1]!);
    }
    this.rawLength += bytes.length;
    return end;
  }

  member(bytes: Uint8Array, from: number, to: number, at: number): number {
    if (is(bytes, from, to, ID)) {
      if (!this.first(HAS_ID)) return NO;
      this.idFrom = at;
      this.idTo = skipId(bytes, at);
      return this.idTo;
    }
    if (is(bytes, from, to, METHOD)) {
      const end = at + SEND.length;
      return this.first(HAS_METHOD) && is(bytes, at, end, SEND) ? end : NO;
    }
    if (is(bytes, from, to, PARAMS)) return this.first(HAS_PARAMS) ? this.takeParams(bytes, at) : NO;
    const end = at + VERSION.length;
    return is(bytes, from, to, JSONRPC) && is(bytes, at, end, VERSION) && this.first(HAS_VERSION) ? end : NO;
  }

  /** One parameter, as the call has. */
  private takeParams(bytes: Uint8Array, at: number): number {
    const open = skipBlank(bytes, at + 1);
    const close = readHex(bytes, open, this.raw, this.rawLength);
    if (bytes[at] !== OPEN_BRACKET || close === NO) return NO;
    this.rawLength += (close - open - 4) / 2;
    const end = skipBlank(bytes, close);
    return bytes[end] === CLOSE_BRACKET ? end + 1 : NO;
  }

  private first(part: number): boolean {
    const isFirst = (this.seen & part) === 0;
    this.seen |= part;
    return isFirst;
  }

  private add(isPlain: number, from: number, to: number): void {
    this.isPlain[this.count] = isPlain;
    this.starts[this.count] = from;
    this.ends[this.count] = to;
    this.count++;
  }

  private makeRoom(more: number): void {
    let room = this.isPlain.length;
    if (this.count + more <= room) return;
    while (room < this.count + more) room *= 2;
    this.isPlain = widened(this.isPlain, new Uint8Array(room));
    this.starts = widened(this.starts, new Uint32Array(room));
    this.ends = widened(this.ends, new Uint32Array(room));
    this.rawEnd = widened(this.rawEnd, new Uint32Array(room));
  }
}

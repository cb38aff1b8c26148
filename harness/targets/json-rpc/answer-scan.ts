/**
 * Answers read where they stand: the entries of a batch go to their calls by id, each result to a reader of its kind.
 * An entry that is not plain (an error, an id as text, a result that the reader does not know) is cut out and parsed;
 * what comes of the whole is what `match` makes of the parsed answer.
 */
import type { RowForm, RowScan, Rows } from '../../kernel/index.ts';
import {
  ascii,
  type ElementReader,
  elements,
  idAt,
  is,
  type MemberReader,
  members,
  NO,
  OPEN_BRACKET,
  rowsIn,
  skipBlank,
  skipId,
  skipValue,
} from '../json-bytes/index.ts';
import { place, withMissing } from './envelope.ts';
import type { Reply } from './transport.ts';

/** Reads the results of one answer. */
export interface ResultReader {
  /** Reads what stands at `at`; the index behind it, `NO` for a result of another kind. May guess until `reply`. */
  result(bytes: Buffer, at: number, rows: RowScan | null): number;
  /** The reply to call `index` with the result read last; `undefined` where that was wrong, and parsing must tell. */
  reply(index: number): Reply | undefined;
  /** As `reply`, with the hash that stands at `at` of `hashes`: for results that are hashes, which come in rows. */
  ofHash?(index: number, hashes: Uint8Array, at: number): Reply | undefined;
}

const JSONRPC = ascii('jsonrpc');
const ID = ascii('id');
const RESULT = ascii('result');
const HASH_BYTES = 32;
/** Quotes, `0x` and 64 digits. */
const HASH_CHARACTERS = 68;

/** Replies in the order asked; `undefined` for an answer that is no JSON, or neither a batch nor a plain result. */
export function scanAnswer(
  bytes: Buffer,
  firstId: number,
  count: number,
  results: ResultReader,
): Reply[] | undefined {
  const scan = new AnswerScan(bytes, firstId, count, results);
  const at = skipBlank(bytes, 0);
  const end = bytes[at] === OPEN_BRACKET ? elements(bytes, at, scan) : scan.single(at);
  if (end === NO || skipBlank(bytes, end) !== bytes.length) return undefined;
  return withMissing(scan.replies, scan.entries);
}

class AnswerScan implements ElementReader, MemberReader {
  readonly replies: (Reply | undefined)[];
  entries = 0;
  private readonly bytes: Buffer;
  private readonly firstId: number;
  private readonly results: ResultReader;
  private readonly rows: RowScan | null;
  private id = -1;
  private idFrom = 0;
  private idTo = 0;
  private hasResult = false;
  private resultFrom = 0;
  private resultTo = 0;
  /** Around id and hash of the first plain entry; `null` where entries are of no such form, or better not held against it. */
  private form: RowForm | null | undefined;

  constructor(bytes: Buffer, firstId: number, count: number, results: ResultReader) {
    this.bytes = bytes;
    this.firstId = firstId;
    this.results = results;
    this.rows = rowsIn(bytes);
    this.replies = new Array<Reply | undefined>(count).fill(undefined);
  }

  /** An answer that is one plain object. */
  single(at: number): number {
    this.entries = 1;
    const end = this.plain(at);
    return end !== NO && this.placed() ? end : NO;
  }

  element(_bytes: Uint8Array, at: number): number {
    const rows = this.form && this.rows?.read(at, this.form);
    const behind = rows ? this.placeRows(rows) : NO;
    if (behind !== NO) return behind;
    this.entries++;
    const end = this.plain(at);
    if (end !== NO && this.placed()) {
      if (this.form === undefined) this.form = this.formOf(at, end);
      return end;
    }
    return this.parsed(at);
  }

  member(bytes: Uint8Array, from: number, to: number, at: number): number {
    if (is(bytes, from, to, JSONRPC)) return skipValue(bytes, at);
    if (is(bytes, from, to, ID) && this.id < 0) {
      this.idFrom = at;
      this.idTo = skipId(bytes, at);
      if (this.idTo !== NO) this.id = idAt(bytes, at, this.idTo);
      return this.idTo;
    }
    if (!is(bytes, from, to, RESULT) || this.hasResult) return NO;
    this.hasResult = true;
    this.resultFrom = at;
    this.resultTo = this.results.result(this.bytes, at, this.rows);
    return this.resultTo;
  }

  /** Entries of the same bytes as the first plain one, but for id and hash: most are. Behind the last that was placed. */
  private placeRows({ count, end, bytes, spans }: Rows): number {
    let behind = NO;
    for (let i = 0; i < count; i++) {
      const idTo = spans[2 * i + 1]!;
      const index = idAt(this.bytes, spans[2 * i]!, idTo) - this.firstId;
      const reply = this.isOpen(index) ? this.results.ofHash!(index, bytes, HASH_BYTES * i) : undefined;
      if (reply === undefined) {
        // One that is not so is followed by others: each of them would have all that come after read for it.
        this.form = null;
        return behind;
      }
      this.replies[index] = reply;
      this.entries++;
      behind = idTo + this.form!.middle.length + HASH_CHARACTERS + this.form!.tail.length;
    }
    return end;
  }

  private formOf(at: number, end: number): RowForm | null {
    if (this.idTo >= this.resultFrom || !this.results.ofHash) return null;
    return {
      head: this.bytes.subarray(at, this.idFrom),
      middle: this.bytes.subarray(this.idTo, this.resultFrom),
      tail: this.bytes.subarray(this.resultTo, end),
      values: ['id', 'hash'],
    };
  }

  private parsed(at: number): number {
    const behind = skipValue(this.bytes, at);
    if (behind !== NO) place(this.replies, JSON.parse(this.bytes.toString('utf8', at, behind)), this.firstId);
    return behind;
  }

  private plain(at: number): number {
    this.id = -1;
    this.hasResult = false;
    return members(this.bytes, at, this);
  }

  /** Whether the entry read last was the reply to a call that is still open. */
  private placed(): boolean {
    const index = this.id - this.firstId;
    if (!this.hasResult || !this.isOpen(index)) return false;
    this.replies[index] = this.results.reply(index);
    return this.replies[index] !== undefined;
  }

  private isOpen(index: number): boolean {
    return index >= 0 && index < this.replies.length && this.replies[index] === undefined;
  }
}

/** The id that an answer begins with, where it is plain to see. */
export function firstIdOf(bytes: Buffer): number | null {
  let at = skipBlank(bytes, 0);
  if (bytes[at] === OPEN_BRACKET) at = skipBlank(bytes, at + 1);
  let id: number | null = null;
  members(bytes, at, {
    member(_, from, to, valueAt) {
      if (!is(bytes, from, to, ID)) return skipValue(bytes, valueAt);
      const end = skipId(bytes, valueAt);
      if (end !== NO) id = idAt(bytes, valueAt, end);
      return NO;
    },
  });
  return id;
}

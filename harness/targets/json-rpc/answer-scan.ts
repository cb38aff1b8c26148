/**
 * Answers read where they stand: the entries of a batch go to their calls by id, each result to a reader of its kind.
 * An entry that is not plain (an error, an id as text, a result that the reader does not know) is cut out and parsed;
 * what comes of the whole is what `match` makes of the parsed answer.
 */
import {
  ascii,
  type ElementReader,
  elements,
  type Form,
  idAt,
  is,
  type MemberReader,
  members,
  NO,
  OPEN_BRACKET,
  skipBlank,
  skipId,
  skipValue,
  standsAt,
} from '../json-bytes/index.ts';
import { place, withMissing } from './envelope.ts';
import type { Reply } from './transport.ts';

/** Reads the results of one answer. */
export interface ResultReader {
  /** Reads what stands at `at`; the index behind it, `NO` for a result of another kind. May guess until `reply`. */
  result(bytes: Buffer, at: number): number;
  /** The reply to call `index` with the result read last; `undefined` where that was wrong, and parsing must tell. */
  reply(index: number): Reply | undefined;
}

const JSONRPC = ascii('jsonrpc');
const ID = ascii('id');
const RESULT = ascii('result');

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
  private id = -1;
  private idFrom = 0;
  private idTo = 0;
  private hasResult = false;
  private resultFrom = 0;
  private resultTo = 0;
  /** Around id and result of the first plain entry; `null` where the result came first. */
  private form: Form | null | undefined;

  constructor(bytes: Buffer, firstId: number, count: number, results: ResultReader) {
    this.bytes = bytes;
    this.firstId = firstId;
    this.results = results;
    this.replies = new Array<Reply | undefined>(count).fill(undefined);
  }

  /** An answer that is one plain object. */
  single(at: number): number {
    this.entries = 1;
    const end = this.plain(at);
    return end !== NO && this.placed() ? end : NO;
  }

  element(bytes: Uint8Array, at: number): number {
    this.entries++;
    const same = this.likeBefore(at);
    if (same !== NO && this.placed()) return same;
    const end = this.plain(at);
    if (end !== NO && this.placed()) {
      this.form ??= this.idTo < this.resultFrom ? this.formOf(at, end) : null;
      return end;
    }
    const behind = skipValue(bytes, at);
    if (behind !== NO) place(this.replies, JSON.parse(this.bytes.toString('utf8', at, behind)), this.firstId);
    return behind;
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
    this.resultTo = this.results.result(this.bytes, at);
    return this.resultTo;
  }

  /** An entry of the same bytes as the first plain one, but for id and result: most are. */
  private likeBefore(at: number): number {
    const { bytes } = this;
    const form = this.form;
    if (!form || !standsAt(bytes, at, form.head)) return NO;
    const idFrom = at + form.head.length;
    const idTo = skipId(bytes, idFrom);
    const from = idTo + form.middle.length;
    if (idTo === NO || !standsAt(bytes, idTo, form.middle)) return NO;
    const to = this.results.result(bytes, from);
    if (to === NO || !standsAt(bytes, to, form.tail)) return NO;
    this.id = idAt(bytes, idFrom, idTo);
    this.hasResult = true;
    return to + form.tail.length;
  }

  private formOf(at: number, end: number): Form {
    return {
      head: this.bytes.subarray(at, this.idFrom),
      middle: this.bytes.subarray(this.idTo, this.resultFrom),
      tail: this.bytes.subarray(this.resultTo, end),
    };
  }

  private plain(at: number): number {
    this.id = -1;
    this.hasResult = false;
    return members(this.bytes, at, this);
  }

  /** Whether the entry read last was the reply to a call that is still open. */
  private placed(): boolean {
    const index = this.id - this.firstId;
    if (!this.hasResult || index < 0 || index >= this.replies.length) return false;
    if (this.replies[index] !== undefined) return false;
    this.replies[index] = this.results.reply(index);
    return this.replies[index] !== undefined;
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

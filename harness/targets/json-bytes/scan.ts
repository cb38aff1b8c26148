/**
 * JSON (RFC 8259) where it stands, in UTF-8 bytes: what begins at an index, and where it ends.
 *
 * Every function gives the index behind what it read, or `NO` for what it does not take. It takes nothing that
 * `JSON.parse` would refuse; whoever gets `NO` parses as ever.
 */
import {
  BACKSLASH,
  BLANK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  LOWER_E,
  LOWER_U,
  MINUS,
  NIBBLES,
  NINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  ZERO,
} from './characters.ts';

export const NO = -1;

/** Reads the members of an object. */
export interface MemberReader {
  /** The key stands from `from` to `to`, its value at `at`. Gives the index behind the value. */
  member(bytes: Uint8Array, from: number, to: number, at: number): number;
}

/** Reads the elements of an array. */
export interface ElementReader {
  element(bytes: Uint8Array, at: number): number;
}

/** Deeper values are left to `JSON.parse`. */
const DEEPEST = 32;
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));
const ESCAPABLE = new Set(Buffer.from('"\\/bfnrt'));

const SKIPPERS = Array.from({ length: DEEPEST }, (_, depth): MemberReader & ElementReader => ({
  member: (bytes, _from, _to, at) => skipValue(bytes, at, depth + 1),
  element: (bytes, at) => skipValue(bytes, at, depth + 1),
}));

export function skipBlank(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte > BLANK || (byte !== BLANK && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
    at++;
  }
  return at;
}

/** Any value. */
export function skipValue(bytes: Uint8Array, at: number, depth = 0): number {
  const byte = bytes[at];
  if (byte === QUOTE) return skipString(bytes, at);
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
    const skipper = SKIPPERS[depth];
    if (skipper === undefined) return NO;
    return byte === OPEN_BRACE ? members(bytes, at, skipper) : elements(bytes, at, skipper);
  }
  if (byte === MINUS || isDigit(byte)) return skipNumber(bytes, at);
  const word = WORDS.find((each) => is(bytes, at, at + each.length, each));
  return word === undefined ? NO : at + word.length;
}

/** An object whose keys hold no escapes. */
export function members(bytes: Uint8Array, from: number, reader: MemberReader): number {
  if (bytes[from] !== OPEN_BRACE) return NO;
  let at = skipBlank(bytes, from + 1);
  if (bytes[at] === CLOSE_BRACE) return at + 1;
  for (;;) {
    const end = skipPlainString(bytes, at);
    if (end === NO) return NO;
    const colon = skipBlank(bytes, end);
    if (bytes[colon] !== COLON) return NO;
    const behind = reader.member(bytes, at + 1, end - 1, skipBlank(bytes, colon + 1));
    if (behind === NO) return NO;
    at = skipBlank(bytes, behind);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    if (bytes[at] !== COMMA) return NO;
    at = skipBlank(bytes, at + 1);
  }
}

export function elements(bytes: Uint8Array, from: number, reader: ElementReader): number {
  if (bytes[from] !== OPEN_BRACKET) return NO;
  let at = skipBlank(bytes, from + 1);
  if (bytes[at] === CLOSE_BRACKET) return at + 1;
  for (;;) {
    const behind = reader.element(bytes, at);
    if (behind === NO) return NO;
    at = skipBlank(bytes, behind);
    if (bytes[at] === CLOSE_BRACKET) return at + 1;
    if (bytes[at] !== COMMA) return NO;
    at = skipBlank(bytes, at + 1);
  }
}

/** A string without escapes. */
function skipPlainString(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return NO;
  const end = skipPlain(bytes, at + 1);
  return bytes[end] === QUOTE ? end + 1 : NO;
}

/** The first byte from `from` on that is a quote, a backslash or a control character; the length where there is none. */
function skipPlain(bytes: Uint8Array, from: number): number {
  const view = viewOf(bytes);
  const length = bytes.length;
  let at = from;
  for (;;) {
    // Four at a time while all are digits or small letters: 0x30 and 0x60 have bit 5 and one beside it, a quote has
    // bit 5 alone, a backslash and control characters have not even that.
    while (at + 4 <= length) {
      const word = view.getInt32(at, true);
      if ((word & ((word << 1) | (word >>> 1)) & BITS_5) !== BITS_5) break;
      at += 4;
    }
    const stop = Math.min(at + 4, length);
    for (; at < stop; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE || byte < BLANK || byte === BACKSLASH) return at;
    }
    if (at === length) return length;
  }
}

const BITS_5 = 0x20202020;

let viewed: Uint8Array = new Uint8Array(0);
let view = new DataView(viewed.buffer);

/** Kept for the bytes that were looked at last. */
function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return view;
}

function skipString(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; ; ) {
    at = skipPlain(bytes, at);
    if (bytes[at] === QUOTE) return at + 1;
    if (bytes[at] !== BACKSLASH) return NO;
    at = skipEscape(bytes, at + 1);
    if (at === NO) return NO;
  }
}

function skipEscape(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) return NO;
  if (ESCAPABLE.has(byte)) return at + 1;
  if (byte !== LOWER_U || at + 4 >= bytes.length) return NO;
  for (let i = at + 1; i <= at + 4; i++) if (NIBBLES[bytes[i]!]! < 0) return NO;
  return at + 5;
}

function skipNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  at = bytes[at] === ZERO ? at + 1 : skipDigits(bytes, at);
  if (at !== NO && bytes[at] === POINT) at = skipDigits(bytes, at + 1);
  if (at !== NO && (bytes[at]! | BLANK) === LOWER_E) {
    at++;
    at = skipDigits(bytes, bytes[at] === PLUS || bytes[at] === MINUS ? at + 1 : at);
  }
  return at;
}

/** At least one digit. */
function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at++;
  return at === from ? NO : at;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** Whether these very bytes stand from `from` to `to`. */
export function is(bytes: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  if (to - from !== word.length || to > bytes.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) return false;
  return true;
}

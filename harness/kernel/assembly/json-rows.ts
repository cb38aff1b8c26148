/** Elements of a JSON array that are alike but for two values: found, and what is in hexadecimal decoded, as they stand. */
import { putHex, readDigits } from './hex';

const NOTHING: i32 = 0;
const ID: i32 = 1;
const TEXT: i32 = 2;
const HASH: i32 = 3;

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const BACKSLASH: u8 = 0x5c;
const ZERO: u8 = 0x30;
const BLANK: u8 = 0x20;
/** `0x`, the first byte least. */
const HEX_PREFIX: u16 = 0x7830;
/** More digits may be more than a number can count. */
const ID_DIGITS: usize = 15;
const NO: usize = 0;

let rowsEnd: usize = 0;
/** Behind what was decoded last. */
let decodedEnd: usize = 0;

/** Behind the last row that `readRows` took. */
export function behindRows(): usize {
  return rowsEnd;
}

/**
 * Reads rows from `at` on, which commas alone part, until `end`, until one is of another form, or until there are `most`.
 * `form` holds what stands before, between and behind the two values, `first` and `second` what these are. Bytes go to
 * `out`, each row's end among them to `ends`, where the value that is not decoded begins and ends in the text to
 * `spans`. Reads and writes up to 32 bytes past either end. Returns the number of rows.
 */
export function readRows(
  text: usize, at: usize, end: usize,
  form: usize, head: usize, middle: usize, tail: usize, first: i32, second: i32,
  out: usize, ends: usize, spans: usize, most: i32,
): i32 {
  rowsEnd = at;
  decodedEnd = out;
  let count: i32 = 0;
  for (let row = at; count < most; row++) {
    if (!stands(row, end, form, head)) break;
    const one = row + head;
    const oneEnd = readValue(first, one, end);
    if (oneEnd == NO || !stands(oneEnd, end, form + head, middle)) break;
    const other = oneEnd + middle;
    const otherEnd = readValue(second, other, end);
    if (otherEnd == NO || !stands(otherEnd, end, form + head + middle, tail)) break;
    const isFirst = first < HASH;
    store<u32>(spans + 8 * count, <u32>((isFirst ? one : other) - text));
    store<u32>(spans + 8 * count + 4, <u32>((isFirst ? oneEnd : otherEnd) - text));
    store<u32>(ends + 4 * count, <u32>(decodedEnd - out));
    count++;
    row = rowsEnd = otherEnd + tail;
    if (row >= end || load<u8>(row) != COMMA) break;
  }
  return count;
}

/** Behind the value at `at`, or `NO` where none of this kind stands there. */
function readValue(kind: i32, at: usize, end: usize): usize {
  if (kind == NOTHING) return at;
  if (kind == ID) return skipId(at, end);
  if (kind == TEXT) return skipText(at, end);
  return readHex(at, end, kind == HASH);
}

/** A whole number without sign, leading zero and fraction. */
function skipId(from: usize, end: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) - ZERO < 10) at++;
  const digits = at - from;
  const isPlain = digits == 1 || (digits > 1 && digits <= ID_DIGITS && load<u8>(from) != ZERO);
  return isPlain ? at : NO;
}

/** A string without escapes. */
function skipText(from: usize, end: usize): usize {
  if (from >= end || load<u8>(from) != QUOTE) return NO;
  for (let at = from + 1; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte < BLANK || byte == BACKSLASH) return NO;
  }
  return NO;
}

/** `"0x..."`, whole bytes, at least one; a hash has 32. */
function readHex(from: usize, end: usize, isHash: bool): usize {
  if (from + 5 > end || load<u8>(from) != QUOTE || load<u16>(from + 1) != HEX_PREFIX) return NO;
  let at = from + 3;
  let out = decodedEnd;
  for (;;) {
    const digits = readDigits(out, at);
    if ((digits & 1) != 0) return NO;
    at += digits;
    out += digits >> 1;
    if (at >= end) return NO;
    if (digits < 16) break;
  }
  const length = out - decodedEnd;
  if (load<u8>(at) != QUOTE || length == 0 || (isHash && length != 32)) return NO;
  decodedEnd = out;
  return at + 1;
}

/**
 * Writes `count` rows of the form with commas between them: the first value is a hash of 32 bytes each, the second, where
 * there is one, the row's number as a quantity. Returns the length.
 */
export function writeRows(
  out: usize, form: usize, head: usize, middle: usize, tail: usize, isNumbered: bool, hashes: usize, count: u32,
): usize {
  let at = out;
  for (let i: u32 = 0; i < count; i++) {
    if (i > 0) at = putByte(at, COMMA);
    at = putPart(at, form, head);
    at = putByte(at, QUOTE);
    store<u16>(at, HEX_PREFIX);
    putHex(at + 2, hashes + 32 * i, 32);
    at = putByte(at + 66, QUOTE);
    at = putPart(at, form + head, middle);
    if (isNumbered) at = putQuantity(at, i);
    at = putPart(at, form + head + middle, tail);
  }
  return at - out;
}

function putQuantity(at: usize, value: u32): usize {
  store<u8>(at, QUOTE);
  store<u16>(at + 1, HEX_PREFIX);
  const digits: usize = (35 - clz(value | 1)) >> 2;
  for (let i: usize = 0; i < digits; i++) {
    const nibble = <u8>((value >> (4 * <u32>(digits - 1 - i))) & 15);
    store<u8>(at + 3 + i, nibble < 10 ? ZERO + nibble : 0x57 + nibble);
  }
  return putByte(at + 3 + digits, QUOTE);
}

// @ts-ignore: decorator
@inline
function putByte(at: usize, byte: u8): usize {
  store<u8>(at, byte);
  return at + 1;
}

// @ts-ignore: decorator
@inline
function putPart(at: usize, part: usize, length: usize): usize {
  memory.copy(at, part, length);
  return at + length;
}

function stands(at: usize, end: usize, word: usize, length: usize): bool {
  if (at + length > end) return false;
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) if (differ(at + i, word + i)) return false;
  if (length >= 16) return i == length || !differ(at + length - 16, word + length - 16);
  for (; i < length; i++) if (load<u8>(at + i) != load<u8>(word + i)) return false;
  return true;
}

// @ts-ignore: decorator
@inline
function differ(one: usize, other: usize): bool {
  return v128.any_true(v128.xor(v128.load(one), v128.load(other)));
}

/**
 * Reads RLP (Yellow Paper, appendix B) strictly: one encoding a value, nothing behind it. A cursor moves over bytes of
 * this thread; the first fault stays as `reason`, after which every read gives zeros and moves nowhere.
 */
import {
  ADDRESS_LENGTH, LEADING_ZEROS, NOT_CANONICAL, NUMBER_TOO_LONG, TOO_FEW, TOO_MANY, TOO_SHORT, WRONG_KIND, WRONG_LENGTH,
} from './decode-reasons';

/** Where the next item begins, and where the list that it stands in ends. */
export let at: usize = 0;
export let end: usize = 0;
export let reason: u32 = 0;

/** The item that was read last: its bytes without the header, never beyond `end`. */
export let content: usize = 0;
export let length: usize = 0;

const STRING: bool = false;
const LIST: bool = true;

/** Sets the cursor on `bytes`, which are read as the items of a list. */
export function open(bytes: usize, bytesLength: usize): void {
  at = bytes;
  end = bytes + bytesLength;
  reason = 0;
}

export function fail(code: u32): void {
  if (reason == 0) reason = code;
  content = 0;
  length = 0;
}

// @ts-ignore: decorator
@inline
export function hasMore(): bool {
  return reason == 0 && at < end;
}

/** Whether the next item is a list; false where there is none. */
export function nextIsList(): bool {
  return hasMore() && load<u8>(at) >= 0xc0;
}

/** Puts the cursor back to where it was. */
export function moveTo(before: usize): void {
  at = before;
}

/** Moves over the next item, string or list. */
export function skip(): void {
  if (readHeader(nextIsList())) at = content + length;
}

/** The header of the next item, which must be of that kind: sets content and length; the cursor stays. */
function readHeader(list: bool): bool {
  if (reason != 0) return false;
  if (at == end) return refused(TOO_FEW);
  const first = <u32>load<u8>(at);
  if ((first >= 0xc0) != list) return refused(WRONG_KIND);
  if (first < 0x80) {
    content = at;
    length = 1;
    return true;
  }
  const short = first & 0x3f;
  let header: usize = 1;
  let size: u64 = short;
  if (short > 55) {
    header = 1 + <usize>(short - 55);
    if (end - at < header) return refused(TOO_SHORT);
    // A length has no leading zero, and is not one that the short form can tell.
    if (load<u8>(at, 1) == 0) return refused(NOT_CANONICAL);
    size = bigEndian(at + 1, header - 1);
    if (size < 56) return refused(NOT_CANONICAL);
  }
  if (<u64>(end - at - header) < size) return refused(TOO_SHORT);
  content = at + header;
  length = <usize>size;
  // Below 0x80 a byte stands for itself.
  if (!list && size == 1 && load<u8>(content) < 0x80) return refused(NOT_CANONICAL);
  return true;
}

function refused(code: u32): bool {
  fail(code);
  return false;
}

/** Up to 8 bytes as a number, most significant first. */
// @ts-ignore: decorator
@inline
function bigEndian(bytes: usize, count: usize): u64 {
  let value: u64 = 0;
  for (let i: usize = 0; i < count; i++) value = (value << 8) | <u64>load<u8>(bytes + i);
  return value;
}

/** The next item, a string, into content and length. */
export function readString(): bool {
  if (!readHeader(STRING)) return false;
  at = content + length;
  return true;
}

/** Enters the next item, a list; returns the end of the one around it, for closeList. */
export function openList(): usize {
  const outer = end;
  if (readHeader(LIST)) {
    at = content;
    end = content + length;
  }
  return outer;
}

/** Leaves a list, which must have been read to its end. */
export function closeList(outer: usize): void {
  if (reason == 0 && at != end) fail(TOO_MANY);
  end = outer;
}

/** The next item must be a number without leading zeros; content and length are its bytes, 32 at most. */
function readNumber(): bool {
  if (!readString()) return false;
  if (length > 0 && load<u8>(content) == 0) return refused(LEADING_ZEROS);
  return length <= 32 || refused(NUMBER_TOO_LONG);
}

/** A number below 2^64; another is refused for `tooLarge`. */
export function readU64(tooLarge: u32): u64 {
  if (!readNumber()) return 0;
  if (length > 8) fail(tooLarge);
  return bigEndian(content, length);
}

/** A number below 2^256 as 4 x u64, least significant word first. `out` is zero. */
export function readU256(out: usize): void {
  if (!readNumber()) return;
  let left = length;
  for (; left > 8; left -= 8, out += 8) store<u64>(out, bswap<u64>(load<u64>(content + left - 8)));
  store<u64>(out, bigEndian(content, left));
}

/** A number below 2^256 as 32 bytes, most significant first. `out` is zero. */
export function readBytes256(out: usize): void {
  if (readNumber()) memory.copy(out + 32 - length, content, length);
}

/** 20 bytes to `out`, or none where `optional`; whether they were there. */
export function readAddress(out: usize, optional: bool): bool {
  if (!readString()) return false;
  if (length == 0 && optional) return false;
  if (length != 20) return refused(ADDRESS_LENGTH);
  store<u64>(out, load<u64>(content));
  store<u64>(out, load<u64>(content, 8), 8);
  store<u32>(out, load<u32>(content, 16), 16);
  return true;
}

/** Exactly 32 bytes into content; false where they are not. */
export function readHash(): bool {
  return readString() && (length == 32 || refused(WRONG_LENGTH));
}

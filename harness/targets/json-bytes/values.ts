/** Values of JSON-RPC where they stand: ids, quantities, bytes in hexadecimal. */
import { DIGITS, LOWER_X, NIBBLES, QUOTE, ZERO } from './characters.ts';
import { isDigit, NO } from './scan.ts';

/** More digits may be more than a number can count. */
const ID_DIGITS = 15;
const QUANTITY_DIGITS = 13;
const HASH_BYTES = 32;
/** Quotes, `0x` and 64 digits. */
const HASH_CHARACTERS = 68;

/** Where the digits of a whole number end: no sign, no leading zero, no fraction; `NO` for any other value. */
export function skipId(bytes: Uint8Array, at: number): number {
  let end = at;
  while (isDigit(bytes[end])) end++;
  const digits = end - at;
  const plain = digits === 1 || (digits > 1 && digits <= ID_DIGITS && bytes[at] !== ZERO);
  return plain ? end : NO;
}

/** The number that `skipId` went over. */
export function idAt(bytes: Uint8Array, at: number, end: number): number {
  let id = 0;
  for (let i = at; i < end; i++) id = 10 * id + bytes[i]! - ZERO;
  return id;
}

/** Whether `"0x` stands at `at`. */
function opensHex(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === QUOTE && bytes[at + 1] === ZERO && bytes[at + 2] === LOWER_X;
}

/** The number in `"0x..."` at `at`, which ends before `end`; -1 where it is none, or too large to be exact. */
export function quantityAt(bytes: Uint8Array, at: number, end: number): number {
  const digits = end - at - 4;
  if (!opensHex(bytes, at) || digits < 1 || digits > QUANTITY_DIGITS) return -1;
  let value = 0;
  for (let i = at + 3; i < end - 1; i++) {
    const nibble = NIBBLES[bytes[i]!]!;
    if (nibble < 0) return -1;
    value = 16 * value + nibble;
  }
  return value;
}

/** Decodes `"0x..."` at `at` into `out`, any number of whole bytes but none. The index behind it, or `NO`. */
export function readHex(bytes: Uint8Array, at: number, out: Uint8Array, outFrom: number): number {
  if (!opensHex(bytes, at)) return NO;
  let outAt = outFrom;
  const from = at + 3;
  const last = bytes.length - 1;
  for (let i = from; i < last; i += 2) {
    const high = NIBBLES[bytes[i]!]!;
    if (high < 0) return bytes[i] === QUOTE && i > from ? i + 1 : NO;
    const low = NIBBLES[bytes[i + 1]!]!;
    if (low < 0) return NO;
    out[outAt++] = (high << 4) | low;
  }
  return (last - from) % 2 === 0 && last > from && bytes[last] === QUOTE ? last + 1 : NO;
}

/** As `readHex`, of 32 bytes. */
export function readHash(bytes: Uint8Array, at: number, out: Uint8Array, outFrom: number): number {
  const end = at + HASH_CHARACTERS;
  if (end > bytes.length || bytes[end - 1] !== QUOTE || !opensHex(bytes, at)) return NO;
  let outAt = outFrom;
  for (let i = at + 3; i < end - 1; i += 2) {
    const byte = (NIBBLES[bytes[i]!]! << 4) | NIBBLES[bytes[i + 1]!]!;
    if (byte < 0) return NO;
    out[outAt++] = byte;
  }
  return end;
}

/** The index behind `"0x..."` with the lower-case digits of `hash` at `at`; `NO` for anything else. */
export function skipHash(bytes: Uint8Array, at: number, hash: Uint8Array): number {
  const end = at + HASH_CHARACTERS;
  if (end > bytes.length || bytes[end - 1] !== QUOTE || !opensHex(bytes, at)) return NO;
  let i = at + 3;
  for (let j = 0; j < HASH_BYTES; j++) {
    const byte = hash[j]!;
    if (bytes[i] !== DIGITS[byte >> 4] || bytes[i + 1] !== DIGITS[byte & 15]) return NO;
    i += 2;
  }
  return end;
}

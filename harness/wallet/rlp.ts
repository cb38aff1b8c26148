/** RLP encoding (Ethereum Yellow Paper, appendix B) of what transactions are made of. */

export type RlpItem = Uint8Array | readonly RlpItem[];

const EMPTY = new Uint8Array(0);

/** A whole number without leading zero bytes; zero is the empty string. */
export function rlpNumber(value: number | bigint): Uint8Array {
  if (value === 0 || value === 0n) return EMPTY;
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

/** Bytes as a number: leading zeros go. */
export function rlpTrimmed(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  return bytes.subarray(start);
}

/** Encodes into a fresh buffer that begins with `prefix` bytes left for the caller. */
export function rlpEncode(item: RlpItem, prefix = 0): Uint8Array {
  const out = new Uint8Array(prefix + encodedLength(item));
  write(item, out, prefix);
  return out;
}

function isBytes(item: RlpItem): item is Uint8Array {
  return item instanceof Uint8Array;
}

function lengthOfLength(length: number): number {
  if (length < 56) return 0;
  return length < 0x100 ? 1 : length < 0x1_0000 ? 2 : length < 0x100_0000 ? 3 : 4;
}

function payloadLength(list: readonly RlpItem[]): number {
  let sum = 0;
  for (const item of list) sum += encodedLength(item);
  return sum;
}

function encodedLength(item: RlpItem): number {
  if (isBytes(item) && item.length === 1 && item[0]! < 0x80) return 1;
  const length = isBytes(item) ? item.length : payloadLength(item);
  return 1 + lengthOfLength(length) + length;
}

function writeHeader(offset: number, length: number, out: Uint8Array, at: number): number {
  const extra = lengthOfLength(length);
  if (extra === 0) {
    out[at] = offset + length;
    return at + 1;
  }
  out[at] = offset + 55 + extra;
  for (let i = 0; i < extra; i++) out[at + extra - i] = (length / 2 ** (8 * i)) & 0xff;
  return at + 1 + extra;
}

function write(item: RlpItem, out: Uint8Array, start: number): number {
  if (isBytes(item)) {
    if (item.length === 1 && item[0]! < 0x80) {
      out[start] = item[0]!;
      return start + 1;
    }
    const at = writeHeader(0x80, item.length, out, start);
    out.set(item, at);
    return at + item.length;
  }
  let at = writeHeader(0xc0, payloadLength(item), out, start);
  for (const part of item) at = write(part, out, at);
  return at;
}

/** Owns reading RLP (Yellow Paper, appendix B) of what an engine has found to be well-formed. */
import { assert } from '../../std/assert.ts';

export type Item = Uint8Array | Item[];

/** The one item that fills `bytes`: a string as a view of its bytes, a list as its items. */
export function rlpItem(bytes: Uint8Array): Item {
  const { item, end } = readItem(bytes, 0);
  assert(end === bytes.length, 'one item fills the bytes');
  return item;
}

function readItem(bytes: Uint8Array, at: number): { item: Item; end: number } {
  const first = bytes[at]!;
  if (first < 0x80) return { item: bytes.subarray(at, at + 1), end: at + 1 };
  const isList = first >= 0xc0;
  const short = first - (isList ? 0xc0 : 0x80);
  const sizeBytes = Math.max(0, short - 55);
  const from = at + 1 + sizeBytes;
  let length = short;
  if (sizeBytes > 0) {
    length = 0;
    for (let i = at + 1; i < from; i++) length = 256 * length + bytes[i]!;
  }
  const end = from + length;
  assert(end <= bytes.length, 'an item ends within the bytes');
  if (!isList) return { item: bytes.subarray(from, end), end };
  const items: Item[] = [];
  for (let next = from; next < end; ) {
    const read = readItem(bytes, next);
    items.push(read.item);
    next = read.end;
  }
  return { item: items, end };
}

/** Bytes that the encoding of a string takes whose own length is `length`, and which is no single small byte. */
export function rlpLength(length: number): number {
  if (length <= 55) return 1 + length;
  let sizeBytes = 0;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) sizeBytes++;
  return 1 + sizeBytes + length;
}

/** Owns the keys of the table. The first byte says of what; the state's are those of its records, which have `s` there. */

const BLOCK = 0x62;
const NUMBER = 0x6e;
const PLACE = 0x74;
const CODE = 0x63;

/** What the chain is: JSON, written with the genesis. */
export const CHAIN = Uint8Array.of(0x69);
/** The number of the last block: u64. */
export const HEAD = Uint8Array.of(0x68);

export function blockKey(number: number): Uint8Array {
  return tagged(BLOCK, numberBytes(number));
}

/** Of the number of the block with this hash. */
export function numberKey(hash: Uint8Array): Uint8Array {
  return tagged(NUMBER, hash);
}

/** Of where the transaction with this hash stands. */
export function placeKey(hash: Uint8Array): Uint8Array {
  return tagged(PLACE, hash);
}

export function codeKey(hash: Uint8Array): Uint8Array {
  return tagged(CODE, hash);
}

/** All keys that begin with this byte. */
export function allWith(tag: number): { gte: Uint8Array; lt: Uint8Array } {
  return { gte: Uint8Array.of(tag), lt: Uint8Array.of(tag + 1) };
}

export const ALL_CODES = allWith(CODE);

/** u64, most significant byte first, so that keys are in the order of numbers. */
export function numberBytes(number: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

export function numberOfBytes(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0));
}

function tagged(tag: number, rest: Uint8Array): Uint8Array {
  const key = new Uint8Array(1 + rest.length);
  key[0] = tag;
  key.set(rest, 1);
  return key;
}

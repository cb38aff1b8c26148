/** Bytes to hexadecimal and back. */
import type { Hex } from '../spec/intent.ts';

export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

/** `text` must be `0x` and an even number of digits; see `Hex`. */
export function fromHex(text: string): Uint8Array {
  return Buffer.from(text.slice(2), 'hex');
}

/** A whole number as JSON-RPC wants it: no leading zeros. */
export function quantity(value: number | bigint): Hex {
  return `0x${value.toString(16)}`;
}

/** What the tests of the kernel share: random bytes that follow from a seed, keys, one kernel a file. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keyedRandom, toHex } from '../../harness/std/index.ts';

export const N = secp256k1.Point.Fn.ORDER;
export const P = secp256k1.Point.Fp.ORDER;

/** `count` pieces of `length` bytes, one after the other, the same for the same seed. */
export function bytesFrom(seed: number, count: number, length = 32): Uint8Array {
  const random = keyedRandom(seed);
  const bytes = new Uint8Array(count * length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.below(256);
  return bytes;
}

/** 32 bytes, most significant first. */
export function bytes32(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

export function numberOf(bytes: Uint8Array): bigint {
  return BigInt(toHex(bytes));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** The piece at index `i` of pieces of `length` bytes. */
export function piece(bytes: Uint8Array, i: number, length: number): Uint8Array {
  return bytes.subarray(length * i, length * (i + 1));
}

export function indices(count: number, of: (i: number) => number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => of(i));
}

/** x and y of a point, 64 bytes. */
export function pointBytes(point: { toBytes(compressed: boolean): Uint8Array }): Uint8Array {
  return point.toBytes(false).subarray(1);
}

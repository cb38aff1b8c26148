/** What the kernel's boundary refuses: wrong lengths, numbers out of range, keys that are none. */
import { LakhError } from '../std/errors.ts';

export function refuse(message: string): never {
  throw new LakhError('kernel-refused', message, {
    hint: 'This is a fault of the caller: check what it hands over',
  });
}

/** Throws unless `bytes` has `each` bytes for every one of `count`. */
export function needLength(what: string, bytes: Uint8Array, count: number, each: number): void {
  if (bytes.length !== count * each) {
    refuse(
      `${what} must have ${each} bytes for each of ${count}, ${count * each} in all, and has ${bytes.length}`,
    );
  }
}

/** How many items of `each` bytes there are; throws where a part of one is left over. */
export function countOf(what: string, bytes: Uint8Array, each: number): number {
  if (bytes.length % each !== 0)
    refuse(`${what} must have ${each} bytes each, and has ${bytes.length} in all`);
  return bytes.length / each;
}

/** Throws unless every index is below `bound`. */
export function needIndices(what: string, indices: Uint32Array, bound: number): void {
  for (let i = 0; i < indices.length; i++) {
    if (indices[i]! >= bound) refuse(`${what} ${i} is ${indices[i]}, and there are only ${bound}`);
  }
}

/** The order of secp256k1. */
const N = Buffer.from('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141', 'hex');
const ZERO = Buffer.alloc(32);

/** Throws `bad-key`, without showing it, where a key of 32 bytes is zero or not below the order of the curve. */
export function needKeys(keys: Uint8Array): number {
  const count = countOf('Secret keys', keys, 32);
  for (let i = 0; i < count; i++) {
    const key = keys.subarray(32 * i, 32 * i + 32);
    if (Buffer.compare(key, ZERO) === 0 || Buffer.compare(key, N) >= 0) {
      throw new LakhError('bad-key', `Secret key ${i} is zero or not below the order of secp256k1`, {
        hint: 'A key is a number from 1 to n - 1 as 32 bytes, most significant first',
      });
    }
  }
  return count;
}

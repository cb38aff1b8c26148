/** A ring of secret keys: their number, then 32 bytes of each, then each in Montgomery form. */
import { take } from './memory';
import { isScalar, SCALAR, scalarFromBytes, toMontgomery } from './scalar';

const HEAD: usize = 64;
/** More do not fit into 4 GiB. */
const MOST_KEYS: usize = (usize.MAX_VALUE - HEAD) / (32 + SCALAR);

/** Takes room for a ring; the host writes the keys at secretOf(ring, 0). Returns 0 where memory does not suffice. */
export function takeRing(count: usize): usize {
  if (count > MOST_KEYS) return 0;
  const ring = take(HEAD + count * (32 + SCALAR));
  if (ring != 0) store<u32>(ring, <u32>count);
  return ring;
}

// @ts-ignore: decorator
@inline
export function secretOf(ring: usize, index: usize): usize {
  return ring + HEAD + 32 * index;
}

// @ts-ignore: decorator
@inline
export function secretLimbsOf(ring: usize, index: usize): usize {
  return ring + HEAD + 32 * <usize>load<u32>(ring) + SCALAR * index;
}

/** Makes the ring ready to sign; returns the index of the first key that is no scalar, or -1. */
export function prepareRing(ring: usize): i32 {
  const count = <usize>load<u32>(ring);
  for (let i: usize = 0; i < count; i++) {
    if (!isScalar(secretOf(ring, i))) return <i32>i;
    scalarFromBytes(secretLimbsOf(ring, i), secretOf(ring, i));
    toMontgomery(secretLimbsOf(ring, i), secretLimbsOf(ring, i));
  }
  return -1;
}

/** One signature against its message hash and key, and whether a key is one. */
import { fromBytes, isBelow } from './bytes';
import { doubleMultiply } from './double-multiply';
import { FIELD, isEqual } from './field';
import { addOrder, isWellFormed, rightSide } from './lift';
import { isInfinity } from './point';
import { multiply, square } from './product';
import { invertScalar, montgomery, scalarFromBytes, toMontgomery } from './scalar';

const P_BYTES = memory.data<u8>([
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xfc, 0x2f,
]);

const right = memory.data(36);
const r = memory.data(36);
const s = memory.data(36);
const z = memory.data(36);
const inverse = memory.data(36);
const point = memory.data(2 * 36);
const result = memory.data(3 * 36);
const scaledX = memory.data(36);
const zz = memory.data(36);

/** A public key of x and y as an affine point; false where it is none of the curve. */
export function publicKeyPoint(out: usize, bytes: usize): bool {
  if (!isBelow(bytes, P_BYTES) || !isBelow(bytes + 32, P_BYTES)) return false;
  fromBytes(out, bytes);
  fromBytes(out + FIELD, bytes + 32);
  rightSide(right, out);
  square<u64>(zz, out + FIELD);
  return isEqual(right, zz);
}

/** Whether r and s are a signature of the hash by the key, s low. The recovery id is not looked at. */
export function verify(hash: usize, signature: usize, publicKey: usize): bool {
  if (!isWellFormed(signature, true) || !publicKeyPoint(point, publicKey)) return false;
  scalarFromBytes(r, signature);
  scalarFromBytes(s, signature + 32);
  scalarFromBytes(z, hash);
  toMontgomery(inverse, s);
  invertScalar(inverse, inverse);
  montgomery(z, z, inverse);
  montgomery(s, r, inverse);
  doubleMultiply(result, z, s, point);
  if (isInfinity(result)) return false;
  // x of the result is r, or r + n where that is below p.
  square<u64>(zz, result + 2 * FIELD);
  multiply<u64>(scaledX, zz, r);
  if (isEqual(result, scaledX)) return true;
  if (!addOrder(r, signature)) return false;
  multiply<u64>(scaledX, zz, r);
  return isEqual(result, scaledX);
}

/** The index of the first of `count` public keys that is no point of the curve, or `count`. */
export function areOnCurve(publicKeys: usize, count: usize): usize {
  let i: usize = 0;
  while (i < count && publicKeyPoint(point, publicKeys + 64 * i)) i++;
  return i;
}

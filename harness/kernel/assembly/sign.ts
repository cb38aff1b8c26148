/** Batch signing: ECDSA on secp256k1 (SEC 1) with low s and recovery id (EIP-2), and public keys by the same table. */
import { LANES } from './batch-add';
import { toBytes } from './bytes';
import { addGenerator, DIGITS, multiplyGenerator, putDigits, putSum, takeSum } from './comb';
import { FIELD, isOdd } from './field';
import { secretLimbsOf, secretOf } from './keys';
import { take } from './memory';
import { setInfinity, toAffine } from './point';
import { compatibleNonces, keyedNonces } from './nonce';
import {
  addScalars, invertScalars, isHigh, isScalar, montgomery, negateScalar, SCALAR, scalarFromBytes, scalarToBytes,
} from './scalar';

/** Below this many multiples at once, each is made alone. */
const FEW: usize = 3;
/** r, s, recovery id. */
export const SIGNATURE: usize = 65;

let digits: usize = 0;
let nonceBytes: usize = 0;
let nonces: usize = 0;
let prefixes: usize = 0;
let messages: usize = 0;
let secrets: usize = 0;
/** A byte a lane: 1 where the negative of the scalar was taken, so that it is odd. */
let negated: usize = 0;
const point = memory.data(2 * 36);
const jacobian = memory.data(3 * 36);
const negative = memory.data(36);
const message = memory.data(36);
const hashed = memory.data(36);

export function takeSigning(): bool {
  digits = take(DIGITS * LANES);
  nonceBytes = take(32 * LANES);
  nonces = take(SCALAR * LANES);
  prefixes = take(SCALAR * LANES);
  messages = take(32 * LANES);
  secrets = take(4 * LANES);
  negated = take(LANES);
  return negated != 0;
}

/** B becomes the multiples of G by scalars of 32 bytes each; `kept` takes them as limbs. */
function multiples(bytes: usize, kept: usize, count: usize): void {
  if (count < FEW) return fewMultiples(bytes, kept, count);
  for (let i: usize = 0; i < count; i++) {
    const k = kept + SCALAR * i;
    scalarFromBytes(k, bytes + 32 * i);
    const odd = isOdd(k);
    store<u8>(negated + i, odd ? 0 : 1);
    if (!odd) negateScalar(negative, k);
    putDigits(digits + DIGITS * i, odd ? k : negative);
  }
  multiplyGenerator(digits, count);
}

/** The same one by one, in Jacobian coordinates: for so few, shared inversions would be dear. */
function fewMultiples(bytes: usize, kept: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const k = kept + SCALAR * i;
    scalarFromBytes(k, bytes + 32 * i);
    store<u8>(negated + i, 0);
    setInfinity(jacobian);
    addGenerator(jacobian, k);
    toAffine(point, jacobian);
    putSum(point, i);
  }
}

/** The multiple of G in a lane as an affine point in its normal form. */
function takeMultiple(r: usize, lane: usize): void {
  takeSum(r, lane);
  if (load<u8>(negated + lane)) negateY(r);
}

/** y becomes p - y; both are in normal form and not zero. */
function negateY(r: usize): void {
  let borrow: i32 = 0;
  for (let at: usize = 0; at < 36; at += 4) {
    const p: i32 = at == 0 ? 0x1ffffc2f : at == 4 ? 0x1ffffff7 : at == 32 ? 0xffffff : 0x1fffffff;
    borrow += p - load<i32>(r + FIELD + at);
    store<i32>(r + FIELD + at, at == 32 ? borrow : borrow & 0x1fffffff);
    borrow >>= 29;
  }
}

/** Public keys, x and y of 32 bytes each, of `count` secrets of 32 bytes, which must be scalars. */
export function publicKeys(out: usize, secrets: usize, count: usize): void {
  for (let start: usize = 0; start < count; start += LANES) {
    const some = min<usize>(LANES, count - start);
    multiples(secrets + 32 * start, nonces, some);
    for (let i: usize = 0; i < some; i++) {
      takeMultiple(point, i);
      toBytes(out + 64 * (start + i), point);
      toBytes(out + 64 * (start + i) + 32, point + FIELD);
    }
  }
  memory.fill(nonces, 0, SCALAR * LANES);
  memory.fill(digits, 0, DIGITS * LANES);
  memory.fill(negative, 0, SCALAR);
}

/**
 * Signs at most LANES message hashes of 32 bytes each. `senders` has the u32 index of each one's key in the ring.
 * `out` takes SIGNATURE bytes each. That r or s be zero, for which SEC 1 would take another nonce, happens to none in
 * 2^250 and is left out.
 */
export function signLanes(out: usize, ring: usize, senders: usize, hashes: usize, count: usize, compatible: bool): void {
  for (let i: usize = 0; i < count; i++) {
    scalarFromBytes(message, hashes + 32 * i);
    scalarToBytes(messages + 32 * i, message);
    store<u32>(secrets + 4 * i, <u32>secretOf(ring, load<u32>(senders + 4 * i)));
  }
  if (compatible) compatibleNonces(nonceBytes, secrets, messages, count);
  else keyedNonces(nonceBytes, secrets, messages, count);
  multiples(nonceBytes, nonces, count);
  invertScalars(nonces, SCALAR, count, prefixes);
  for (let i: usize = 0; i < count; i++) {
    complete(out + SIGNATURE * i, i, secretLimbsOf(ring, load<u32>(senders + 4 * i)));
  }
  memory.fill(nonceBytes, 0, 32 * count);
  memory.fill(nonces, 0, SCALAR * count);
  memory.fill(digits, 0, DIGITS * count);
  memory.fill(negative, 0, SCALAR);
}

/** Signs any number of message hashes. */
export function sign(out: usize, ring: usize, senders: usize, hashes: usize, count: usize, compatible: bool): void {
  for (let start: usize = 0; start < count; start += LANES) {
    const some = min<usize>(LANES, count - start);
    signLanes(out + SIGNATURE * start, ring, senders + 4 * start, hashes + 32 * start, some, compatible);
  }
}

/** r, s and recovery id from R and the inverse of the nonce, both in their lane, and the secret. */
function complete(out: usize, lane: usize, secret: usize): void {
  takeMultiple(point, lane);
  toBytes(out, point);
  let id: u8 = isOdd(point + FIELD) ? 1 : 0;
  scalarFromBytes(message, out);
  if (!isScalar(out)) {
    scalarToBytes(out, message);
    id |= 2;
  }
  montgomery(message, message, secret);
  scalarFromBytes(hashed, messages + 32 * lane);
  addScalars(message, message, hashed);
  montgomery(message, message, nonces + SCALAR * lane);
  scalarToBytes(out + 32, message);
  if (isHigh(out + 32)) {
    negateScalar(message, message);
    scalarToBytes(out + 32, message);
    id ^= 1;
  }
  store<u8>(out + 64, id);
}

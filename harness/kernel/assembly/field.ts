/** Elements modulo p = 2^256 - 2^32 - 977 besides their products: sums, normal form, roots, bytes. See product.ts. */
import { minus, plus, putLimb, wide, wideLimb } from './lanes';
import { multiply, squareTimes } from './product';

/** Bytes of one element, and of two side by side. */
export const FIELD: usize = 36;
export const PAIR: usize = 72;

const LIMB: u64 = 0x1fffffff;
const TOP: u64 = 0xffffff;
const P0: u64 = 0x1ffffc2f;
const P1: u64 = 0x1ffffff7;

const scratch = memory.data(8 * 72);
const check = memory.data(36);

/** r = a - b for b of magnitude 1; the result's is that of a plus 2. */
export function subtract<T>(r: usize, a: usize, b: usize): void {
  difference<T>(r, a, b, 0, 2 * P0);
  difference<T>(r, a, b, 1, 2 * P1);
  difference<T>(r, a, b, 2, 2 * LIMB);
  difference<T>(r, a, b, 3, 2 * LIMB);
  difference<T>(r, a, b, 4, 2 * LIMB);
  difference<T>(r, a, b, 5, 2 * LIMB);
  difference<T>(r, a, b, 6, 2 * LIMB);
  difference<T>(r, a, b, 7, 2 * LIMB);
  difference<T>(r, a, b, 8, 2 * TOP);
}

// @ts-ignore: decorator
@inline
function difference<T>(r: usize, a: usize, b: usize, at: usize, bias: u64): void {
  putLimb<T>(r, at, plus<T>(wideLimb<T>(a, at), minus<T>(wide<T>(bias), wideLimb<T>(b, at))));
}

/** r = a + b; magnitudes add up. */
export function add(r: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < FIELD; at += 4) store<u32>(r + at, load<u32>(a + at) + load<u32>(b + at));
}

/** r = factor * a; the magnitude grows by as much. */
export function scale(r: usize, a: usize, factor: u32): void {
  for (let at: usize = 0; at < FIELD; at += 4) store<u32>(r + at, load<u32>(a + at) * factor);
}

/** r = a / 2; magnitude m becomes m / 2 + 1. */
export function half(r: usize, a: usize): void {
  const odd = <u64>0 - (<u64>load<u32>(a) & 1);
  let below = <u64>load<u32>(a) + (P0 & odd);
  let next = <u64>load<u32>(a, 4) + (P1 & odd);
  store<u32>(r, <u32>((below >> 1) + ((next & 1) << 28)));
  for (let at: usize = 4; at < 28; at += 4) {
    below = next;
    next = <u64>load<u32>(a + at, 4) + (LIMB & odd);
    store<u32>(r + at, <u32>((below >> 1) + ((next & 1) << 28)));
  }
  below = next;
  next = <u64>load<u32>(a, 32) + (TOP & odd);
  store<u32>(r, <u32>((below >> 1) + ((next & 1) << 28)), 28);
  store<u32>(r, <u32>(next >> 1), 32);
}

// @ts-ignore: decorator
@inline
export function copy(r: usize, a: usize): void {
  v128.store(r, v128.load(a));
  v128.store(r, v128.load(a, 16), 16);
  store<u32>(r, load<u32>(a, 32), 32);
}

export function setSmall(r: usize, value: u32): void {
  memory.fill(r, 0, FIELD);
  store<u32>(r, value);
}

/** Brings a to its one form: every limb in its bits, the value below p. */
export function normalise(a: usize): void {
  let top = <u64>load<u32>(a, 32);
  let carry = (top >> 24) * 977;
  let second = (top >> 24) << 3;
  for (let at: usize = 0; at < 32; at += 4) {
    carry += <u64>load<u32>(a + at);
    if (at == 4) carry += second;
    store<u32>(a + at, <u32>(carry & LIMB));
    carry >>= 29;
  }
  top = (top & TOP) + carry;
  store<u32>(a, <u32>top, 32);
  // At most one of these two is needed for what a product leaves, at most both for any magnitude.
  reduceOnce(a);
  reduceOnce(a);
}

/** Subtracts p where the value is p or above, 2^256 or above included. */
function reduceOnce(a: usize): void {
  const top = <u64>load<u32>(a, 32);
  if (top < TOP) return;
  // a + 2^32 + 977 reaches 2^256 exactly where a reaches p.
  let carry: u64 = 977;
  for (let at: usize = 0; at < 32; at += 4) {
    carry += <u64>load<u32>(a + at) + (at == 4 ? 8 : 0);
    carry >>= 29;
  }
  if (top + carry <= TOP) return;
  carry = 977;
  for (let at: usize = 0; at < 32; at += 4) {
    carry += <u64>load<u32>(a + at) + (at == 4 ? 8 : 0);
    store<u32>(a + at, <u32>(carry & LIMB));
    carry >>= 29;
  }
  store<u32>(a, <u32>((top + carry) & TOP), 32);
}

export function isZero(a: usize): bool {
  copy(check, a);
  normalise(check);
  let any: u32 = 0;
  for (let at: usize = 0; at < FIELD; at += 4) any |= load<u32>(check + at);
  return any == 0;
}

/** isZero of what a product left, which is mostly seen at once. */
// @ts-ignore: decorator
@inline
export function isZeroProduct(a: usize): bool {
  const lowest = <u64>load<u32>(a);
  return (lowest == 0 || lowest == P0) && isZero(a);
}

/** Whether a = b, b of magnitude 1. */
export function isEqual(a: usize, b: usize): bool {
  subtract<u64>(check, a, b);
  return isZero(check);
}

/** Of a in its normal form. */
// @ts-ignore: decorator
@inline
export function isOdd(a: usize): bool {
  return (load<u32>(a) & 1) != 0;
}

/** The lane of a pair as an element of its own. */
export function takeLane(r: usize, pair: usize, lane: usize): void {
  for (let at: usize = 0; at < 9; at++) store<u32>(r + 4 * at, load<u32>(pair + 8 * at + 4 * lane));
}

export function putLane(pair: usize, lane: usize, a: usize): void {
  for (let at: usize = 0; at < 9; at++) store<u32>(pair + 8 * at + 4 * lane, load<u32>(a + 4 * at));
}

/**
 * a to 2^223 - 1, with a^(2^2 - 1) and a^(2^22 - 1) on the way: what the exponent (p + 1) / 4 begins with. The chain is
 * that of runs of ones of lengths 1, 2, 3, 6, 9, 11, 22, 44, 88, 176, 220, 223.
 */
function power223<T>(x223: usize, x22: usize, x2: usize, a: usize): void {
  const size: usize = isVector<T>() ? PAIR : FIELD;
  const x3 = scratch;
  const run = scratch + size;
  const x44 = scratch + 2 * size;
  const x88 = scratch + 3 * size;
  extend<T>(x2, a, 1, a);
  extend<T>(x3, x2, 1, a);
  extend<T>(run, x3, 3, x3);
  extend<T>(run, run, 3, x3);
  extend<T>(run, run, 2, x2);
  extend<T>(x22, run, 11, run);
  extend<T>(x44, x22, 22, x22);
  extend<T>(x88, x44, 44, x44);
  extend<T>(run, x88, 88, x88);
  extend<T>(run, run, 44, x44);
  extend<T>(x223, run, 3, x3);
}

/** r = a^(2^count) b. */
function extend<T>(r: usize, a: usize, count: i32, b: usize): void {
  const size: usize = isVector<T>() ? PAIR : FIELD;
  const squared = scratch + 4 * size;
  squareTimes<T>(squared, a, count);
  multiply<T>(r, squared, b);
}

const x223 = memory.data(72);
const x22 = memory.data(72);
const x2 = memory.data(72);

/** r = a^((p + 1) / 4): the square root of a, or of -a where a has none. r must not be a. */
export function squareRoot<T>(r: usize, a: usize): void {
  power223<T>(x223, x22, x2, a);
  extend<T>(r, x223, 23, x22);
  extend<T>(r, r, 6, x2);
  squareTimes<T>(r, r, 2);
}

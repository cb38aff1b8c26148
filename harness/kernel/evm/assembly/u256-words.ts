/** 256-bit numbers: sums, comparisons, and their bytes. */

/** Bytes of a number. */
export const U256: usize = 32;

// @ts-ignore: decorator
@inline
export function put(r: usize, w0: u64, w1: u64, w2: u64, w3: u64): void {
  store<u64>(r, w0);
  store<u64>(r, w1, 8);
  store<u64>(r, w2, 16);
  store<u64>(r, w3, 24);
}

// @ts-ignore: decorator
@inline
export function fromU64(r: usize, value: u64): void {
  store<u64>(r, value);
  store<u64>(r, 0, 8);
  v128.store(r, i64x2.splat(0), 16);
}

// @ts-ignore: decorator
@inline
export function setZero(r: usize): void {
  v128.store(r, i64x2.splat(0));
  v128.store(r, i64x2.splat(0), 16);
}

// @ts-ignore: decorator
@inline
export function copy(r: usize, a: usize): void {
  const low = v128.load(a), high = v128.load(a, 16);
  v128.store(r, low);
  v128.store(r, high, 16);
}

/** Whether a is below 2^64. */
// @ts-ignore: decorator
@inline
export function fitsU64(a: usize): bool {
  return (load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0;
}

/** a, or 2^64 - 1 where a is more. */
// @ts-ignore: decorator
@inline
export function saturatedU64(a: usize): u64 {
  return fitsU64(a) ? load<u64>(a) : u64.MAX_VALUE;
}

// @ts-ignore: decorator
@inline
export function isZero(a: usize): bool {
  return (load<u64>(a) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0;
}

// @ts-ignore: decorator
@inline
export function isNegative(a: usize): bool {
  return load<i64>(a, 24) < 0;
}

// @ts-ignore: decorator
@inline
export function equal(a: usize, b: usize): bool {
  const low = v128.xor(v128.load(a), v128.load(b));
  const high = v128.xor(v128.load(a, 16), v128.load(b, 16));
  return !v128.any_true(v128.or(low, high));
}

/** a < b, unsigned. */
export function less(a: usize, b: usize): bool {
  const a3 = load<u64>(a, 24), b3 = load<u64>(b, 24);
  if (a3 != b3) return a3 < b3;
  return lessBelow(a, b);
}

/** a < b, both in two's complement. */
export function signedLess(a: usize, b: usize): bool {
  const a3 = load<i64>(a, 24), b3 = load<i64>(b, 24);
  if (a3 != b3) return a3 < b3;
  return lessBelow(a, b);
}

/** Compares the three low words. */
// @ts-ignore: decorator
@inline
function lessBelow(a: usize, b: usize): bool {
  const a2 = load<u64>(a, 16), b2 = load<u64>(b, 16);
  if (a2 != b2) return a2 < b2;
  const a1 = load<u64>(a, 8), b1 = load<u64>(b, 8);
  if (a1 != b1) return a1 < b1;
  return load<u64>(a) < load<u64>(b);
}

// @ts-ignore: decorator
@inline
export function greater(a: usize, b: usize): bool {
  return less(b, a);
}

// @ts-ignore: decorator
@inline
export function signedGreater(a: usize, b: usize): bool {
  return signedLess(b, a);
}

/** r = a + b modulo 2^256. Returns the carry, 0 or 1. */
export function add(r: usize, a: usize, b: usize): u64 {
  const a0 = load<u64>(a), a1 = load<u64>(a, 8), a2 = load<u64>(a, 16), a3 = load<u64>(a, 24);
  const r0 = a0 + load<u64>(b);
  const c0 = <u64>(r0 < a0);
  const s1 = a1 + load<u64>(b, 8);
  const r1 = s1 + c0;
  const c1 = <u64>(s1 < a1) | <u64>(r1 < s1);
  const s2 = a2 + load<u64>(b, 16);
  const r2 = s2 + c1;
  const c2 = <u64>(s2 < a2) | <u64>(r2 < s2);
  const s3 = a3 + load<u64>(b, 24);
  const r3 = s3 + c2;
  put(r, r0, r1, r2, r3);
  return <u64>(s3 < a3) | <u64>(r3 < s3);
}

/** r = a - b modulo 2^256. Returns the borrow, 0 or 1. */
export function subtract(r: usize, a: usize, b: usize): u64 {
  const a0 = load<u64>(a), a1 = load<u64>(a, 8), a2 = load<u64>(a, 16), a3 = load<u64>(a, 24);
  const b0 = load<u64>(b), b1 = load<u64>(b, 8), b2 = load<u64>(b, 16), b3 = load<u64>(b, 24);
  const c0 = <u64>(a0 < b0);
  const s1 = a1 - b1;
  const c1 = <u64>(a1 < b1) | <u64>(s1 < c0);
  const s2 = a2 - b2;
  const c2 = <u64>(a2 < b2) | <u64>(s2 < c1);
  const s3 = a3 - b3;
  put(r, a0 - b0, s1 - c0, s2 - c1, s3 - c2);
  return <u64>(a3 < b3) | <u64>(s3 < c2);
}

/** r = -a modulo 2^256. */
export function negate(r: usize, a: usize): void {
  const a0 = load<u64>(a), a1 = load<u64>(a, 8), a2 = load<u64>(a, 16), a3 = load<u64>(a, 24);
  const c1 = <u64>(a0 == 0);
  const c2 = c1 & <u64>(a1 == 0);
  const c3 = c2 & <u64>(a2 == 0);
  put(r, -a0, ~a1 + c1, ~a2 + c2, ~a3 + c3);
}

/** Bits without the zeros at the top, 0 to 256. */
export function bitLength(a: usize): u32 {
  const a3 = load<u64>(a, 24);
  if (a3 != 0) return 256 - <u32>clz<u64>(a3);
  const a2 = load<u64>(a, 16);
  if (a2 != 0) return 192 - <u32>clz<u64>(a2);
  const a1 = load<u64>(a, 8);
  if (a1 != 0) return 128 - <u32>clz<u64>(a1);
  return 64 - <u32>clz<u64>(load<u64>(a));
}

/** Bytes without the zeros at the top, 0 to 32. */
export function byteLength(a: usize): u32 {
  return (bitLength(a) + 7) >> 3;
}

/** CLZ (EIP-7939): zeros at the top, 256 where a is zero. */
export function leadingZeros(r: usize, a: usize): void {
  fromU64(r, 256 - <u64>bitLength(a));
}

// @ts-ignore: decorator
@inline
function reversed(bytes: v128): v128 {
  return v128.shuffle<u8>(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

/** Reads 32 bytes, most significant first. */
// @ts-ignore: decorator
@inline
export function loadBigEndian(r: usize, bytes: usize): void {
  const high = reversed(v128.load(bytes)), low = reversed(v128.load(bytes, 16));
  v128.store(r, low);
  v128.store(r, high, 16);
}

/** Writes 32 bytes, most significant first. */
// @ts-ignore: decorator
@inline
export function storeBigEndian(bytes: usize, a: usize): void {
  loadBigEndian(bytes, a);
}

/** BYTE: the byte at `index`, 0 the most significant; zero from 32 on. */
export function byteAt(r: usize, index: usize, x: usize): void {
  const at = saturatedU64(index);
  fromU64(r, at < 32 ? <u64>load<u8>(x + 31 - <usize>at) : 0);
}

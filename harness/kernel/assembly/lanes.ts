/**
 * One number or two side by side: the same source becomes scalar code for T = u64 and two-lane SIMD code for
 * T = v128. Limbs of 32 bits lie in memory, 64-bit sums in registers.
 */

/** Bytes from one limb to the next. */
// @ts-ignore: decorator
@inline
export function step<T>(): usize {
  if (isVector<T>()) return 8;
  else return 4;
}

/** The limb at index `at` as an operand of `times`: 32 bits a lane. */
// @ts-ignore: decorator
@inline
export function limb<T>(p: usize, at: usize): T {
  if (isVector<T>()) return v128.load64_zero(p + 8 * at);
  else return <u64>load<u32>(p + 4 * at);
}

/** The limb at index `at` as a summand: 64 bits a lane. */
// @ts-ignore: decorator
@inline
export function wideLimb<T>(p: usize, at: usize): T {
  if (isVector<T>()) return v128.load_ext<u32>(p + 8 * at);
  else return <u64>load<u32>(p + 4 * at);
}

/** Stores the low 32 bits of each lane of a sum. */
// @ts-ignore: decorator
@inline
export function putLimb<T>(p: usize, at: usize, sum: T): void {
  if (isVector<T>()) v128.store_lane<u64>(p + 8 * at, narrow<v128>(sum), 0);
  else store<u32>(p + 4 * at, <u32>sum);
}

/** The low 32 bits of each lane of a sum, as an operand of `times`. */
// @ts-ignore: decorator
@inline
export function narrow<T>(sum: T): T {
  if (isVector<T>()) return v128.shuffle<u32>(sum, sum, 0, 2, 0, 2);
  else return sum;
}

/** A constant as a summand. */
// @ts-ignore: decorator
@inline
export function wide<T>(value: u64): T {
  if (isVector<T>()) return i64x2.splat(value);
  else return value;
}

/** The product of two 32-bit operands. */
// @ts-ignore: decorator
@inline
export function times<T>(a: T, b: T): T {
  if (isVector<T>()) return i64x2.extmul_low_i32x4_u(a, b);
  else return a * b;
}

/** The product of a 32-bit operand and a constant below 2^32. */
// @ts-ignore: decorator
@inline
export function timesConstant<T>(a: T, factor: u32): T {
  if (isVector<T>()) return i64x2.extmul_low_i32x4_u(a, i32x4.splat(factor));
  else return a * <u64>factor;
}

// @ts-ignore: decorator
@inline
export function plus<T>(a: T, b: T): T {
  if (isVector<T>()) return i64x2.add(a, b);
  else return a + b;
}

// @ts-ignore: decorator
@inline
export function minus<T>(a: T, b: T): T {
  if (isVector<T>()) return i64x2.sub(a, b);
  else return a - b;
}

// @ts-ignore: decorator
@inline
export function and<T>(a: T, b: T): T {
  if (isVector<T>()) return v128.and(a, b);
  else return a & b;
}

// @ts-ignore: decorator
@inline
export function xor<T>(a: T, b: T): T {
  if (isVector<T>()) return v128.xor(a, b);
  else return a ^ b;
}

/** a & ~b. */
// @ts-ignore: decorator
@inline
export function andNot<T>(a: T, b: T): T {
  if (isVector<T>()) return v128.andnot(a, b);
  else return a & ~b;
}

// @ts-ignore: decorator
@inline
export function left<T>(a: T, bits: i32): T {
  if (isVector<T>()) return i64x2.shl(a, bits);
  else return a << bits;
}

// @ts-ignore: decorator
@inline
export function right<T>(a: T, bits: i32): T {
  if (isVector<T>()) return i64x2.shr_u(a, bits);
  else return a >> bits;
}

// @ts-ignore: decorator
@inline
export function rotateLeft<T>(a: T, bits: i32): T {
  if (isVector<T>()) return v128.or(i64x2.shl(a, bits), i64x2.shr_u(a, 64 - bits));
  else return rotl<u64>(a, bits);
}

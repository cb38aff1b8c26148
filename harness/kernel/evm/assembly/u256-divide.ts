/**
 * 256-bit numbers: quotients and remainders. Knuth's algorithm D (The Art of Computer Programming, 4.3.1) on digits of
 * 64 bits, whose quotients come from a reciprocal of the divisor's two upper digits instead of a division: N. Möller
 * and T. Granlund, "Improved division by invariant integers", IEEE Transactions on Computers 60 (2011).
 */
import { high, multiplyFull } from './u256-multiply';
import { add, copy, fitsU64, fromU64, isNegative, isZero, less, negate, put, setZero, subtract } from './u256-words';

/** This thread's room: numerator, 9 words; divisor, 4; quotient, 8; product or sum, 8; two operands without sign. */
let numerator: usize = 0;
let divisor: usize = 0;
let quotient: usize = 0;
let wide: usize = 0;
let left: usize = 0;
let right: usize = 0;
export const DIVISION_AREA: usize = 80 + 32 + 64 + 64 + 32 + 32;

export function useDivisionArea(area: usize): void {
  numerator = area;
  divisor = area + 80;
  quotient = area + 112;
  wide = area + 176;
  left = area + 240;
  right = area + 272;
}

/** DIV: r = floor(a / b). */
export function divide(r: usize, a: usize, b: usize): void {
  if (fitsU64(a) && fitsU64(b)) {
    const d = load<u64>(b);
    return fromU64(r, d == 0 ? 0 : load<u64>(a) / d);
  }
  if (less(a, b) || isZero(b)) return setZero(r);
  setZero(quotient);
  divideWords(a, 4, b);
  copy(r, quotient);
}

/** MOD: r = a - b floor(a / b), 0 where b is 0. */
export function modulo(r: usize, a: usize, b: usize): void {
  if (fitsU64(a) && fitsU64(b)) {
    const d = load<u64>(b);
    return fromU64(r, d == 0 ? 0 : load<u64>(a) % d);
  }
  if (less(a, b)) return copy(r, a);
  reduce(r, a, 4, b);
}

/** SDIV: in two's complement, rounded towards zero; -2^255 / -1 is -2^255. */
export function signedDivide(r: usize, a: usize, b: usize): void {
  const negative = isNegative(a) != isNegative(b);
  divide(r, absolute(left, a), absolute(right, b));
  if (negative) negate(r, r);
}

/** SMOD: the sign is that of a. */
export function signedModulo(r: usize, a: usize, b: usize): void {
  const negative = isNegative(a);
  modulo(r, absolute(left, a), absolute(right, b));
  if (negative) negate(r, r);
}

/** A pointer to |a|: a itself, or `room`. */
function absolute(room: usize, a: usize): usize {
  if (!isNegative(a)) return a;
  negate(room, a);
  return room;
}

/** ADDMOD: r = (a + b) mod n, of a sum that does not wrap; 0 where n is 0. */
export function addModulo(r: usize, a: usize, b: usize, n: usize): void {
  const carry = add(wide, a, b);
  if (carry == 0) return modulo(r, wide, n);
  if (less(a, n) && less(b, n)) {
    subtract(r, wide, n);
    return;
  }
  store<u64>(wide, carry, 32);
  reduce(r, wide, 5, n);
}

/** MULMOD: r = (a b) mod n, of all 512 bits of the product; 0 where n is 0. */
export function multiplyModulo(r: usize, a: usize, b: usize, n: usize): void {
  multiplyFull(wide, a, b);
  let words: i32 = 8;
  while (words > 4 && load<u64>(wide + 8 * <usize>(words - 1)) == 0) words--;
  if (words == 4) modulo(r, wide, n);
  else reduce(r, wide, words, n);
}

/** r = the remainder of `words` words modulo n, 0 where n is 0. */
function reduce(r: usize, a: usize, words: i32, n: usize): void {
  if (isZero(n)) return setZero(r);
  const shift = divideWords(a, words, n);
  const n0 = load<u64>(numerator), n1 = load<u64>(numerator, 8);
  const n2 = load<u64>(numerator, 16), n3 = load<u64>(numerator, 24);
  put(r, funnel(n1, n0, shift), funnel(n2, n1, shift), funnel(n3, n2, shift), n3 >> shift);
}

/** The low word of (high, low) shifted to the right by 0 to 63 bits. */
// @ts-ignore: decorator
@inline
function funnel(high: u64, low: u64, bits: u64): u64 {
  return (low >> bits) | ((high << 1) << (63 - bits));
}

/**
 * Divides `words` words by a divisor other than zero. The quotient's words - (words of the divisor) + 1 digits are
 * written, the remainder stands in the lower four words of the numerator, shifted to the left by what is returned.
 */
function divideWords(a: usize, words: i32, b: usize): u64 {
  let length = 4;
  while (load<u64>(b + 8 * <usize>(length - 1)) == 0) length--;
  const shift = <u64>clz<u64>(load<u64>(b + 8 * <usize>(length - 1)));
  shiftInto(divisor, b, length, shift);
  // The digit above the divisor's top is zero: the shift is what its top has room for.
  store<u64>(numerator + 8 * <usize>words, shiftInto(numerator, a, words, shift));
  if (length == 1) divideByWord(words);
  else divideByWords(words, length);
  return shift;
}

/** r = a shifted to the left by 0 to 63 bits; returns what leaves at the top. */
function shiftInto(r: usize, a: usize, words: i32, shift: u64): u64 {
  let below: u64 = 0;
  for (let i: usize = 0; i < <usize>words; i++) {
    const word = load<u64>(a + 8 * i);
    store<u64>(r + 8 * i, (word << shift) | below);
    below = (word >> 1) >> (63 - shift);
  }
  return below;
}

/** Algorithm 4 of Möller and Granlund, digit by digit. */
function divideByWord(words: i32): void {
  const d = load<u64>(divisor);
  const v = reciprocal(d);
  let rest = load<u64>(numerator + 8 * <usize>words);
  for (let j = <usize>words; j-- > 0; ) {
    const u0 = load<u64>(numerator + 8 * j);
    const p0 = v * rest;
    const q0 = p0 + u0;
    let q1 = high(v, rest) + rest + <u64>(q0 < p0) + 1;
    rest = u0 - q1 * d;
    if (rest > q0) {
      q1--;
      rest += d;
    }
    if (rest >= d) {
      q1++;
      rest -= d;
    }
    store<u64>(quotient + 8 * j, q1);
  }
  put(numerator, rest, 0, 0, 0);
}

/** Knuth's D for a divisor of two digits or more, each quotient digit by algorithm 5 of Möller and Granlund. */
function divideByWords(words: i32, length: i32): void {
  const top = divisor + 8 * <usize>(length - 2);
  const d0 = load<u64>(top), d1 = load<u64>(top, 8);
  const v = reciprocalOfTwo(d1, d0);
  for (let j = words - length; j >= 0; j--) {
    const at = numerator + 8 * <usize>j;
    const upper = at + 8 * <usize>(length - 2);
    const u0 = load<u64>(upper), u1 = load<u64>(upper, 8), u2 = load<u64>(upper, 16);
    if (u2 == d1 && u1 == d0) {
      // The digit does not fit the formula: it is the greatest there is.
      subtractTimes(at, length, u64.MAX_VALUE);
      store<u64>(quotient + 8 * <usize>j, u64.MAX_VALUE);
      continue;
    }
    const p0 = v * u2;
    const q0 = p0 + u1;
    let q1 = high(v, u2) + u2 + <u64>(q0 < p0);
    // r = (u1 - q1 d1, u0) - d0 q1 - d, of two words.
    const t0 = d0 * q1, t1 = high(d0, q1);
    const s0 = u0 - t0;
    let r0 = s0 - d0;
    let r1 = u1 - q1 * d1 - t1 - <u64>(u0 < t0) - d1 - <u64>(s0 < d0);
    q1++;
    if (r1 >= q0) {
      q1--;
      r0 += d0;
      r1 += d1 + <u64>(r0 < d0);
    }
    if (r1 > d1 || (r1 == d1 && r0 >= d0)) {
      q1++;
      r1 -= d1 + <u64>(r0 < d0);
      r0 -= d0;
    }
    const borrow = subtractTimes(at, length - 2, q1);
    store<u64>(upper, r0 - borrow);
    const more = <u64>(r0 < borrow);
    store<u64>(upper, r1 - more, 8);
    store<u64>(upper, 0, 16);
    if (r1 < more) {
      q1--;
      addDivisor(at, length);
    }
    store<u64>(quotient + 8 * <usize>j, q1);
  }
  for (let i = <usize>length; i < 4; i++) store<u64>(numerator + 8 * i, 0);
}

/** Subtracts q times the lower digits of the divisor; returns the borrow, a word. */
function subtractTimes(at: usize, length: i32, q: u64): u64 {
  let borrow: u64 = 0;
  for (let i: usize = 0; i < <usize>length; i++) {
    const digit = load<u64>(divisor + 8 * i);
    const x = load<u64>(at + 8 * i);
    const s = x - borrow;
    const p = digit * q;
    store<u64>(at + 8 * i, s - p);
    borrow = high(digit, q) + <u64>(x < borrow) + <u64>(s < p);
  }
  return borrow;
}

function addDivisor(at: usize, length: i32): void {
  let carry: u64 = 0;
  for (let i: usize = 0; i < <usize>length; i++) {
    const x = load<u64>(at + 8 * i);
    const s = x + load<u64>(divisor + 8 * i);
    const t = s + carry;
    store<u64>(at + 8 * i, t);
    carry = <u64>(s < x) | <u64>(t < s);
  }
}

/** floor((2^128 - 1) / d) - 2^64 for d of 2^63 or above: their algorithm 2, the table's entry divided for. */
function reciprocal(d: u64): u64 {
  const v0 = <u64>(<u32>0x7fd00 / <u32>(d >> 55));
  const d40 = (d >> 24) + 1;
  const v1 = (v0 << 11) - ((v0 * v0 * d40) >> 40) - 1;
  const v2 = (v1 << 13) + ((v1 * (0x1000000000000000 - v1 * d40)) >> 47);
  const odd = d & 1;
  const e = ((v2 >> 1) & (0 - odd)) - v2 * ((d >> 1) + odd);
  const v3 = (high(v2, e) >> 1) + (v2 << 31);
  const low = v3 * d;
  return v3 - (high(v3, d) + <u64>(low + d < low)) - d;
}

/** floor((2^192 - 1) / (d1 2^64 + d0)) - 2^64: their algorithm 6. */
function reciprocalOfTwo(d1: u64, d0: u64): u64 {
  let v = reciprocal(d1);
  let p = d1 * v + d0;
  if (p < d0) {
    v--;
    if (p >= d1) {
      v--;
      p -= d1;
    }
    p -= d1;
  }
  const t1 = high(v, d0), t0 = v * d0;
  p += t1;
  if (p < t1) {
    v--;
    if (p > d1 || (p == d1 && t0 >= d0)) v--;
  }
  return v;
}

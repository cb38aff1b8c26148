/** 256-bit numbers: products and powers. WebAssembly has no wide multiplication: halves of 32 bits stand in for it. */
import { shiftLeftBy } from './u256-shift';
import { bitLength, fitsU64, fromU64, put, saturatedU64 } from './u256-words';

const HALF: u64 = 0xffffffff;

/** The upper 64 bits of a product of two words. */
// @ts-ignore: decorator
@inline
export function high(a: u64, b: u64): u64 {
  const a0 = a & HALF, a1 = a >> 32, b0 = b & HALF, b1 = b >> 32;
  const t = a1 * b0 + ((a0 * b0) >> 32);
  const u = a0 * b1 + (t & HALF);
  return a1 * b1 + (t >> 32) + (u >> 32);
}

/** r = a b modulo 2^256. */
export function multiply(r: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a), a1 = load<u64>(a, 8), a2 = load<u64>(a, 16), a3 = load<u64>(a, 24);
  const b0 = load<u64>(b), b1 = load<u64>(b, 8), b2 = load<u64>(b, 16), b3 = load<u64>(b, 24);
  if ((b1 | b2 | b3) == 0) return multiplyByWord(r, a0, a1, a2, a3, b0);
  if ((a1 | a2 | a3) == 0) return multiplyByWord(r, b0, b1, b2, b3, a0);

  // Column by column; `upper` are the carries out of a column into the next.
  const h00 = high(a0, b0);
  const l01 = a0 * b1, l10 = a1 * b0;
  let sum = h00 + l01;
  let upper = <u64>(sum < l01);
  sum += l10;
  upper += <u64>(sum < l10);
  const r1 = sum;

  const h01 = high(a0, b1), h10 = high(a1, b0);
  const l02 = a0 * b2, l11 = a1 * b1, l20 = a2 * b0;
  sum = upper + h01;
  upper = <u64>(sum < h01);
  sum += h10;
  upper += <u64>(sum < h10);
  sum += l02;
  upper += <u64>(sum < l02);
  sum += l11;
  upper += <u64>(sum < l11);
  sum += l20;
  upper += <u64>(sum < l20);
  const r2 = sum;

  const highs = high(a0, b2) + high(a1, b1) + high(a2, b0);
  put(r, a0 * b0, r1, r2, upper + highs + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0);
}

// @ts-ignore: decorator
@inline
function multiplyByWord(r: usize, a0: u64, a1: u64, a2: u64, a3: u64, b: u64): void {
  const h0 = high(a0, b);
  if ((a1 | a2 | a3) == 0) return put(r, a0 * b, h0, 0, 0);
  const l1 = a1 * b, l2 = a2 * b;
  const r1 = l1 + h0;
  const h1 = high(a1, b) + <u64>(r1 < l1);
  const r2 = l2 + h1;
  const h2 = high(a2, b) + <u64>(r2 < l2);
  put(r, a0 * b, r1, r2, a3 * b + h2);
}

/** All 512 bits of a b, 8 words, which do not overlap the operands. */
export function multiplyFull(r: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a), a1 = load<u64>(a, 8), a2 = load<u64>(a, 16), a3 = load<u64>(a, 24);
  let r0: u64 = 0, r1: u64 = 0, r2: u64 = 0, r3: u64 = 0;
  for (let i: usize = 0; i < 4; i++) {
    const word = load<u64>(b + 8 * i);
    // A word times another plus two words fits two words.
    const l0 = a0 * word, s0 = l0 + r0;
    const c0 = high(a0, word) + <u64>(s0 < l0);
    const l1 = a1 * word, s1 = l1 + r1, t1 = s1 + c0;
    const c1 = high(a1, word) + <u64>(s1 < l1) + <u64>(t1 < c0);
    const l2 = a2 * word, s2 = l2 + r2, t2 = s2 + c1;
    const c2 = high(a2, word) + <u64>(s2 < l2) + <u64>(t2 < c1);
    const l3 = a3 * word, s3 = l3 + r3, t3 = s3 + c2;
    const c3 = high(a3, word) + <u64>(s3 < l3) + <u64>(t3 < c2);
    store<u64>(r + 8 * i, s0);
    r0 = t1;
    r1 = t2;
    r2 = t3;
    r3 = c3;
  }
  put(r + 32, r0, r1, r2, r3);
}

/** Room for the base and the power under way, of this thread. */
let room: usize = 0;
export const POWER_AREA: usize = 64;

export function usePowerArea(area: usize): void {
  room = area;
}

/** EXP: r = base^exponent modulo 2^256; 0^0 is 1. */
export function power(r: usize, base: usize, exponent: usize): void {
  const b0 = load<u64>(base);
  if (fitsU64(base) && popcnt<u64>(b0) == 1) return powerOfTwo(r, <u64>ctz<u64>(b0), saturatedU64(exponent));
  const bits = bitLength(exponent);
  const factor = room, result = room + 32;
  memory.copy(factor, base, 32);
  fromU64(result, 1);
  for (let i = <i32>bits - 1; i >= 0; i--) {
    multiply(result, result, result);
    const word = load<u64>(exponent + 8 * (<usize>i >> 6));
    if ((word >> (<u64>i & 63)) & 1) multiply(result, result, factor);
  }
  memory.copy(r, result, 32);
}

/** r = 2^(step times). */
function powerOfTwo(r: usize, step: u64, times: u64): void {
  fromU64(r, 1);
  // 256 steps of one bit or more leave nothing; 2^0 is 1 to any power.
  if (step != 0) shiftLeftBy(r, times < 256 ? step * times : 256, r);
}

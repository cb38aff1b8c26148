/** 256-bit numbers: shifts, and the extension of a sign. */
import { copy, put, saturatedU64 } from './u256-words';

/** High word of (high, low) shifted to the left by 0 to 63 bits. */
// @ts-ignore: decorator
@inline
function left(high: u64, low: u64, bits: u64): u64 {
  // In two steps, as a shift by 64 would be one by 0.
  return (high << bits) | ((low >> 1) >> (63 - bits));
}

/** Low word of (high, low) shifted to the right by 0 to 63 bits. */
// @ts-ignore: decorator
@inline
function right(high: u64, low: u64, bits: u64): u64 {
  return (low >> bits) | ((high << 1) << (63 - bits));
}

/** SHL (EIP-145): r = x 2^amount. */
export function shiftLeft(r: usize, amount: usize, x: usize): void {
  shiftLeftBy(r, saturatedU64(amount), x);
}

/** r = x 2^amount modulo 2^256. */
export function shiftLeftBy(r: usize, amount: u64, x: usize): void {
  const x0 = load<u64>(x), x1 = load<u64>(x, 8), x2 = load<u64>(x, 16), x3 = load<u64>(x, 24);
  const bits = amount & 63;
  if (amount < 64) put(r, x0 << bits, left(x1, x0, bits), left(x2, x1, bits), left(x3, x2, bits));
  else if (amount < 128) put(r, 0, x0 << bits, left(x1, x0, bits), left(x2, x1, bits));
  else if (amount < 192) put(r, 0, 0, x0 << bits, left(x1, x0, bits));
  else put(r, 0, 0, 0, amount < 256 ? x0 << bits : 0);
}

/** SHR (EIP-145): r = floor(x / 2^amount). */
export function shiftRight(r: usize, amount: usize, x: usize): void {
  shifted(r, saturatedU64(amount), x, 0);
}

/** r = floor(x / 2^amount). */
export function shiftRightBy(r: usize, amount: u64, x: usize): void {
  shifted(r, amount, x, 0);
}

/** SAR (EIP-145): the same of a number in two's complement. */
export function shiftRightArithmetic(r: usize, amount: usize, x: usize): void {
  shifted(r, saturatedU64(amount), x, load<i64>(x, 24) >> 63);
}

/** Shifts to the right; `fill` is the word above the number. */
// @ts-ignore: decorator
@inline
function shifted(r: usize, amount: u64, x: usize, fill: u64): void {
  const x0 = load<u64>(x), x1 = load<u64>(x, 8), x2 = load<u64>(x, 16), x3 = load<u64>(x, 24);
  const bits = amount & 63;
  const top = right(fill, x3, bits);
  if (amount < 64) put(r, right(x1, x0, bits), right(x2, x1, bits), right(x3, x2, bits), top);
  else if (amount < 128) put(r, right(x2, x1, bits), right(x3, x2, bits), top, fill);
  else if (amount < 192) put(r, right(x3, x2, bits), top, fill, fill);
  else put(r, amount < 256 ? top : fill, fill, fill, fill);
}

/** SIGNEXTEND: x as a number in two's complement of index + 1 bytes; x itself from 31 on. */
export function signExtend(r: usize, index: usize, x: usize): void {
  const at = saturatedU64(index);
  if (at >= 31) return copy(r, x);
  // The words below the sign's stay, those above it are filled; within its word a pair of shifts spreads it.
  const w = <usize>(at >> 3);
  const spare = 56 - 8 * (at & 7);
  const own: i64 = (load<i64>(x + 8 * w) << spare) >> spare;
  const fill = own >> 63;
  copy(r, x);
  store<i64>(r + 8 * w, own);
  for (let i = w + 1; i < 4; i++) store<i64>(r + 8 * i, fill);
}

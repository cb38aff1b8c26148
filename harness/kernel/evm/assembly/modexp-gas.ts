/** What modular exponentiation costs: EIP-198, from Berlin EIP-2565, from Osaka EIP-7883 in the bounds of EIP-7823. */
import { BERLIN, OSAKA } from './precompile-ids';
import { bitLength, high, loadBigEndian, saturatedU64, shiftRightBy } from './u256';

/** Bytes of a length or of a number, from Osaka on. */
const MOST: u64 = 1024;
/** Longer bases and moduli cost 2^56 or more: a block has no gas for them, and 64 bits hold what is below. */
const BEYOND: u64 = 1 << 31;

/** This thread's room for one word of the input. */
let word: usize = 0;
export const MODEXP_AREA: usize = 32;

export function useModexpArea(area: usize): void {
  word = area;
}

/** Reads 32 bytes of the input, which has zeros behind its end. */
function readWord(input: usize, length: usize, at: u64): void {
  memory.fill(word, 0, 32);
  if (at < <u64>length) memory.copy(word, input + <usize>at, <usize>min<u64>(32, <u64>length - at));
  loadBigEndian(word, word);
}

/** One of the three lengths: 0 of the base, 1 of the exponent, 2 of the modulus. 2^64 - 1 stands for all above. */
function lengthAt(input: usize, length: usize, index: u64): u64 {
  readWord(input, length, 32 * index);
  return saturatedU64(word);
}

export function modulusLength(input: usize, length: usize): u64 {
  return lengthAt(input, length, 2);
}

export function modexpGas(fork: u32, input: usize, length: usize): u64 {
  const base = lengthAt(input, length, 0), exponent = lengthAt(input, length, 1);
  const modulus = lengthAt(input, length, 2);
  const longest = max(base, modulus);
  if (fork >= OSAKA && max(longest, exponent) > MOST) return u64.MAX_VALUE;
  // An exponent of any length costs little where base and modulus have none; then there is nothing to read either.
  if (longest >= BEYOND) return u64.MAX_VALUE;
  readWord(input, length, 96 + base);
  if (exponent < 32) shiftRightBy(word, 8 * (32 - exponent), word);
  const bits = <u64>bitLength(word);
  const complexity = complexityOf(fork, longest);
  const steps = stepsOf(fork, exponent, bits);
  if (high(complexity, steps) != 0) return u64.MAX_VALUE;
  const product = complexity * steps;
  if (fork >= OSAKA) return max<u64>(product, 500);
  return fork >= BERLIN ? max<u64>(product / 3, 200) : product / 20;
}

/** The price of a multiplication of numbers of that many bytes. */
function complexityOf(fork: u32, bytes: u64): u64 {
  const words = (bytes + 7) >> 3;
  if (fork >= OSAKA) return bytes <= 32 ? 16 : 2 * words * words;
  if (fork >= BERLIN) return words * words;
  if (bytes <= 64) return bytes * bytes;
  if (bytes <= 1024) return bytes * bytes / 4 + 96 * bytes - 3072;
  return bytes * bytes / 16 + 480 * bytes - 199_680;
}

/** Multiplications that are paid for, 1 at least; `bits` is the length in bits of the exponent's first 32 bytes. */
function stepsOf(fork: u32, exponent: u64, bits: u64): u64 {
  const first = bits == 0 ? 0 : bits - 1;
  if (exponent <= 32) return max<u64>(first, 1);
  const each: u64 = fork >= OSAKA ? 16 : 8;
  const rest = exponent - 32;
  if (rest > u64.MAX_VALUE / 32) return u64.MAX_VALUE;
  return max<u64>(each * rest + first, 1);
}

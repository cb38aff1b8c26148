/** The compression function of BLAKE2b (RFC 7693, section 3.2) with a chosen number of rounds (EIP-152). */

const INITIAL = memory.data<u64>([
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
]);
/** Which word of the message each step takes, ten rounds. */
const SIGMA = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
  11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
  7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
  9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
  2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
  12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
  13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
  6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
  10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
]);

/** Where the parts of the input lie, and its length: u32 rounds (most significant byte first), h, m, t, u8 last. */
const STATE: usize = 4;
const MESSAGE: usize = 68;
const OFFSET: usize = 196;
const LAST: usize = 212;
export const BLAKE2F_INPUT: usize = 213;

// @ts-ignore: decorator
@inline
export function roundsOf(input: usize): u32 {
  return bswap<u32>(load<u32>(input));
}

// @ts-ignore: decorator
@inline
export function lastOf(input: usize): u8 {
  return load<u8>(input + LAST);
}

/** Words `i` and `j` steps from `sigma`. */
// @ts-ignore: decorator
@inline
function words(message: usize, sigma: usize, i: usize, j: usize): v128 {
  const one = v128.load64_zero(message + 8 * <usize>load<u8>(sigma + i));
  return v128.load_lane<u64>(message + 8 * <usize>load<u8>(sigma + j), one, 1);
}

// @ts-ignore: decorator
@inline
function sum3(a: v128, b: v128, c: v128): v128 {
  return i64x2.add(i64x2.add(a, b), c);
}

// @ts-ignore: decorator
@inline
function turned32(a: v128, b: v128): v128 {
  const x = v128.xor(a, b);
  return v128.shuffle<u32>(x, x, 1, 0, 3, 2);
}

// @ts-ignore: decorator
@inline
function turned24(a: v128, b: v128): v128 {
  const x = v128.xor(a, b);
  return v128.shuffle<u8>(x, x, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);
}

// @ts-ignore: decorator
@inline
function turned16(a: v128, b: v128): v128 {
  const x = v128.xor(a, b);
  return v128.shuffle<u16>(x, x, 1, 2, 3, 0, 5, 6, 7, 4);
}

// @ts-ignore: decorator
@inline
function turned63(a: v128, b: v128): v128 {
  const x = v128.xor(a, b);
  return v128.or(i64x2.shr_u(x, 63), i64x2.add(x, x));
}

/** Upper word of the one, lower word of the other. */
// @ts-ignore: decorator
@inline
function across(a: v128, b: v128): v128 {
  return v128.shuffle<u64>(a, b, 1, 2);
}

/** Takes an input of BLAKE2F_INPUT bytes and writes the 64 bytes of the new state. */
export function blake2f(out: usize, input: usize): void {
  const message = input + MESSAGE;
  // The matrix, a row in two vectors.
  let a0 = v128.load(input + STATE), a1 = v128.load(input + STATE, 16);
  let b0 = v128.load(input + STATE, 32), b1 = v128.load(input + STATE, 48);
  let c0 = v128.load(INITIAL), c1 = v128.load(INITIAL, 16);
  let d0 = v128.xor(v128.load(INITIAL, 32), v128.load(input + OFFSET));
  let d1 = v128.load(INITIAL, 48);
  if (lastOf(input) != 0) d1 = v128.xor(d1, i64x2(-1, 0));

  let sigma = SIGMA;
  for (let left = 2 * <u64>roundsOf(input); left > 0; left--) {
    a0 = sum3(a0, b0, words(message, sigma, 0, 2));
    a1 = sum3(a1, b1, words(message, sigma, 4, 6));
    d0 = turned32(d0, a0);
    d1 = turned32(d1, a1);
    c0 = i64x2.add(c0, d0);
    c1 = i64x2.add(c1, d1);
    b0 = turned24(b0, c0);
    b1 = turned24(b1, c1);
    a0 = sum3(a0, b0, words(message, sigma, 1, 3));
    a1 = sum3(a1, b1, words(message, sigma, 5, 7));
    d0 = turned16(d0, a0);
    d1 = turned16(d1, a1);
    c0 = i64x2.add(c0, d0);
    c1 = i64x2.add(c1, d1);
    b0 = turned63(b0, c0);
    b1 = turned63(b1, c1);
    // Columns first, then diagonals: the rows are turned by 1, 2, 3 words, and back.
    const b = b0, c = c0, d = d0;
    if ((left & 1) == 0) {
      b0 = across(b0, b1);
      b1 = across(b1, b);
      d0 = across(d1, d0);
      d1 = across(d, d1);
    } else {
      b0 = across(b1, b0);
      b1 = across(b, b1);
      d0 = across(d0, d1);
      d1 = across(d1, d);
    }
    c0 = c1;
    c1 = c;
    sigma += 8;
    if (sigma == SIGMA + 160) sigma = SIGMA;
  }

  const h0 = v128.load(input + STATE), h1 = v128.load(input + STATE, 16);
  const h2 = v128.load(input + STATE, 32), h3 = v128.load(input + STATE, 48);
  v128.store(out, v128.xor(h0, v128.xor(a0, c0)));
  v128.store(out, v128.xor(h1, v128.xor(a1, c1)), 16);
  v128.store(out, v128.xor(h2, v128.xor(b0, d0)), 32);
  v128.store(out, v128.xor(h3, v128.xor(b1, d1)), 48);
}

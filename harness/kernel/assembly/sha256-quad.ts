/** SHA-256 (FIPS 180-4) of four messages side by side: every word is a vector of one 32-bit word of each. */

/** Bytes of a chaining state of four messages, and of a block. */
export const DIGEST: usize = 8 * 16;
export const BLOCK: usize = 16 * 16;

export const K = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
export const INITIAL = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
/** The last sixteen words of the message schedule. */
const schedule = memory.data(16 * 16, 16);

// @ts-ignore: decorator
@inline
function turned(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shr_u(x, bits), i32x4.shl(x, 32 - bits));
}

// @ts-ignore: decorator
@inline
function xor3(a: v128, b: v128, c: v128): v128 {
  return v128.xor(v128.xor(a, b), c);
}

export function setInitial(state: usize): void {
  for (let i: usize = 0; i < 8; i++) v128.store(state + 16 * i, v128.load_splat<u32>(INITIAL + 4 * i));
}

/** Word `i` of the schedule, 16 and above, over the one that it no longer needs. */
// @ts-ignore: decorator
@inline
function extended(i: usize): v128 {
  const early = v128.load(schedule + 16 * ((i + 1) & 15));
  const late = v128.load(schedule + 16 * ((i + 14) & 15));
  const s0 = xor3(turned(early, 7), turned(early, 18), i32x4.shr_u(early, 3));
  const s1 = xor3(turned(late, 17), turned(late, 19), i32x4.shr_u(late, 10));
  const kept = i32x4.add(v128.load(schedule + 16 * (i & 15)), v128.load(schedule + 16 * ((i + 9) & 15)));
  const word = i32x4.add(kept, i32x4.add(s0, s1));
  v128.store(schedule + 16 * (i & 15), word);
  return word;
}

/** Takes one block of each message into the state. */
export function compress(state: usize, block: usize): void {
  let a = v128.load(state), b = v128.load(state, 16), c = v128.load(state, 32), d = v128.load(state, 48);
  let e = v128.load(state, 64), f = v128.load(state, 80), g = v128.load(state, 96), h = v128.load(state, 112);
  memory.copy(schedule, block, BLOCK);
  for (let i: usize = 0; i < 64; i++) {
    const word = i < 16 ? v128.load(schedule + 16 * i) : extended(i);
    const s1 = xor3(turned(e, 6), turned(e, 11), turned(e, 25));
    const choice = v128.xor(g, v128.and(e, v128.xor(f, g)));
    const keyed = i32x4.add(word, v128.load_splat<u32>(K + 4 * i));
    const t1 = i32x4.add(i32x4.add(h, s1), i32x4.add(choice, keyed));
    const s0 = xor3(turned(a, 2), turned(a, 13), turned(a, 22));
    const majority = v128.xor(b, v128.and(v128.xor(a, b), v128.xor(b, c)));
    h = g;
    g = f;
    f = e;
    e = i32x4.add(d, t1);
    d = c;
    c = b;
    b = a;
    a = i32x4.add(t1, i32x4.add(s0, majority));
  }
  addTo(state, a);
  addTo(state + 16, b);
  addTo(state + 32, c);
  addTo(state + 48, d);
  addTo(state + 64, e);
  addTo(state + 80, f);
  addTo(state + 96, g);
  addTo(state + 112, h);
}

// @ts-ignore: decorator
@inline
function addTo(word: usize, value: v128): void {
  v128.store(word, i32x4.add(v128.load(word), value));
}

/** keccak-256 with the padding of Ethereum (0x01), one message at a time or two side by side in SIMD lanes. */
import { andNot, rotateLeft, xor } from './lanes';

const RATE: usize = 136;
const ROUNDS = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
  0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
  0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
  0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
], 8);
/** Bytes of the work area: the lanes of two messages, and a last block. */
export const KECCAK_AREA: usize = 25 * 16 + 136;
let state: usize = 0;
let tail: usize = 0;

/** Where this instance works: threads that share a memory have an area each. */
export function useKeccakArea(area: usize): void {
  state = area;
  tail = area + 25 * 16;
}

// @ts-ignore: decorator
@inline
function get<T>(at: usize): T {
  if (isVector<T>()) return v128.load(state + 16 * at);
  else return load<u64>(state + 8 * at);
}

// @ts-ignore: decorator
@inline
function put<T>(at: usize, lane: T): void {
  if (isVector<T>()) v128.store(state + 16 * at, lane);
  else store<u64>(state + 8 * at, lane);
}

// @ts-ignore: decorator
@inline
function constant<T>(round: usize): T {
  if (isVector<T>()) return v128.load_splat<u64>(ROUNDS + 8 * round);
  else return load<u64>(ROUNDS + 8 * round);
}

// @ts-ignore: decorator
@inline
function parity<T>(a: T, b: T, c: T, d: T, e: T): T {
  return xor<T>(xor<T>(xor<T>(a, b), xor<T>(c, d)), e);
}

// @ts-ignore: decorator
@inline
function turned<T>(a: T, d: T, bits: i32): T {
  return rotateLeft<T>(xor<T>(a, d), bits);
}

// @ts-ignore: decorator
@inline
function chi<T>(a: T, b: T, c: T): T {
  return xor<T>(a, andNot<T>(c, b));
}

/** The 24 rounds of Keccak-f[1600] (FIPS 202) on the state; lane x, y is `a` with the digit 5y + x in base 26. */
function permute<T>(): void {
  let aa = get<T>(0), ab = get<T>(1), ac = get<T>(2), ad = get<T>(3), ae = get<T>(4);
  let ba = get<T>(5), bb = get<T>(6), bc = get<T>(7), bd = get<T>(8), be = get<T>(9);
  let ca = get<T>(10), cb = get<T>(11), cc = get<T>(12), cd = get<T>(13), ce = get<T>(14);
  let da = get<T>(15), db = get<T>(16), dc = get<T>(17), dd = get<T>(18), de = get<T>(19);
  let ea = get<T>(20), eb = get<T>(21), ec = get<T>(22), ed = get<T>(23), ee = get<T>(24);
  for (let round: usize = 0; round < 24; round++) {
    const pa = parity<T>(aa, ba, ca, da, ea), pb = parity<T>(ab, bb, cb, db, eb);
    const pc = parity<T>(ac, bc, cc, dc, ec), pd = parity<T>(ad, bd, cd, dd, ed);
    const pe = parity<T>(ae, be, ce, de, ee);
    const ta = xor<T>(pe, rotateLeft<T>(pb, 1)), tb = xor<T>(pa, rotateLeft<T>(pc, 1));
    const tc = xor<T>(pb, rotateLeft<T>(pd, 1)), td = xor<T>(pc, rotateLeft<T>(pe, 1));
    const te = xor<T>(pd, rotateLeft<T>(pa, 1));

    // Theta, rho and pi in one: each line gathers what becomes a row of the plane, then chi mixes the row.
    const a0 = xor<T>(aa, ta), a1 = turned<T>(bb, tb, 44), a2 = turned<T>(cc, tc, 43);
    const a3 = turned<T>(dd, td, 21), a4 = turned<T>(ee, te, 14);
    const b0 = turned<T>(ad, td, 28), b1 = turned<T>(be, te, 20), b2 = turned<T>(ca, ta, 3);
    const b3 = turned<T>(db, tb, 45), b4 = turned<T>(ec, tc, 61);
    const c0 = turned<T>(ab, tb, 1), c1 = turned<T>(bc, tc, 6), c2 = turned<T>(cd, td, 25);
    const c3 = turned<T>(de, te, 8), c4 = turned<T>(ea, ta, 18);
    const d0 = turned<T>(ae, te, 27), d1 = turned<T>(ba, ta, 36), d2 = turned<T>(cb, tb, 10);
    const d3 = turned<T>(dc, tc, 15), d4 = turned<T>(ed, td, 56);
    const e0 = turned<T>(ac, tc, 62), e1 = turned<T>(bd, td, 55), e2 = turned<T>(ce, te, 39);
    const e3 = turned<T>(da, ta, 41), e4 = turned<T>(eb, tb, 2);

    aa = xor<T>(chi<T>(a0, a1, a2), constant<T>(round)), ab = chi<T>(a1, a2, a3), ac = chi<T>(a2, a3, a4);
    ad = chi<T>(a3, a4, a0), ae = chi<T>(a4, a0, a1);
    ba = chi<T>(b0, b1, b2), bb = chi<T>(b1, b2, b3), bc = chi<T>(b2, b3, b4), bd = chi<T>(b3, b4, b0);
    be = chi<T>(b4, b0, b1);
    ca = chi<T>(c0, c1, c2), cb = chi<T>(c1, c2, c3), cc = chi<T>(c2, c3, c4), cd = chi<T>(c3, c4, c0);
    ce = chi<T>(c4, c0, c1);
    da = chi<T>(d0, d1, d2), db = chi<T>(d1, d2, d3), dc = chi<T>(d2, d3, d4), dd = chi<T>(d3, d4, d0);
    de = chi<T>(d4, d0, d1);
    ea = chi<T>(e0, e1, e2), eb = chi<T>(e1, e2, e3), ec = chi<T>(e2, e3, e4), ed = chi<T>(e3, e4, e0);
    ee = chi<T>(e4, e0, e1);
  }
  put<T>(0, aa), put<T>(1, ab), put<T>(2, ac), put<T>(3, ad), put<T>(4, ae);
  put<T>(5, ba), put<T>(6, bb), put<T>(7, bc), put<T>(8, bd), put<T>(9, be);
  put<T>(10, ca), put<T>(11, cb), put<T>(12, cc), put<T>(13, cd), put<T>(14, ce);
  put<T>(15, da), put<T>(16, db), put<T>(17, dc), put<T>(18, dd), put<T>(19, de);
  put<T>(20, ea), put<T>(21, eb), put<T>(22, ec), put<T>(23, ed), put<T>(24, ee);
}

/** Adds a block of 136 bytes to the lanes that lie `step` bytes apart from `lanes` on. */
function absorb(block: usize, lanes: usize, step: usize): void {
  for (let at: usize = 0; at < RATE; at += 8, lanes += step) {
    store<u64>(lanes, load<u64>(lanes) ^ load<u64>(block + at));
  }
}

/** Adds the last block: what is left of the message, and the padding. */
function absorbTail(message: usize, length: usize, lanes: usize, step: usize): void {
  memory.fill(tail, 0, RATE);
  memory.copy(tail, message, length);
  store<u8>(tail + length, 0x01);
  store<u8>(tail + RATE - 1, load<u8>(tail + RATE - 1) | 0x80);
  absorb(tail, lanes, step);
}

/** Leaves nothing of what was hashed last. */
export function forgetKeccak(): void {
  memory.fill(state, 0, KECCAK_AREA);
}

/** Writes the 32 bytes of keccak-256 of a message. */
export function keccak256(out: usize, message: usize, length: usize): void {
  memory.fill(state, 0, 25 * 8);
  while (length >= RATE) {
    absorb(message, state, 8);
    permute<u64>();
    message += RATE;
    length -= RATE;
  }
  absorbTail(message, length, state, 8);
  permute<u64>();
  memory.copy(out, state, 32);
}

/** Two messages that take equally many blocks. */
function keccak256Pair(outA: usize, a: usize, lengthA: usize, outB: usize, b: usize, lengthB: usize): void {
  memory.fill(state, 0, 25 * 16);
  while (lengthA >= RATE) {
    absorb(a, state, 16);
    absorb(b, state + 8, 16);
    permute<v128>();
    a += RATE;
    b += RATE;
    lengthA -= RATE;
    lengthB -= RATE;
  }
  absorbTail(a, lengthA, state, 16);
  absorbTail(b, lengthB, state + 8, 16);
  permute<v128>();
  for (let at: usize = 0; at < 32; at += 8) {
    store<u64>(outA + at, load<u64>(state + 2 * at));
    store<u64>(outB + at, load<u64>(state + 2 * at + 8));
  }
}

/** A message in memory: u32 pointer, u32 length. */
export const SPAN: usize = 8;

// @ts-ignore: decorator
@inline
export function putSpan(spans: usize, at: usize, message: usize, length: usize): void {
  store<u32>(spans + SPAN * at, <u32>message);
  store<u32>(spans + SPAN * at, <u32>length, 4);
}

/** Hashes `count` messages. Neighbours of as many blocks go side by side, the others alone. */
export function keccak256Spans(out: usize, spans: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const a = load<u32>(spans + SPAN * i);
    const lengthA = load<u32>(spans + SPAN * i, 4);
    if (i + 1 < count) {
      const b = load<u32>(spans + SPAN * i, 8);
      const lengthB = load<u32>(spans + SPAN * i, 12);
      if (lengthA / <u32>RATE == lengthB / <u32>RATE) {
        keccak256Pair(out + 32 * i, a, lengthA, out + 32 * i + 32, b, lengthB);
        i++;
        continue;
      }
    }
    keccak256(out + 32 * i, a, lengthA);
  }
}

/** Hashes messages that lie one after the other; `ends` has the u32 offset of the end of each. */
export function keccak256Messages(out: usize, messages: usize, ends: usize, spans: usize, count: usize): void {
  let begin: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const end = load<u32>(ends + 4 * i);
    putSpan(spans, i, messages + begin, end - begin);
    begin = end;
  }
  keccak256Spans(out, spans, count);
}

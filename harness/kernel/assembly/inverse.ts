/**
 * Inverses modulo p = 2^256 - 2^32 - 977 by division steps (Bernstein, Yang 2019, in variable time, with the matrices of
 * 30 steps and the signed limbs of libsecp256k1's modinv32 by Dettman and Wuille): a third of what Fermat's power takes.
 */
import { fromWords, wordOf } from './bytes';
import { normalise } from './field';

const LIMBS: i32 = 9;
const M30: i32 = 0x3fffffff;
/** p as -977 - 4 * 2^30 + 2^16 * 2^240, and 1 / p modulo 2^30. */
const P0: i64 = -977;
const P1: i64 = -4;
const P8: i64 = 65536;
const P_INVERSE: i32 = 0x2ddacacf;

const f = memory.data(36);
const g = memory.data(36);
const d = memory.data(36);
const e = memory.data(36);
/** What 30 steps do: u, v, q, r times f, g is 2^30 times what they become. */
let u: i64 = 0;
let v: i64 = 0;
let q: i64 = 0;
let r: i64 = 0;

/** out = 1 / a; zero for zero. out may be a; a ends in its normal form. */
export function invert(out: usize, a: usize): void {
  normalise(a);
  memory.fill(d, 0, 36);
  memory.fill(e, 0, 36);
  memory.fill(f, 0, 36);
  store<i32>(e, 1);
  store<i32>(f, <i32>P0);
  store<i32>(f, <i32>P1, 4);
  store<i32>(f, <i32>P8, 32);
  toLimbs(g, a);
  let length = LIMBS;
  let eta: i32 = -1;
  while (true) {
    eta = steps(eta, load<u32>(f), load<u32>(g));
    updateCoefficients();
    updateValues(length);
    if (isNothing(g, length)) break;
    length = shortened(length);
  }
  fromLimbs(out, load<i32>(f + 4 * (length - 1)) < 0);
}

/** Thirty steps on the low bits of f and g. */
function steps(eta: i32, f0: u32, g0: u32): i32 {
  let a: u32 = 1, b: u32 = 0, c: u32 = 0, h: u32 = 1;
  let left: i32 = 30;
  while (true) {
    const zeros = <i32>ctz<u32>(g0 | (0xffffffff << left));
    g0 >>= zeros;
    a <<= zeros;
    b <<= zeros;
    eta -= zeros;
    left -= zeros;
    if (left == 0) break;
    if (eta < 0) {
      eta = -eta;
      let other = f0;
      f0 = g0;
      g0 = 0 - other;
      other = a;
      a = c;
      c = 0 - other;
      other = b;
      b = h;
      h = 0 - other;
    }
    // As many bits of g as may be cleared at once, six at most: -g / f by Newton.
    const limit = min<i32>(eta + 1, left);
    const w = f0 * g0 * (f0 * f0 - 2) & (0xffffffff >> (32 - limit)) & 63;
    g0 += f0 * w;
    c += a * w;
    h += b * w;
  }
  u = <i64><i32>a;
  v = <i64><i32>b;
  q = <i64><i32>c;
  r = <i64><i32>h;
  return eta;
}

/** d, e become u d + v e and q d + r e over 2^30 modulo p, in (-2p, p). */
function updateCoefficients(): void {
  const signD = <i64>(load<i32>(d, 32) >> 31), signE = <i64>(load<i32>(e, 32) >> 31);
  let md = <i32>((u & signD) + (v & signE)), me = <i32>((q & signD) + (r & signE));
  let di = <i64>load<i32>(d), ei = <i64>load<i32>(e);
  let cd = u * di + v * ei, ce = q * di + r * ei;
  // Multiples of p make the lowest limb vanish.
  md -= (P_INVERSE * <i32>cd + md) & M30;
  me -= (P_INVERSE * <i32>ce + me) & M30;
  const pd = <i64>md, pe = <i64>me;
  cd = (cd + P0 * pd) >> 30;
  ce = (ce + P0 * pe) >> 30;
  for (let at: usize = 4; at < 36; at += 4) {
    di = load<i32>(d + at);
    ei = load<i32>(e + at);
    cd += u * di + v * ei;
    ce += q * di + r * ei;
    if (at == 4) {
      cd += P1 * pd;
      ce += P1 * pe;
    } else if (at == 32) {
      cd += P8 * pd;
      ce += P8 * pe;
    }
    store<i32>(d + at - 4, <i32>cd & M30);
    store<i32>(e + at - 4, <i32>ce & M30);
    cd >>= 30;
    ce >>= 30;
  }
  store<i32>(d, <i32>cd, 32);
  store<i32>(e, <i32>ce, 32);
}

/** f, g become u f + v g and q f + r g over 2^30, exactly. */
function updateValues(length: i32): void {
  const end: usize = 4 * length;
  let fi = <i64>load<i32>(f), gi = <i64>load<i32>(g);
  let cf = (u * fi + v * gi) >> 30, cg = (q * fi + r * gi) >> 30;
  for (let at: usize = 4; at < end; at += 4) {
    fi = load<i32>(f + at);
    gi = load<i32>(g + at);
    cf += u * fi + v * gi;
    cg += q * fi + r * gi;
    store<i32>(f + at - 4, <i32>cf & M30);
    store<i32>(g + at - 4, <i32>cg & M30);
    cf >>= 30;
    cg >>= 30;
  }
  store<i32>(f + end - 4, <i32>cf);
  store<i32>(g + end - 4, <i32>cg);
}

function isNothing(a: usize, length: i32): bool {
  let any: i32 = 0;
  for (let i = 0; i < length; i++) any |= load<i32>(a + 4 * i);
  return any == 0;
}

/** Drops the top limbs where both are but signs. */
function shortened(length: i32): i32 {
  const top: usize = 4 * (length - 1);
  const fn = load<i32>(f + top), gn = load<i32>(g + top);
  if (length < 2 || ((fn ^ (fn >> 31)) | (gn ^ (gn >> 31))) != 0) return length;
  store<i32>(f + top - 4, load<i32>(f + top - 4) | (fn << 30));
  store<i32>(g + top - 4, load<i32>(g + top - 4) | (gn << 30));
  return length - 1;
}

function toLimbs(out: usize, a: usize): void {
  const w0 = wordOf(a, 0), w1 = wordOf(a, 1), w2 = wordOf(a, 2), w3 = wordOf(a, 3);
  store<i32>(out, <i32>w0 & M30);
  store<i32>(out, <i32>(w0 >> 30) & M30, 4);
  store<i32>(out, <i32>((w0 >> 60) | (w1 << 4)) & M30, 8);
  store<i32>(out, <i32>(w1 >> 26) & M30, 12);
  store<i32>(out, <i32>((w1 >> 56) | (w2 << 8)) & M30, 16);
  store<i32>(out, <i32>(w2 >> 22) & M30, 20);
  store<i32>(out, <i32>((w2 >> 52) | (w3 << 12)) & M30, 24);
  store<i32>(out, <i32>(w3 >> 18) & M30, 28);
  store<i32>(out, <i32>(w3 >> 48), 32);
}

/** From d, which is in (-2p, p), or from -d: brought into [0, p). */
function fromLimbs(out: usize, negative: bool): void {
  addModulus();
  if (negative) {
    for (let at: usize = 0; at < 36; at += 4) store<i32>(d + at, -load<i32>(d + at));
    carry();
  }
  addModulus();
  const l0 = limb(0), l1 = limb(4), l2 = limb(8), l3 = limb(12), l4 = limb(16), l5 = limb(20), l6 = limb(24);
  const l7 = limb(28), l8 = limb(32);
  fromWords(
    out, 4, l0 | (l1 << 30) | (l2 << 60), (l2 >> 4) | (l3 << 26) | (l4 << 56), (l4 >> 8) | (l5 << 22) | (l6 << 52),
    (l6 >> 12) | (l7 << 18) | (l8 << 48),
  );
}

// @ts-ignore: decorator
@inline
function limb(at: usize): u64 {
  return <u64>load<u32>(d + at);
}

/** d += p where it is negative. */
function addModulus(): void {
  if (load<i32>(d, 32) >= 0) return;
  store<i32>(d, load<i32>(d) + <i32>P0);
  store<i32>(d, load<i32>(d, 4) + <i32>P1, 4);
  store<i32>(d, load<i32>(d, 32) + <i32>P8, 32);
  carry();
}

function carry(): void {
  let above: i32 = 0;
  for (let at: usize = 0; at < 32; at += 4) {
    above += load<i32>(d + at);
    store<i32>(d + at, above & M30);
    above >>= 30;
  }
  store<i32>(d, load<i32>(d, 32) + above, 32);
}

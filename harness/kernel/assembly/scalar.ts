/**
 * Scalars modulo n, the order of secp256k1: nine limbs of 29 bits as in the field, always below n.
 * Products are Montgomery's with the radix 2^261; what is in Montgomery form is said.
 */
import { fromBytes, isBelow, toBytes } from './bytes';

export const SCALAR: usize = 36;
const LIMB: u64 = 0x1fffffff;
const N0: u64 = 0x10364141, N1: u64 = 0x1e92f466, N2: u64 = 0x12280eef, N3: u64 = 0x1db9cd5e, N4: u64 = 0x1fffebaa;
const N8: u64 = 0xffffff;
/** -1 / n modulo 2^29. */
const INVERSE: u64 = 0x1588b13f;
const N = memory.data<u32>([
  0x10364141, 0x1e92f466, 0x12280eef, 0x1db9cd5e, 0x1fffebaa, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x00ffffff,
]);
/** 2^522, 2^261 and 2^-261 modulo n. */
const RADIX_SQUARED = memory.data<u32>([
  0x09f6ab4b, 0x1f300d1e, 0x1c0bd5d8, 0x0c8ada8c, 0x11cefa2b, 0x08b79a0f, 0x1e697f5e, 0x00e34de2, 0x009c7356,
]);
const RADIX = memory.data<u32>([
  0x1937d7e0, 0x0da1732f, 0x1afe2201, 0x08c6542d, 0x00028aa2, 0x00000000, 0x00000000, 0x00000000, 0x00000000,
]);
/** n - 2, the exponent of Fermat's inversion. */
const EXPONENT = memory.data<u8>([
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
  0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x3f,
]);
const ONE = memory.data<u32>([1, 0, 0, 0, 0, 0, 0, 0, 0]);
const N_BYTES = memory.data<u8>([
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
  0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
]);
/** n / 2 rounded down, plus one. */
const HIGH_BYTES = memory.data<u8>([
  0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa1,
]);

/** r = a b / 2^261. */
export function montgomery(r: usize, a: usize, b: usize): void {
  const b0 = <u64>load<u32>(b), b1 = <u64>load<u32>(b, 4), b2 = <u64>load<u32>(b, 8), b3 = <u64>load<u32>(b, 12);
  const b4 = <u64>load<u32>(b, 16), b5 = <u64>load<u32>(b, 20), b6 = <u64>load<u32>(b, 24);
  const b7 = <u64>load<u32>(b, 28), b8 = <u64>load<u32>(b, 32);
  let t0: u64 = 0, t1: u64 = 0, t2: u64 = 0, t3: u64 = 0, t4: u64 = 0, t5: u64 = 0, t6: u64 = 0, t7: u64 = 0, t8: u64 = 0;
  for (let at: usize = 0; at < SCALAR; at += 4) {
    const d = <u64>load<u32>(a + at);
    t0 += d * b0;
    // m n makes the lowest column a multiple of 2^29, which drops out.
    const m = (t0 * INVERSE) & LIMB;
    t0 = t1 + d * b1 + m * N1 + ((t0 + m * N0) >> 29);
    t1 = t2 + d * b2 + m * N2;
    t2 = t3 + d * b3 + m * N3;
    t3 = t4 + d * b4 + m * N4;
    t4 = t5 + d * b5 + (m << 29) - m;
    t5 = t6 + d * b6 + (m << 29) - m;
    t6 = t7 + d * b7 + (m << 29) - m;
    t7 = t8 + d * b8 + (m << 24) - m;
    t8 = 0;
  }
  t1 += t0 >> 29;
  t2 += t1 >> 29;
  t3 += t2 >> 29;
  t4 += t3 >> 29;
  t5 += t4 >> 29;
  t6 += t5 >> 29;
  t7 += t6 >> 29;
  store<u32>(r, <u32>(t0 & LIMB));
  store<u32>(r, <u32>(t1 & LIMB), 4);
  store<u32>(r, <u32>(t2 & LIMB), 8);
  store<u32>(r, <u32>(t3 & LIMB), 12);
  store<u32>(r, <u32>(t4 & LIMB), 16);
  store<u32>(r, <u32>(t5 & LIMB), 20);
  store<u32>(r, <u32>(t6 & LIMB), 24);
  store<u32>(r, <u32>(t7 & LIMB), 28);
  store<u32>(r, <u32>(t7 >> 29), 32);
  reduceOnce(r);
}

/** Subtracts n from a value below 2n, limbs each in 29 bits, where it is n or above. */
function reduceOnce(a: usize): void {
  if (load<u32>(a, 32) < <u32>N8) return;
  let at: i32 = 32;
  while (at > 0 && load<u32>(a + at) == load<u32>(N + at)) at -= 4;
  if (load<u32>(a + at) < load<u32>(N + at)) return;
  subtractLimbs(a, a, N);
}

/** r = a - b for a >= b as whole numbers. */
function subtractLimbs(r: usize, a: usize, b: usize): void {
  let carry: i32 = 0;
  for (let at: usize = 0; at < 32; at += 4) {
    carry += <i32>load<u32>(a + at) - <i32>load<u32>(b + at);
    store<u32>(r + at, <u32>carry & <u32>LIMB);
    carry >>= 29;
  }
  store<i32>(r, carry + <i32>load<u32>(a, 32) - <i32>load<u32>(b, 32), 32);
}

export function addScalars(r: usize, a: usize, b: usize): void {
  let carry: u32 = 0;
  for (let at: usize = 0; at < 32; at += 4) {
    carry += load<u32>(a + at) + load<u32>(b + at);
    store<u32>(r + at, carry & <u32>LIMB);
    carry >>= 29;
  }
  store<u32>(r, carry + load<u32>(a, 32) + load<u32>(b, 32), 32);
  reduceOnce(r);
}

/** r = -a; zero for zero. */
export function negateScalar(r: usize, a: usize): void {
  if (isZeroScalar(a)) memory.copy(r, a, SCALAR);
  else subtractLimbs(r, N, a);
}

export function isZeroScalar(a: usize): bool {
  let any: u32 = 0;
  for (let at: usize = 0; at < SCALAR; at += 4) any |= load<u32>(a + at);
  return any == 0;
}

/** r = a in Montgomery form. */
export function toMontgomery(r: usize, a: usize): void {
  montgomery(r, a, RADIX_SQUARED);
}

const powers = memory.data(16 * 36);
const power = memory.data(36);

/** r = 1 / a by Fermat, both in Montgomery form; zero for zero. */
export function invertScalar(r: usize, a: usize): void {
  memory.copy(powers, RADIX, SCALAR);
  for (let i: usize = 1; i < 16; i++) montgomery(powers + SCALAR * i, powers + SCALAR * (i - 1), a);
  memory.copy(power, RADIX, SCALAR);
  for (let i: usize = 0; i < 64; i++) {
    for (let bit = 0; bit < 4; bit++) montgomery(power, power, power);
    const byte = load<u8>(EXPONENT + (i >> 1));
    const digit = (i & 1) == 0 ? byte >> 4 : byte & 15;
    montgomery(power, power, powers + SCALAR * digit);
  }
  memory.copy(r, power, SCALAR);
}

const product = memory.data(36);
const inverse = memory.data(36);

/**
 * Replaces `count` scalars, `step` bytes apart and none of them zero, by their inverses in Montgomery form, all with one
 * inversion. `prefixes` has room for as many scalars.
 *
 * Montgomery products of plain numbers leave powers of the radix behind. One step out of Montgomery form scales all
 * that follows so that what comes out is right.
 */
export function invertScalars(values: usize, step: usize, count: usize, prefixes: usize): void {
  memory.copy(prefixes, values, SCALAR);
  for (let i: usize = 1; i < count; i++) {
    montgomery(prefixes + SCALAR * i, prefixes + SCALAR * (i - 1), values + step * i);
  }
  invertScalar(inverse, prefixes + SCALAR * (count - 1));
  montgomery(inverse, inverse, ONE);
  for (let i = count - 1; i > 0; i--) {
    montgomery(product, inverse, prefixes + SCALAR * (i - 1));
    montgomery(inverse, inverse, values + step * i);
    memory.copy(values + step * i, product, SCALAR);
  }
  memory.copy(values, inverse, SCALAR);
  memory.fill(prefixes, 0, SCALAR * count);
  memory.fill(product, 0, SCALAR);
  memory.fill(inverse, 0, SCALAR);
  memory.fill(powers, 0, 16 * SCALAR);
  memory.fill(power, 0, SCALAR);
}

/** r = 32 bytes modulo n, most significant first. */
export function scalarFromBytes(r: usize, bytes: usize): void {
  fromBytes(r, bytes);
  reduceOnce(r);
}

// @ts-ignore: decorator
@inline
export function scalarToBytes(bytes: usize, a: usize): void {
  toBytes(bytes, a);
}

/** Whether 32 bytes are a scalar that is neither zero nor n or above. */
export function isScalar(bytes: usize): bool {
  const any = load<u64>(bytes) | load<u64>(bytes, 8) | load<u64>(bytes, 16) | load<u64>(bytes, 24);
  return any != 0 && isBelow(bytes, N_BYTES);
}

/** Whether 32 bytes are above n / 2. */
export function isHigh(bytes: usize): bool {
  return !isBelow(bytes, HIGH_BYTES);
}

/**
 * Points of secp256k1, y^2 = x^3 + 7, one at a time: Jacobian coordinates x = X / Z^2, y = Y / Z^3, with Z = 0 at
 * infinity. Coordinates have magnitude 1, Y of a negated affine point 2. Formulas: Hankerson, Menezes, Vanstone,
 * algorithm 3.21 and 3.22, the doubling with halved slope.
 */
import { copy, FIELD, half, isZeroProduct, scale, setSmall, subtract } from './field';
import { invert } from './inverse';
import { multiply, multiplySubtract, square, squareSubtract } from './product';

/** X, Y, Z. */
export const POINT: usize = 3 * FIELD;
/** x, y. */
export const AFFINE: usize = 2 * FIELD;
const Y: usize = FIELD;
const Z: usize = FIELD * 2;

const temporaries = memory.data(8 * 36);
const t0 = temporaries;
const t1 = temporaries + 36;
const t2 = temporaries + 2 * 36;
const t3 = temporaries + 3 * 36;
const t4 = temporaries + 4 * 36;
const t5 = temporaries + 5 * 36;
const t6 = temporaries + 6 * 36;
const t7 = temporaries + 7 * 36;
/** What the last sum of two points multiplied the Z of the first by. */
export const ratio = memory.data(36);

export function setInfinity(r: usize): void {
  memory.fill(r, 0, POINT);
  setSmall(r, 1);
  setSmall(r + Y, 1);
}

// @ts-ignore: decorator
@inline
export function isInfinity(a: usize): bool {
  // Exactly zero in every limb: no formula makes Z a multiple of p in another form.
  let any: u32 = 0;
  for (let at: usize = Z; at < POINT; at += 4) any |= load<u32>(a + at);
  return any == 0;
}

export function fromAffine(r: usize, a: usize): void {
  memory.copy(r, a, AFFINE);
  setSmall(r + Z, 1);
}

/** r = 2 a; r may be a. The curve has no point with y = 0, so only infinity doubles to infinity. */
export function double(r: usize, a: usize): void {
  square<u64>(t0, a);
  scale(t0, t0, 3);
  half(t0, t0);
  square<u64>(t1, a + Y);
  multiply<u64>(t2, a, t1);
  multiply<u64>(r + Z, a + Z, a + Y);
  squareSubtract<u64>(r, t0, t2, t2);
  subtract<u64>(t3, t2, r);
  square<u64>(t1, t1);
  multiplySubtract<u64>(r + Y, t0, t3, t1);
}

/** r = a + b for an affine b; r may be a. */
export function addAffine(r: usize, a: usize, b: usize): void {
  if (isInfinity(a)) return fromAffine(r, b);
  square<u64>(t0, a + Z);
  multiplySubtract<u64>(t1, t0, b, a);
  multiply<u64>(t0, t0, a + Z);
  multiplySubtract<u64>(t2, t0, b + Y, a + Y);
  if (isZeroProduct(t1)) {
    if (isZeroProduct(t2)) double(r, a);
    else setInfinity(r);
    return;
  }
  chord(r, a, a + Y, a + Z);
}

/** r = a + b; r may be a. */
export function addPoints(r: usize, a: usize, b: usize): void {
  if (isInfinity(a)) {
    memory.copy(r, b, POINT);
    return;
  }
  if (isInfinity(b)) {
    memory.copy(r, a, POINT);
    return;
  }
  square<u64>(t5, b + Z);
  multiply<u64>(t6, a, t5);
  multiply<u64>(t5, t5, b + Z);
  multiply<u64>(t7, a + Y, t5);
  square<u64>(t0, a + Z);
  multiplySubtract<u64>(t1, t0, b, t6);
  multiply<u64>(t0, t0, a + Z);
  multiplySubtract<u64>(t2, t0, b + Y, t7);
  if (isZeroProduct(t1)) {
    if (isZeroProduct(t2)) double(r, a);
    else setInfinity(r);
    return;
  }
  multiply<u64>(t5, a + Z, b + Z);
  chord(r, t6, t7, t5);
}

/** The sum from the differences t1 of x and t2 of y, and the first point's own x and y on the common z. */
function chord(r: usize, x: usize, y: usize, z: usize): void {
  copy(ratio, t1);
  multiply<u64>(r + Z, z, t1);
  square<u64>(t3, t1);
  multiply<u64>(t1, t1, t3);
  multiply<u64>(t3, t3, x);
  multiply<u64>(t4, t1, y);
  scale(t0, t3, 2);
  squareSubtract<u64>(r, t2, t1, t0);
  subtract<u64>(t3, t3, r);
  multiplySubtract<u64>(r + Y, t2, t3, t4);
}

/** r = -a in affine coordinates, y of magnitude 1 in and 2 out. */
export function negateAffine(r: usize, a: usize): void {
  copy(r, a);
  setSmall(t0, 0);
  subtract<u64>(r + Y, t0, a + Y);
}

/** The affine form of a point that is not infinity. */
export function toAffine(r: usize, a: usize): void {
  invert(t0, a + Z);
  square<u64>(t1, t0);
  multiply<u64>(t2, t1, t0);
  multiply<u64>(r, a, t1);
  multiply<u64>(r + Y, a + Y, t2);
}

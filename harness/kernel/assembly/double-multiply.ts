/**
 * a G + b Q for one point Q: the part of Q by its two halves under the endomorphism with a table of eight odd
 * multiples of Q and digits of width 5 without neighbours (wNAF), that of G by the table of the generator.
 */
import { addGenerator } from './comb';
import { split, timesLambda } from './endomorphism';
import { FIELD } from './field';
import { wordOf } from './bytes';
import { addAffine, AFFINE, double, fromAffine, isInfinity, negateAffine, ratio, setInfinity } from './point';
import { multiply, square } from './product';

const WIDTH: u32 = 5;
const ODD: usize = 8;
/** A digit a bit, and one for the last carry. */
const LENGTH: usize = 129 + 5;

const k1 = memory.data(36);
const k2 = memory.data(36);
const digits1 = memory.data(134);
const digits2 = memory.data(134);
const multiples1 = memory.data(8 * 72);
const multiples2 = memory.data(8 * 72);
const ratios = memory.data(8 * 36);
const doubled = memory.data(3 * 36);
const point = memory.data(3 * 36);
const entry = memory.data(72);
const commonZ = memory.data(36);
const power = memory.data(72);

/** r = a G + b Q; scalars in limbs, Q affine, r in Jacobian coordinates. */
export function doubleMultiply(r: usize, a: usize, b: usize, q: usize): void {
  const signs = split(k1, k2, b);
  tabulate(q);
  putDigits(digits1, k1);
  putDigits(digits2, k2);
  setInfinity(r);
  for (let bit = LENGTH; bit-- > 0; ) {
    if (!isInfinity(r)) double(r, r);
    addDigit(r, load<i8>(digits1 + bit), multiples1, (signs & 1) != 0);
    addDigit(r, load<i8>(digits2 + bit), multiples2, (signs & 2) != 0);
  }
  if (!isInfinity(r)) multiply<u64>(r + 2 * FIELD, r + 2 * FIELD, commonZ);
  addGenerator(r, a);
}

function addDigit(r: usize, digit: i32, multiples: usize, negative: bool): void {
  if (digit == 0) return;
  const size = digit < 0 ? -digit : digit;
  const at = multiples + AFFINE * <usize>(size >> 1);
  if (digit < 0 == negative) return addAffine(r, r, at);
  negateAffine(entry, at);
  addAffine(r, r, entry);
}

/**
 * The odd multiples Q to 15 Q as affine points on a curve of their own, isomorphic by `commonZ`: adding 2Q is cheap
 * where 2Q is affine, and the last of them gives its Z to all (Brown, Hankerson, Lopez, Menezes 2001, and libsecp256k1).
 */
function tabulate(q: usize): void {
  fromAffine(point, q);
  double(doubled, point);
  // On the curve where 2Q has Z = 1 the others are scaled by it.
  square<u64>(power, doubled + 2 * FIELD);
  multiply<u64>(point, q, power);
  multiply<u64>(power, power, doubled + 2 * FIELD);
  multiply<u64>(point + FIELD, q + FIELD, power);
  memory.copy(multiples1, point, AFFINE);
  for (let i: usize = 1; i < ODD; i++) {
    addAffine(point, point, doubled);
    memory.copy(ratios + FIELD * i, ratio, FIELD);
    memory.copy(multiples1 + AFFINE * i, point, AFFINE);
  }
  multiply<u64>(commonZ, point + 2 * FIELD, doubled + 2 * FIELD);
  // The Z of each is that of the last over the ratios between.
  memory.copy(power, ratios + FIELD * (ODD - 1), FIELD);
  for (let i = ODD - 1; i-- > 0; ) {
    const at = multiples1 + AFFINE * i;
    square<u64>(power + FIELD, power);
    multiply<u64>(at, at, power + FIELD);
    multiply<u64>(power + FIELD, power + FIELD, power);
    multiply<u64>(at + FIELD, at + FIELD, power + FIELD);
    if (i > 0) multiply<u64>(power, power, ratios + FIELD * i);
  }
  for (let i: usize = 0; i < ODD; i++) timesLambda(multiples2 + AFFINE * i, multiples1 + AFFINE * i);
}

/** The digits of a scalar of 128 bits: odd and below 16 in absolute value, or zero. */
function putDigits(digits: usize, k: usize): void {
  memory.fill(digits, 0, LENGTH);
  let low = wordOf(k, 0), high = wordOf(k, 1), top = wordOf(k, 2);
  for (let bit: usize = 0; (low | high | top) != 0; ) {
    let zeros: u64 = 1;
    if ((low & 1) != 0) {
      let digit = <i32>(low & 31);
      if (digit > 15) digit -= 32;
      store<i8>(digits + bit, <i8>digit);
      const before = low;
      low -= <u64>(<i64>digit);
      if (digit < 0 && low < before) {
        if (++high == 0) top++;
      }
      zeros = WIDTH;
    }
    low = (low >> zeros) | (high << (64 - zeros));
    high = (high >> zeros) | (top << (64 - zeros));
    top >>= zeros;
    bit += <usize>zeros;
  }
}

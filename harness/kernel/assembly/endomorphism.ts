/**
 * The endomorphism of secp256k1, lambda (x, y) = (beta x, y): a scalar k becomes k1 + k2 lambda with k1 and k2 of 128
 * bits and a sign each (Gallant, Lambert, Vanstone 2001; the lattice basis and its two quotients as numbers).
 */
import { wordOf } from './bytes';
import { FIELD } from './field';
import { multiply } from './product';
import { addScalars, montgomery, negateScalar, SCALAR } from './scalar';

/** round(2^384 b2 / n) and round(-2^384 b1 / n). */
const QUOTIENT1 = memory.data<u32>([
  0x05dbb031, 0x049904d2, 0x1a329ffa, 0x151428e3, 0x0eb153da, 0x08724942, 0x0f37a1b2, 0x0434fa8d, 0x003086d2,
]);
const QUOTIENT2 = memory.data<u32>([
  0x0ac47f71, 0x0b8da574, 0x1d41b185, 0x0411593b, 0x1e4c4221, 0x1fd4855f, 0x00a1bd51, 0x1ac021d1, 0x00e4437e,
]);
/** -b1, -b2 and lambda in Montgomery form. */
const MINUS_B1 = memory.data<u32>([
  0x1a4bc27c, 0x0a1cfe70, 0x0ec9da68, 0x099a492f, 0x1ee2878d, 0x0ae8ac47, 0x030ab8da, 0x1277d41b, 0x00424115,
]);
const MINUS_B2 = memory.data<u32>([
  0x1d72b4a8, 0x0e9766cd, 0x1f0861e6, 0x1a063c10, 0x1f9e250e, 0x165ba244, 0x000bb66f, 0x0e385cd6, 0x004aaebd,
]);
const LAMBDA = memory.data<u32>([
  0x102f0736, 0x0c2db1c8, 0x1f11d224, 0x10a95b3f, 0x1b23247a, 0x00652697, 0x1cb9d4b3, 0x1e156358, 0x00650802,
]);
const BETA = memory.data<u32>([
  0x119501ee, 0x09cb6143, 0x1d626570, 0x0092ea25, 0x034e99cf, 0x03cf561a, 0x1c41b991, 0x056caf80, 0x007ae96a,
]);
const BETA_PAIR = memory.data<u32>([
  0x119501ee, 0x119501ee, 0x09cb6143, 0x09cb6143, 0x1d626570, 0x1d626570, 0x0092ea25, 0x0092ea25, 0x034e99cf,
  0x034e99cf, 0x03cf561a, 0x03cf561a, 0x1c41b991, 0x1c41b991, 0x056caf80, 0x056caf80, 0x007ae96a, 0x007ae96a,
]);
/**
 * Vectors (a, b) with a + b lambda = 0 that make both halves odd: by the parities (of k1, of k2) there are, the ones of
 * the basis, (odd, odd) and (even, odd), and their sum.
 */
const BOTH_EVEN = memory.data<u32>([
  0x1284eb15, 0x03648724, 0x151af37a, 0x0da4434f, 0x00000308, 0x00000000, 0x00000000, 0x00000000, 0x00000000,
  0x05765c7e, 0x03eef71e, 0x0e8604d4, 0x16bc215c, 0x1fffdd66, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x00ffffff,
]);
const SECOND_EVEN = memory.data<u32>([
  0x1d44cfd8, 0x1e08846c, 0x18bcfd95, 0x14a1ef51, 0x0000114c, 0x00000000, 0x00000000, 0x00000000, 0x00000000,
  0x1284eb15, 0x03648724, 0x151af37a, 0x0da4434f, 0x00000308, 0x00000000, 0x00000000, 0x00000000, 0x00000000,
]);
const FIRST_EVEN = memory.data<u32>([
  0x0fc9baed, 0x016d0b91, 0x0dd7f110, 0x024632a1, 0x00001455, 0x00000000, 0x00000000, 0x00000000, 0x00000000,
  0x17fb4793, 0x07537e42, 0x03a0f84e, 0x046064ac, 0x1fffe06f, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x00ffffff,
]);

const columns = memory.data(18 * 8, 8);
const c1 = memory.data(36);
const c2 = memory.data(36);

/** r = round(k quotient / 2^384). */
function scaled(r: usize, k: usize, quotient: usize): void {
  memory.fill(columns, 0, 18 * 8);
  for (let i: usize = 0; i < 9; i++) {
    const d = <u64>load<u32>(k + 4 * i);
    for (let j: usize = 0; j < 9; j++) {
      const at = columns + 8 * (i + j);
      store<u64>(at, load<u64>(at) + d * <u64>load<u32>(quotient + 4 * j));
    }
  }
  let carry: u64 = 0;
  for (let at: usize = 0; at < 18 * 8; at += 8) {
    // Bit 384 is bit 7 of column 13; half of it rounds.
    if (at == 13 * 8) carry += 64;
    carry += load<u64>(columns + at);
    store<u64>(columns + at, carry & 0x1fffffff);
    carry >>= 29;
  }
  memory.fill(r, 0, SCALAR);
  for (let i: usize = 0; i < 5; i++) {
    const low = load<u64>(columns + 8 * (13 + i)) >> 7;
    const high = i < 4 ? load<u64>(columns + 8 * (14 + i)) << 22 : 0;
    store<u32>(r + 4 * i, <u32>((low | high) & 0x1fffffff));
  }
}

/** Makes a scalar that is either small or n minus something small into the small one; true where it was negated. */
function shortened(k: usize): bool {
  if (wordOf(k, 3) == 0) return false;
  negateScalar(k, k);
  return true;
}

/** k = +-k1 +- k2 lambda; returns bit 0 where k1 and bit 1 where k2 is to be taken negative. */
export function split(k1: usize, k2: usize, k: usize): u32 {
  scaled(c1, k, QUOTIENT1);
  scaled(c2, k, QUOTIENT2);
  montgomery(c1, c1, MINUS_B1);
  montgomery(c2, c2, MINUS_B2);
  addScalars(k2, c1, c2);
  montgomery(k1, k2, LAMBDA);
  negateScalar(k1, k1);
  addScalars(k1, k1, k);
  return (shortened(k1) ? 1 : 0) | (shortened(k2) ? 2 : 0);
}

/** The same with halves that are odd, and below 2^129. */
export function splitOdd(k1: usize, k2: usize, k: usize): u32 {
  const signs = split(k1, k2, k);
  const odd1 = load<u32>(k1) & 1, odd2 = load<u32>(k2) & 1;
  if ((odd1 & odd2) != 0) return signs;
  if ((signs & 1) != 0) negateScalar(k1, k1);
  if ((signs & 2) != 0) negateScalar(k2, k2);
  const vector = odd1 != 0 ? SECOND_EVEN : odd2 != 0 ? FIRST_EVEN : BOTH_EVEN;
  addScalars(k1, k1, vector);
  addScalars(k2, k2, vector + SCALAR);
  return (shortened(k1) ? 1 : 0) | (shortened(k2) ? 2 : 0);
}

/** r = beta x: the x of lambda times a point. */
// @ts-ignore: decorator
@inline
export function timesBeta<T>(r: usize, x: usize): void {
  multiply<T>(r, x, isVector<T>() ? BETA_PAIR : BETA);
}

/** r = lambda a, both affine. */
export function timesLambda(r: usize, a: usize): void {
  timesBeta<u64>(r, a);
  memory.copy(r + FIELD, a + FIELD, FIELD);
}

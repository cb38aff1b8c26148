/** What the precompiles of both pairing curves share: points by their coordinates, and the answer of a pairing check. */
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';

/** Some input is not what it has to be; the call fails. */
export class BadInput extends Error {}

export function need(condition: boolean): asserts condition {
  if (!condition) throw new BadInput();
}

/** Runs a precompile: null where it met bad input. Anything else that is thrown is a fault of ours. */
export function refusing(compute: () => Uint8Array): Uint8Array | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof BadInput) return null;
    throw error;
  }
}

/** y^2 = x^3 + b over a field. */
interface Curve<T> {
  readonly Point: WeierstrassPointCons<T>;
}

/** The point of affine coordinates in the field's range, (0, 0) being infinity. Refuses what is not on the curve. */
export function pointOf<T>({ Point }: Curve<T>, x: T, y: T): WeierstrassPoint<T> {
  const { Fp } = Point;
  if (Fp.is0(x) && Fp.is0(y)) return Point.ZERO;
  const { b } = Point.CURVE() as { readonly b: T };
  need(Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), b)));
  return Point.fromAffine({ x, y });
}

/** The same, of the subgroup of prime order. */
export function memberOf<T>(curve: Curve<T>, x: T, y: T): WeierstrassPoint<T> {
  const point = pointOf(curve, x, y);
  need(point.is0() || point.isTorsionFree());
  return point;
}

/** A word that says yes or no. */
export function wordOf(yes: boolean): Uint8Array {
  const word = new Uint8Array(32);
  word[31] = yes ? 1 : 0;
  return word;
}

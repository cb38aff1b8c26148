/** The operations on the curve BLS12-381: EIP-2537. */
import { pippenger } from '@noble/curves/abstract/curve.js';
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bytesToNumberBE, concatBytes, numberToBytesBE } from '@noble/curves/utils.js';
import { memberOf, need, pointOf, refusing, wordOf } from './points.ts';

const { G1, G2 } = bls12_381;
const { Fp, Fp2, Fp12, Fr } = bls12_381.fields;
type Fp2Element = ReturnType<typeof Fp2.fromBigTuple>;

/** Bytes of an element of the field, of points, and of a factor. */
const ELEMENT = 64;
const G1_POINT = 2 * ELEMENT;
const G2_POINT = 4 * ELEMENT;
const FACTOR = 32;

/** Makes a point of a place in the input. */
type ReadPoint<T> = (input: Uint8Array, at: number) => WeierstrassPoint<T>;

function elementAt(input: Uint8Array, at: number): bigint {
  const value = bytesToNumberBE(input.subarray(at, at + ELEMENT));
  need(value < Fp.ORDER);
  return value;
}

function element2At(input: Uint8Array, at: number): Fp2Element {
  return Fp2.fromBigTuple([elementAt(input, at), elementAt(input, at + ELEMENT)]);
}

const g1At: ReadPoint<bigint> = (input, at) =>
  pointOf(G1, elementAt(input, at), elementAt(input, at + ELEMENT));
const memberG1At: ReadPoint<bigint> = (input, at) =>
  memberOf(G1, elementAt(input, at), elementAt(input, at + ELEMENT));
const g2At: ReadPoint<Fp2Element> = (input, at) =>
  pointOf(G2, element2At(input, at), element2At(input, at + 2 * ELEMENT));
const memberG2At: ReadPoint<Fp2Element> = (input, at) =>
  memberOf(G2, element2At(input, at), element2At(input, at + 2 * ELEMENT));

function bytesOfG1(point: WeierstrassPoint<bigint>): Uint8Array {
  const { x, y } = point.toAffine();
  return concatBytes(numberToBytesBE(x, ELEMENT), numberToBytesBE(y, ELEMENT));
}

function bytesOfG2(point: WeierstrassPoint<Fp2Element>): Uint8Array {
  const { x, y } = point.toAffine();
  return concatBytes(...[x.c0, x.c1, y.c0, y.c1].map((part) => numberToBytesBE(part, ELEMENT)));
}

/** 0x0b: points need not be of the subgroup. */
export function addG1(input: Uint8Array): Uint8Array | null {
  return refusing(() => {
    need(input.length === 2 * G1_POINT);
    return bytesOfG1(g1At(input, 0).add(g1At(input, G1_POINT)));
  });
}

/** 0x0d */
export function addG2(input: Uint8Array): Uint8Array | null {
  return refusing(() => {
    need(input.length === 2 * G2_POINT);
    return bytesOfG2(g2At(input, 0).add(g2At(input, G2_POINT)));
  });
}

/** 0x0c: the sum of points times factors of any 256 bits. */
export function sumG1(input: Uint8Array): Uint8Array | null {
  return refusing(() => bytesOfG1(sumOf(input, G1.Point, G1_POINT, memberG1At)));
}

/** 0x0e */
export function sumG2(input: Uint8Array): Uint8Array | null {
  return refusing(() => bytesOfG2(sumOf(input, G2.Point, G2_POINT, memberG2At)));
}

function sumOf<T>(
  input: Uint8Array,
  Point: WeierstrassPointCons<T>,
  bytes: number,
  readPoint: ReadPoint<T>,
): WeierstrassPoint<T> {
  const step = bytes + FACTOR;
  need(input.length > 0 && input.length % step === 0);
  const points: WeierstrassPoint<T>[] = [];
  const factors: bigint[] = [];
  for (let at = 0; at < input.length; at += step) {
    points.push(readPoint(input, at));
    factors.push(bytesToNumberBE(input.subarray(at + bytes, at + step)) % Fr.ORDER);
  }
  if (points.length > 1) return pippenger(Point, points, factors);
  return (points[0] as WeierstrassPoint<T>).multiplyUnsafe(factors[0] as bigint);
}

/** 0x0f: whether the product of the pairings of all pairs is one. */
export function pair(input: Uint8Array): Uint8Array | null {
  return refusing(() => {
    const step = G1_POINT + G2_POINT;
    need(input.length > 0 && input.length % step === 0);
    const pairs = [];
    for (let at = 0; at < input.length; at += step) {
      const g1 = memberG1At(input, at);
      const g2 = memberG2At(input, at + G1_POINT);
      if (!g1.is0() && !g2.is0()) pairs.push({ g1, g2 });
    }
    return wordOf(Fp12.eql(bls12_381.pairingBatch(pairs), Fp12.ONE));
  });
}

/** The library's types have the functions beneath these: what it gives are points, their cofactor cleared. */
const toG1 = G1 as unknown as { mapToCurve(element: bigint): WeierstrassPoint<bigint> };
const toG2 = G2 as unknown as { mapToCurve(element: [bigint, bigint]): WeierstrassPoint<Fp2Element> };

/** 0x10: a point of the subgroup for any element of the field (RFC 9380). */
export function mapToG1(input: Uint8Array): Uint8Array | null {
  return refusing(() => {
    need(input.length === ELEMENT);
    return bytesOfG1(toG1.mapToCurve(elementAt(input, 0)));
  });
}

/** 0x11 */
export function mapToG2(input: Uint8Array): Uint8Array | null {
  return refusing(() => {
    need(input.length === 2 * ELEMENT);
    return bytesOfG2(toG2.mapToCurve([elementAt(input, 0), elementAt(input, ELEMENT)]));
  });
}

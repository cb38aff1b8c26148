/** Addition, multiplication and pairing check on the curve bn254 (alt_bn128): EIP-196, EIP-197. */
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { bn254 } from '@noble/curves/bn254.js';
import { bytesToNumberBE, concatBytes, numberToBytesBE } from '@noble/curves/utils.js';
import { memberOf, need, pointOf, refusing, wordOf } from './points.ts';

const { Fp, Fp2, Fp12, Fr } = bn254.fields;
/** Bytes of a point of G1 and one of G2. */
const PAIR = 64 + 128;

/** The number in 32 bytes; bytes behind the end are zeros. */
function numberAt(input: Uint8Array, at: number): bigint {
  const word = new Uint8Array(32);
  word.set(input.subarray(at, at + 32));
  return bytesToNumberBE(word);
}

function coordinateAt(input: Uint8Array, at: number): bigint {
  const value = numberAt(input, at);
  need(value < Fp.ORDER);
  return value;
}

/** All points of the curve are of prime order. */
function g1At(input: Uint8Array, at: number): WeierstrassPoint<bigint> {
  return pointOf(bn254.G1, coordinateAt(input, at), coordinateAt(input, at + 32));
}

/** A coordinate of G2 has its imaginary part first. */
function g2At(input: Uint8Array, at: number) {
  const [x1, x0, y1, y0] = [0, 32, 64, 96].map((part) => coordinateAt(input, at + part)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return memberOf(bn254.G2, Fp2.fromBigTuple([x0, x1]), Fp2.fromBigTuple([y0, y1]));
}

function bytesOf(point: WeierstrassPoint<bigint>): Uint8Array {
  const { x, y } = point.toAffine();
  return concatBytes(numberToBytesBE(x, 32), numberToBytesBE(y, 32));
}

/** 0x06: two points; what follows them is not looked at. */
export function add(input: Uint8Array): Uint8Array | null {
  return refusing(() => bytesOf(g1At(input, 0).add(g1At(input, 64))));
}

/** 0x07: a point and any number of 256 bits. */
export function multiply(input: Uint8Array): Uint8Array | null {
  return refusing(() => {
    const point = g1At(input, 0);
    const scalar = numberAt(input, 64) % Fr.ORDER;
    return bytesOf(point.multiplyUnsafe(scalar));
  });
}

/** 0x08: whether the product of the pairings of all pairs is one. */
export function pair(input: Uint8Array): Uint8Array | null {
  return refusing(() => {
    need(input.length % PAIR === 0);
    const pairs = [];
    for (let at = 0; at < input.length; at += PAIR) {
      const g1 = g1At(input, at);
      const g2 = g2At(input, at + 64);
      if (!g1.is0() && !g2.is0()) pairs.push({ g1, g2 });
    }
    return wordOf(Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE));
  });
}

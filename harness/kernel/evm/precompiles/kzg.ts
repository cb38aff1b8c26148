/** Evaluation of a polynomial behind a KZG commitment: the precompile of EIP-4844. */
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bytesToNumberBE, concatBytes, hexToBytes, numberToBytesBE } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { BadInput, need, refusing } from './points.ts';

const { G1, G2 } = bls12_381;
const { Fr, Fp12 } = bls12_381.fields;
/** Versioned hash, z, y, commitment, proof. */
const LENGTH = 32 + 32 + 32 + 48 + 48;
const VERSION = 1;
const ELEMENTS_OF_BLOB = 4096n;

/**
 * [tau]_2 of the public ceremony: `g2_monomial[1]` of trusted_setup_4096.json in ethereum/consensus-specs, which
 * EIP-4844 names.
 */
const TAU = G2.Point.fromBytes(
  hexToBytes(
    'b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72' +
      '185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2',
  ),
);

const OUTPUT = concatBytes(numberToBytesBE(ELEMENTS_OF_BLOB, 32), numberToBytesBE(Fr.ORDER, 32));

/** A point of the subgroup, or infinity, in the compressed form. */
function pointOf(bytes: Uint8Array): WeierstrassPoint<bigint> {
  let point: WeierstrassPoint<bigint>;
  try {
    point = G1.Point.fromBytes(bytes);
  } catch {
    throw new BadInput();
  }
  need(point.is0() || point.isTorsionFree());
  return point;
}

/** 0x0a: that p(z) = y, by e(C - y + z proof, -1) e(proof, tau) = 1. */
export function evaluatePoint(input: Uint8Array): Uint8Array | null {
  return refusing(() => {
    need(input.length === LENGTH);
    const commitment = input.subarray(96, 144);
    const hash = sha256(commitment);
    need(input[0] === VERSION && input.subarray(1, 32).every((byte, i) => byte === hash[i + 1]));
    const z = bytesToNumberBE(input.subarray(32, 64));
    const y = bytesToNumberBE(input.subarray(64, 96));
    need(z < Fr.ORDER && y < Fr.ORDER);
    const proof = pointOf(input.subarray(144, 192));
    const rest = pointOf(commitment).subtract(G1.Point.BASE.multiplyUnsafe(y)).add(proof.multiplyUnsafe(z));
    const pairs = [
      { g1: rest, g2: G2.Point.BASE.negate() },
      { g1: proof, g2: TAU },
    ].filter(({ g1 }) => !g1.is0());
    need(Fp12.eql(bls12_381.pairingBatch(pairs), Fp12.ONE));
    return OUTPUT;
  });
}

/** Signatures on the curve P-256 (secp256r1): EIP-7951. */
import { p256 } from '@noble/curves/nist.js';
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { wordOf } from './points.ts';

/** Message hash, r, s, x, y. */
const LENGTH = 5 * 32;
const { Fp } = p256.Point;
const NOTHING = new Uint8Array(0);

/** 0x100: a word that is 1 where the signature is right; nothing where it is wrong or the input is bad. */
export function verifyP256(input: Uint8Array): Uint8Array {
  if (input.length !== LENGTH) return NOTHING;
  const [x, y] = [bytesToNumberBE(input.subarray(96, 128)), bytesToNumberBE(input.subarray(128, 160))];
  if (x >= Fp.ORDER || y >= Fp.ORDER || (x === 0n && y === 0n)) return NOTHING;
  const key = new Uint8Array(65);
  key[0] = 4;
  key.set(input.subarray(96, 160), 1);
  if (!p256.utils.isValidPublicKey(key, false)) return NOTHING;
  // r and s below 1, or of the order or above, are wrong to it as well; s may be high.
  const right = p256.verify(input.subarray(32, 96), input.subarray(0, 32), key, {
    lowS: false,
    prehash: false,
  });
  return right ? wordOf(true) : NOTHING;
}

/** Owns sender recovery: secp256k1 in WebAssembly, eight times as fast as the pure JavaScript that EthereumJS brings. */
import { calculateSigRecovery, concatBytes, setLengthLeft } from '@ethereumjs/util';
import { recover } from 'tiny-secp256k1';

/**
 * The public key (64 bytes, x then y) behind a signature; what EthereumJS calls `customCrypto.ecrecover`.
 * `v` is 0 or 1, 27 or 28, or EIP-155's with `chainId`. Throws where nothing recovers.
 */
export function recoverPublicKey(
  hash: Uint8Array,
  v: bigint,
  r: Uint8Array,
  s: Uint8Array,
  chainId?: bigint,
): Uint8Array {
  const parity = calculateSigRecovery(v, chainId);
  if (parity !== 0n && parity !== 1n) throw new Error('the signature has an invalid v');
  const signature = concatBytes(setLengthLeft(r, 32), setLengthLeft(s, 32));
  const key = recover(hash, signature, parity === 1n ? 1 : 0, false);
  if (key === null) throw new Error('no public key recovers from the signature');
  return key.subarray(1);
}

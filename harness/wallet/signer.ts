/** Signing: a small interface, so that faster signers slip in. Nonces are RFC 6979 in all of them. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { Transaction as EthersTransaction, SigningKey } from 'ethers';
import * as secp256k1 from 'tiny-secp256k1';
import { createKernel, TransactionBatch } from '../kernel/index.ts';
import type { Transaction } from '../spec/intent.ts';
import { fromHex, toHex } from '../std/hex.ts';
import { signedBytes, signingPayload, type UnsignedTransaction } from './encode.ts';

/** Signs for the accounts it was made with. Its bytes are the same whichever signer made them. */
export interface Signer {
  readonly name: string;
  /** Signs with the key of `tx.intent.from`. */
  sign(tx: UnsignedTransaction): Transaction;
}

const SIGNERS = { kernel: kernelSigner, wasm: wasmSigner, ethers: ethersSigner } as const;
export type SignerName = keyof typeof SIGNERS;

/** `keys` holds 32 bytes an account. */
export function signerNamed(name: SignerName, keys: Uint8Array): Signer {
  return SIGNERS[name](keys);
}

/** The kernel of our own encodes, signs and hashes in one call. */
export function kernelSigner(keys: Uint8Array): Signer {
  const ring = createKernel().ring(keys);
  const batch = new TransactionBatch();
  return {
    name: 'kernel',
    sign({ type, chainId, nonce, maxFeeWei, tipWei, intent }) {
      const { from, to, valueWei, gasLimit, data } = intent;
      batch.clear();
      batch.push({ type, from, nonce, to, valueWei, gasLimit, maxFeeWei, tipWei, data });
      return ring.signTransactions(batch, chainId).transaction(0);
    },
  };
}

/** libsecp256k1 compiled to WebAssembly (tiny-secp256k1), with our own encoding. */
export function wasmSigner(keys: Uint8Array): Signer {
  return {
    name: 'wasm',
    sign(tx) {
      const { from } = tx.intent;
      const digest = keccak_256(signingPayload(tx));
      const { signature, recoveryId } = secp256k1.signRecoverable(
        digest,
        keys.subarray(32 * from, 32 * from + 32),
      );
      const raw = signedBytes(tx, {
        r: signature.subarray(0, 32),
        s: signature.subarray(32),
        parity: (recoveryId & 1) as 0 | 1,
      });
      return { raw, hash: keccak_256(raw) };
    },
  };
}

/** The reference: ethers encodes and signs. */
export function ethersSigner(keys: Uint8Array): Signer {
  const signingKeys = new Map<number, SigningKey>();
  function keyOf(account: number): SigningKey {
    let key = signingKeys.get(account);
    if (!key) {
      key = new SigningKey(toHex(keys.subarray(32 * account, 32 * account + 32)));
      signingKeys.set(account, key);
    }
    return key;
  }
  return {
    name: 'ethers',
    sign({ type, chainId, nonce, maxFeeWei, tipWei, intent }) {
      const fees =
        type === 'legacy'
          ? { gasPrice: maxFeeWei }
          : { maxFeePerGas: maxFeeWei, maxPriorityFeePerGas: tipWei };
      const transaction = EthersTransaction.from({
        type: type === 'legacy' ? 0 : 2,
        chainId,
        nonce,
        ...fees,
        gasLimit: intent.gasLimit,
        to: intent.to,
        value: intent.valueWei,
        data: intent.data,
      });
      transaction.signature = keyOf(intent.from).sign(transaction.unsignedHash);
      const raw = fromHex(transaction.serialized);
      return { raw, hash: keccak_256(raw) };
    },
  };
}

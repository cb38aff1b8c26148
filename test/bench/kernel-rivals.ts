/** Other libraries at the kernel's work: sign a transaction, hash, recover, verify. Native ones may be missing. */
import { createRequire } from 'node:module';
import { instantiateSecp256k1 } from '@bitauth/libauth';
import { secp256k1 as noble } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { keccak256 as ethersKeccak, recoverAddress } from 'ethers';
import { createKeccak } from 'hash-wasm';
import * as tiny from 'tiny-secp256k1';
import { type Hex, keccak256 as viemKeccak } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { toHex } from '../../harness/std/index.ts';
import {
  ethersSigner,
  type Signature,
  signedBytes,
  signingPayload,
  type UnsignedTransaction,
} from '../../harness/wallet/index.ts';

/** Signs the transaction with the key of 32 bytes and gives its hexadecimal and hash. */
export type SignOne = (tx: UnsignedTransaction, key: Uint8Array) => Signed | Promise<Signed>;
export interface Signed {
  readonly hex: string;
  readonly hash: string;
}
export type HashOne = (message: Uint8Array) => unknown;
/** `signature` is r and s; recovery gives 65 bytes or an address. */
export type RecoverOne = (hash: Uint8Array, signature: Uint8Array, id: number) => unknown;
export type VerifyOne = (hash: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => boolean;

export interface Rival {
  readonly name: string;
  readonly sign?: SignOne;
  readonly hash?: HashOne;
  readonly recover?: RecoverOne;
  readonly verify?: VerifyOne;
}

/** The bindings of the package itself: without them it falls back to JavaScript, which is not what is compared. */
interface Native {
  ecdsaSign(hash: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number };
  ecdsaRecover(signature: Uint8Array, id: number, hash: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaVerify(signature: Uint8Array, hash: Uint8Array, publicKey: Uint8Array): boolean;
}

function native(): Native | null {
  try {
    return createRequire(import.meta.url)('secp256k1/bindings.js');
  } catch {
    return null;
  }
}

/** The wallet's own encoding and @noble/hashes' keccak around somebody's ECDSA. */
function signer(ecdsa: (hash: Uint8Array, key: Uint8Array) => Signature): SignOne {
  return (tx, key) => {
    const raw = signedBytes(tx, ecdsa(keccak_256(signingPayload(tx)), key));
    return { hex: toHex(raw), hash: toHex(keccak_256(raw)) };
  };
}

function compact(signature: Uint8Array, id: number): Signature {
  return { r: signature.subarray(0, 32), s: signature.subarray(32, 64), parity: (id & 1) as 0 | 1 };
}

function viemSigner(): SignOne {
  const accounts = new Map<string, ReturnType<typeof privateKeyToAccount>>();
  return async ({ chainId, nonce, maxFeeWei, tipWei, intent }, key) => {
    const text = toHex(key);
    if (!accounts.has(text)) accounts.set(text, privateKeyToAccount(text));
    const hex = await accounts.get(text)!.signTransaction({
      type: 'eip1559',
      chainId,
      nonce,
      maxFeePerGas: maxFeeWei,
      maxPriorityFeePerGas: tipWei,
      gas: BigInt(intent.gasLimit),
      to: intent.to as Hex,
      value: intent.valueWei,
      data: intent.data,
    });
    return { hex, hash: viemKeccak(hex) };
  };
}

function nobleRival(): Rival {
  return {
    name: '@noble',
    hash: keccak_256,
    sign: signer((hash, key) => {
      const signature = noble.sign(hash, key, { prehash: false, format: 'recovered' });
      return compact(signature.subarray(1), signature[0]!);
    }),
    recover: (hash, signature, id) => {
      const bytes = new Uint8Array(65);
      bytes[0] = id;
      bytes.set(signature, 1);
      return noble.recoverPublicKey(bytes, hash, { prehash: false });
    },
    verify: (hash, signature, key) => noble.verify(signature, hash, key, { prehash: false }),
  };
}

async function libauthRival(): Promise<Rival> {
  const libauth = await instantiateSecp256k1();
  return {
    name: 'libauth',
    sign: signer((hash, key) => {
      const made = libauth.signMessageHashRecoverableCompact(key, hash);
      if (typeof made === 'string') throw new Error(made);
      return compact(made.signature, made.recoveryId);
    }),
    recover: (hash, signature, id) =>
      libauth.recoverPublicKeyUncompressed(signature, id as 0 | 1 | 2 | 3, hash),
    verify: (hash, signature, key) => libauth.verifySignatureCompactLowS(signature, key, hash),
  };
}

function nativeRival({ ecdsaSign, ecdsaRecover, ecdsaVerify }: Native): Rival {
  return {
    name: 'secp256k1',
    sign: signer((hash, key) => {
      const { signature, recid } = ecdsaSign(hash, key);
      return compact(signature, recid);
    }),
    recover: (hash, signature, id) => ecdsaRecover(signature, id, hash, false),
    verify: (hash, signature, key) => ecdsaVerify(signature, hash, key),
  };
}

const tinyRival: Rival = {
  name: 'tiny-secp256k1',
  sign: signer((hash, key) => {
    const { signature, recoveryId } = tiny.signRecoverable(hash, key);
    return compact(signature, recoveryId);
  }),
  recover: (hash, signature, id) => tiny.recover(hash, signature, id as 0 | 1 | 2 | 3, false),
  verify: (hash, signature, key) => tiny.verify(hash, key, signature),
};

const ethersRival: Rival = {
  name: 'ethers',
  hash: ethersKeccak,
  sign: (tx, key) => {
    const own = { ...tx, intent: { ...tx.intent, from: 0 } };
    const { raw, hash } = ethersSigner(key).sign([own])[0]!;
    return { hex: toHex(raw), hash: toHex(hash) };
  },
  recover: (hash, signature, id) =>
    recoverAddress(hash, {
      r: toHex(signature.subarray(0, 32)),
      s: toHex(signature.subarray(32)),
      v: 27 + id,
    }),
};

/** All that this machine has; `missing` says in a word what it has not. */
export async function rivals(): Promise<{ present: readonly Rival[]; missing: readonly string[] }> {
  const keccak = await createKeccak(256);
  const bindings = native();
  const present = [
    ethersRival,
    { name: 'viem', sign: viemSigner(), hash: (message: Uint8Array) => viemKeccak(message, 'bytes') },
    nobleRival(),
    tinyRival,
    await libauthRival(),
    ...(bindings ? [nativeRival(bindings)] : []),
    { name: 'hash-wasm', hash: (message: Uint8Array) => keccak.init().update(message).digest('binary') },
  ];
  return { present, missing: bindings ? [] : ['secp256k1 (no native build for this machine)'] };
}

/** The run's accounts: keys from a seed or a mnemonic, and the addresses that belong to them. */
import { createHmac } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { HDNodeWallet, Mnemonic } from 'ethers';
import * as secp256k1 from 'tiny-secp256k1';
import { createKernel } from '../kernel/index.ts';
import type { Address, Hex } from '../spec/intent.ts';
import { LakhError } from '../std/errors.ts';
import { fromHex, toHex } from '../std/hex.ts';

/** Accounts by index. The keys stay in here and in the signers; nothing prints them. */
export interface Accounts {
  readonly addresses: readonly Address[];
  /** 32 bytes an account. */
  readonly keys: Uint8Array;
}

/**
 * Throw-away accounts: key i is keccak-256("lakh account", seed, i), so the same seed gives the same accounts
 * everywhere. Whoever knows the seed has the keys: for test ether only.
 */
export function accountsFromSeed(seed: number, count: number): Accounts {
  return collect(count, (index) => {
    for (let attempt = 0; ; attempt++) {
      const key = keccak_256(new TextEncoder().encode(`lakh account ${seed} ${index} ${attempt}`));
      if (secp256k1.isPrivate(key)) return key;
    }
  });
}

/** BIP-44 accounts m/44'/60'/0'/0/i. Throws `bad-key` without showing the phrase. */
export function accountsFromMnemonic(phrase: string, count: number): Accounts {
  if (!Mnemonic.isValidMnemonic(phrase.trim())) {
    throw new LakhError('bad-key', 'The mnemonic is no valid BIP-39 phrase', {
      hint: 'Check the words and their order in LAKH_MNEMONIC or in the file that LAKH_MNEMONIC_FILE names',
    });
  }
  const parent = HDNodeWallet.fromPhrase(phrase.trim(), '', "m/44'/60'/0'/0");
  return collect(count, (index) => childKey(parent, index));
}

/**
 * BIP-32, CKDpriv of a child that is not hardened: it takes the parent's public key, which is the same for all, so that
 * thousands of children come in a moment. The chance that there is no such child is 2^-127; ethers throws then.
 */
function childKey(parent: HDNodeWallet, index: number): Uint8Array {
  const data = new Uint8Array(37);
  data.set(fromHex(parent.publicKey as Hex));
  new DataView(data.buffer).setUint32(33, index);
  const left = createHmac('sha512', fromHex(parent.chainCode as Hex))
    .update(data)
    .digest()
    .subarray(0, 32);
  const key = secp256k1.privateAdd(fromHex(parent.privateKey as Hex), left);
  return key ?? fromHex(parent.deriveChild(index).privateKey as Hex);
}

/** The one account of a private key: 32 bytes in hexadecimal, with or without 0x. Throws `bad-key`. */
export function accountFromKey(privateKey: string): Accounts {
  const digits = privateKey.trim().replace(/^0x/, '');
  const key = /^[0-9a-fA-F]{64}$/.test(digits) ? fromHex(`0x${digits}`) : new Uint8Array(32);
  if (!secp256k1.isPrivate(key)) {
    throw new LakhError(
      'bad-key',
      'The private key is not 32 bytes of hexadecimal in the range of secp256k1',
      {
        hint: 'Check LAKH_FUNDER_KEY or the file that LAKH_FUNDER_KEY_FILE names',
      },
    );
  }
  return collect(1, () => key);
}

function collect(count: number, keyOf: (index: number) => Uint8Array): Accounts {
  const keys = new Uint8Array(32 * count);
  for (let index = 0; index < count; index++) keys.set(keyOf(index), 32 * index);
  return { addresses: addressesOf(keys), keys };
}

/** The last 20 bytes of keccak-256 of the uncompressed public key (Yellow Paper, appendix F). */
function addressesOf(keys: Uint8Array): Address[] {
  const kernel = createKernel();
  const bytes = kernel.addresses(keys);
  kernel.close();
  return Array.from({ length: keys.length / 32 }, (_, i) => toHex(bytes.subarray(20 * i, 20 * i + 20)));
}

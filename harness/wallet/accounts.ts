/** The run's accounts: keys from a seed or a mnemonic, and the addresses that belong to them. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { HDNodeWallet, Mnemonic } from 'ethers';
import * as secp256k1 from 'tiny-secp256k1';
import type { Address } from '../spec/intent.ts';
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
  return collect(count, (index) => fromHex(parent.deriveChild(index).privateKey));
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
  const addresses: Address[] = [];
  for (let index = 0; index < count; index++) {
    const key = keyOf(index);
    keys.set(key, 32 * index);
    addresses.push(addressOf(key));
  }
  return { addresses, keys };
}

/** The last 20 bytes of keccak-256 of the uncompressed public key (Yellow Paper, appendix F). */
function addressOf(key: Uint8Array): Address {
  const point = secp256k1.pointFromScalar(key, false);
  if (!point) throw new LakhError('bad-key', 'A private key is out of range');
  return toHex(keccak_256(point.subarray(1)).subarray(12));
}

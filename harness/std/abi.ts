/** Call data for functions whose arguments are all one word: the hot path of most workloads, without an ABI library. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Address, Hex } from '../spec/intent.ts';

/** An address or a whole number, negative ones not among them. */
export type Word = Address | bigint | number;

/** A function by its signature, as `transfer(address,uint256)`. Returns what encodes a call (Solidity ABI, static types). */
export function encoder(signature: string): (...words: readonly Word[]) => Hex {
  const selector = Buffer.from(keccak_256(new TextEncoder().encode(signature)).subarray(0, 4)).toString(
    'hex',
  );
  return (...words) => `0x${selector}${words.map(word).join('')}`;
}

function word(value: Word): string {
  const digits = typeof value === 'string' ? value.slice(2) : value.toString(16);
  return digits.padStart(64, '0');
}

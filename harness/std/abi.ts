/** Call data for functions, fast: the hot path of most workloads, without an ABI library. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Address, Hex } from '../spec/intent.ts';

/** An address, a fixed-size value in hexadecimal, or a whole number, negative ones not among them. */
export type Word = Address | bigint | number;

/** One word; a list of words for `T[]`; for `bytes` and `string` the bytes in hexadecimal. */
export type Argument = Word | readonly Word[];

/**
 * A function by its signature, as `swap(uint256,address[],bytes)`. Returns what encodes a call (Solidity ABI
 * specification). Arguments are static types of one word, `T[]` of such, `bytes` and `string`; tuples are not among them.
 */
export function encoder(signature: string): (...given: readonly Argument[]) => Hex {
  const selector = selectorOf(signature);
  const types = signature.slice(signature.indexOf('(') + 1, -1).split(',');
  if (!types.some(isDynamic))
    return (...given) => `${selector}${(given as readonly Word[]).map(word).join('')}`;
  return (...given) => `${selector}${encoded(types, given)}`;
}

/** The first four bytes of a signature's hash: of functions and of errors. */
export function selectorOf(signature: string): Hex {
  return `0x${Buffer.from(keccak_256(new TextEncoder().encode(signature)).subarray(0, 4)).toString('hex')}`;
}

function isDynamic(type: string): boolean {
  return type.endsWith('[]') || type === 'bytes' || type === 'string';
}

const WORD_BYTES = 32;
const WORD_DIGITS = 2 * WORD_BYTES;

/** Heads first, in which a dynamic argument is the offset of its tail. */
function encoded(types: readonly string[], given: readonly Argument[]): string {
  let heads = '';
  let tails = '';
  for (const [at, type] of types.entries()) {
    const argument = given[at]!;
    if (isDynamic(type)) {
      heads += word(WORD_BYTES * types.length + tails.length / 2);
      tails += Array.isArray(argument) ? list(argument) : bytes(argument as Hex);
    } else heads += word(argument as Word);
  }
  return heads + tails;
}

function list(words: readonly Word[]): string {
  return word(words.length) + words.map(word).join('');
}

/** The length, then the bytes, filled up with zeros on the right. */
function bytes(hex: Hex): string {
  const digits = hex.slice(2);
  const padded = Math.ceil(digits.length / WORD_DIGITS) * WORD_DIGITS;
  return word(digits.length / 2) + digits.padEnd(padded, '0');
}

function word(value: Word): string {
  const digits = typeof value === 'string' ? value.slice(2) : value.toString(16);
  return digits.padStart(WORD_DIGITS, '0');
}

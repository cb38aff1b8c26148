/** ABI-encoded data as the words it is made of (Solidity ABI specification). */
import type { Hex } from '../harness/spec/index.ts';

const SELECTOR_DIGITS = 8;

/** The words of an answer. */
export function words(answer: Hex): bigint[] {
  return wordsFrom(answer.slice(2));
}

/** The words of a call's arguments. */
export function argumentsOf(data: Hex): bigint[] {
  return wordsFrom(data.slice(2 + SELECTOR_DIGITS));
}

function wordsFrom(digits: string): bigint[] {
  return (digits.match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`));
}

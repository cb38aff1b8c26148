/** ABI-encoded data as the words it is made of (Solidity ABI specification): what a call was told, what one answered. */
import type { Address, Hex } from '../harness/spec/index.ts';

/** Where arguments begin: behind "0x" and a selector of four bytes. */
const ARGUMENTS = 10;
const ANSWER = 2;
const WORD_DIGITS = 64;

/** The words of an answer. */
export function words(answer: Hex): bigint[] {
  return wordsFrom(answer.slice(ANSWER));
}

/** The words of a call's arguments. */
export function argumentsOf(data: Hex): bigint[] {
  return wordsFrom(data.slice(ARGUMENTS));
}

/** The n-th word of a call's arguments: 64 digits. */
export function wordOf(data: Hex, n: number): Hex {
  const start = ARGUMENTS + n * WORD_DIGITS;
  return `0x${data.slice(start, start + WORD_DIGITS)}`;
}

/** The n-th word as a number; exact up to 2^53. */
export function numberOf(data: Hex, n: number): number {
  return Number(wordOf(data, n));
}

/** The n-th word as an address. */
export function addressOf(data: Hex, n: number): Address {
  return `0x${wordOf(data, n).slice(-40)}`;
}

function wordsFrom(digits: string): bigint[] {
  return (digits.match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`));
}

/** Reads arguments back out of call data, so that an oracle can tell what an intent did. */
import type { Address, Hex } from '../harness/spec/index.ts';

const SELECTOR_END = 10;
const WORD_DIGITS = 64;

/** The digits of the n-th word behind the selector. */
export function wordOf(data: Hex, n: number): Hex {
  const start = SELECTOR_END + n * WORD_DIGITS;
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

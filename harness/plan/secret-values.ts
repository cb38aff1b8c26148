/** Secrets that slipped into a scenario where a schema would let them through: in free text, such as arguments. */
import { pathText, SECRET_PROBLEM } from './problems.ts';

/** Twelve words in a row with the lengths of BIP-39: prose has shorter ones in between. */
const MNEMONIC = /\b(?:[a-z]{3,8}\s+){11}[a-z]{3,8}\b/;

/** One problem for every text in the input that looks like a mnemonic. */
export function secretProblems(input: unknown, path: readonly PropertyKey[] = []): string[] {
  if (typeof input === 'string') return MNEMONIC.test(input) ? [`${pathText(path)}: ${SECRET_PROBLEM}`] : [];
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    secretProblems(value, [...path, Array.isArray(input) ? Number(key) : key]),
  );
}

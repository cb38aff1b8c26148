/** One contract out of a file that may hold several. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hex } from '../harness/spec/index.ts';
import { LakhError } from '../harness/std/index.ts';

export function pathOf(file: URL | string): string {
  return typeof file === 'string' && !file.startsWith('file:') ? resolve(file) : fileURLToPath(file);
}

/**
 * The contract with the name that is asked for; else the only one with code, or the one with the file's name.
 *
 * @throws LakhError `contract-unusable` that names those there are
 */
export function onlyContract<Contract extends { readonly name: string; readonly bytecode: Hex }>(
  contracts: readonly Contract[],
  wanted: string | null,
  path: string,
  fileName: string,
): Contract {
  const withCode = contracts.filter(({ bytecode }) => bytecode !== '0x');
  const candidates = withCode.length > 0 ? withCode : contracts;
  const named = (name: string) => contracts.find((contract) => contract.name === name);
  const chosen =
    wanted === null ? (candidates.length === 1 ? candidates[0] : named(fileName)) : named(wanted);
  if (chosen) return chosen;
  const names = contracts.map(({ name }) => name).join(', ');
  const problem =
    wanted === null ? 'it does not say which contract is meant' : `it has no contract ${wanted}`;
  throw new LakhError('contract-unusable', `${path}: ${problem}; there are ${names || 'none'}`, {
    hint: names === '' ? 'give a file with a contract in it' : `name one of ${names}`,
  });
}

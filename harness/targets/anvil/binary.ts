/** Where the anvil program is on this machine. */
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { LakhError } from '../../std/errors.ts';
import { isProgram } from '../started/index.ts';

const PACKAGE = '@foundry-rs/anvil-linux-amd64';

/**
 * The path of anvil: from ANVIL_BIN, then from npm, then from PATH.
 * Throws `target-missing` when there is none, or when ANVIL_BIN names no program.
 */
export function findAnvil(environment: NodeJS.ProcessEnv): string {
  const named = environment.ANVIL_BIN;
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named;
    throw missing(`ANVIL_BIN is ${named}, which is no program that can be run`);
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...packaged(), ...folders.map((folder) => join(folder, 'anvil'))];
  const found = candidates.find(isProgram);
  if (found === undefined) throw missing('anvil is not installed');
  return found;
}

function missing(why: string): LakhError {
  return new LakhError('target-missing', why, {
    hint: `on Linux x64 "npm install ${PACKAGE}" brings it; elsewhere install Foundry, or set ANVIL_BIN to its path`,
  });
}

function packaged(): string[] {
  try {
    return [join(dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)), 'bin', 'anvil')];
  } catch {
    return []; // An optional dependency: npm leaves it out on other platforms.
  }
}

/** Contracts from their Solidity source, compiled when a workload is loaded. */
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { LakhError } from '../../harness/std/index.ts';
import { type Artifact, asArtifact } from '../artifact.ts';
import { onlyContract, pathOf } from '../contract-choice.ts';
import { cached, cacheFolder, packageFolder } from './cache.ts';
import { type Compiled, type CompilerSettings, compile, compilerVersion, solcSettings } from './compiler.ts';
import { sourcesOf } from './sources.ts';

export type { Compiled, CompilerSettings } from './compiler.ts';
export { compile, solc, solcSettings } from './compiler.ts';
export { sourcesOf } from './sources.ts';

export interface SolidityOptions extends CompilerSettings {
  /** Which contract of the file, where there are several. */
  readonly contract?: string;
}

/**
 * Compiles a contract with solc 0.8.37 and gives its artifact. Imports are looked for relative to the importing file,
 * from the folder of the nearest package.json, and in `node_modules`. The outcome is kept in `.cache/lakh/solc` beside
 * that package.json under a hash of all sources, compiler and settings: a second load compiles nothing.
 *
 * @param file a URL, as `new URL('./Counter.sol', import.meta.url)`, or a path
 * @throws LakhError `contract-unusable` with solc's words, `file-unreadable` when there is no such file
 */
export function compileSolidity(file: URL | string, options: SolidityOptions = {}): Artifact {
  return asArtifact(compiledContract(file, options));
}

/** The same with the ABI as plain data. */
export function compiledContract(file: URL | string, options: SolidityOptions = {}): Compiled {
  const { contract, ...settings } = options;
  const path = pathOf(file);
  return onlyContract(compiledFile(path, settings), contract ?? null, path, basename(path, '.sol'));
}

function compiledFile(path: string, settings: CompilerSettings): Compiled[] {
  if (!existsSync(path)) {
    throw new LakhError('file-unreadable', `there is no contract ${path}`, {
      hint: "name it from the module: new URL('./Counter.sol', import.meta.url)",
    });
  }
  const folder = dirname(path);
  const sources = sourcesOf(path, packageFolder(folder) ?? folder);
  const key = [
    compilerVersion(),
    solcSettings(settings),
    sources.entry,
    Object.entries(sources.texts).sort(),
  ];
  return cached(cacheFolder(folder), key, () => compile(sources, settings));
}

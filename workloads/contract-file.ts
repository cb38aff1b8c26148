/** A contract by the name of its file: Solidity source, or an artifact. */
import { type PlainArtifact, plainArtifact } from './artifact-file.ts';
import { compiledContract } from './solidity/index.ts';

const REFERENCE = /^(.+\.(sol|json))(?:#(\w+))?$/;

/** Whether a text is the path of a `.sol` or `.json` file, with `#Name` behind it where it holds several contracts. */
export function isContractFile(text: unknown): text is string {
  return typeof text === 'string' && REFERENCE.test(text);
}

/**
 * The contract that `path/File.sol#Name` or `path/File.json` means.
 *
 * @throws LakhError `file-unreadable` or `contract-unusable`
 */
export function contractInFile(reference: string): PlainArtifact {
  const [, path = reference, extension, contract] = REFERENCE.exec(reference) ?? [];
  if (extension === 'json') return plainArtifact(path, contract);
  return compiledContract(path, contract === undefined ? {} : { contract });
}

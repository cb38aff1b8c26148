/** Artifacts as the tools of contract authors write them, read from a file. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { JsonFragment } from 'ethers';
import type { Hex } from '../harness/spec/index.ts';
import { LakhError, messageOf } from '../harness/std/index.ts';
import { type Artifact, asArtifact } from './artifact.ts';
import { onlyContract, pathOf } from './contract-choice.ts';

export interface PlainArtifact {
  readonly name: string;
  readonly abi: readonly (JsonFragment | string)[];
  /** `0x` where the file has none. */
  readonly bytecode: Hex;
}

/**
 * Reads the artifact of a contract from a JSON file: of Hardhat, Foundry or lakh, solc's standard output, or a bare ABI.
 *
 * @param contract which one, where the file holds several
 * @throws LakhError `file-unreadable`, or `contract-unusable` where nothing in it looks like an artifact
 */
export function readArtifact(file: URL | string, contract?: string): Artifact {
  return asArtifact(plainArtifact(file, contract));
}

/** The same with the ABI as plain data. */
export function plainArtifact(file: URL | string, contract?: string): PlainArtifact {
  const path = pathOf(file);
  const fileName = basename(path, '.json');
  return onlyContract(artifactsIn(json(path), fileName, path), contract ?? null, path, fileName);
}

type Json = Readonly<Record<string, unknown>>;

function json(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new LakhError('file-unreadable', `${path} cannot be read: ${messageOf(cause)}`, {
      hint: 'give the path of the JSON file that holds the ABI or the artifact',
      cause,
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unusable(path, `it is no JSON: ${messageOf(cause)}`, cause);
  }
}

/** Hardhat's build-info has the compiler's output inside. */
function artifactsIn(file: unknown, fileName: string, path: string): PlainArtifact[] {
  if (Array.isArray(file)) return [{ name: fileName, abi: file, bytecode: '0x' }];
  if (!isMapping(file)) throw unusable(path, 'it holds no ABI');
  const output = isMapping(file.output) ? file.output : file;
  if (isMapping(output.contracts)) {
    const byName = Object.values(output.contracts)
      .filter(isMapping)
      .flatMap(Object.entries<unknown>);
    return byName.filter(([, one]) => hasAbi(one)).map(([name, one]) => artifactOf(name, one as Json, path));
  }
  if (!hasAbi(file)) throw unusable(path, 'it holds no ABI');
  const name = [file.contractName, file.name].find((given) => typeof given === 'string') ?? fileName;
  return [artifactOf(name as string, file, path)];
}

function hasAbi(value: unknown): boolean {
  return isMapping(value) && Array.isArray(value.abi);
}

function artifactOf(name: string, artifact: Json, path: string): PlainArtifact {
  const digits = (bytecodeOf(artifact) ?? '').replace(/^0x/, '').toLowerCase();
  if (/__\$?/.test(digits)) throw unusable(path, `the bytecode of ${name} waits for a library to be linked`);
  if (!/^([0-9a-f]{2})*$/.test(digits))
    throw unusable(path, `the bytecode of ${name} is no hexadecimal text`);
  return { name, abi: artifact.abi as JsonFragment[], bytecode: `0x${digits}` };
}

/** `bytecode` is text (Hardhat, Truffle, lakh) or has an `object` (Foundry); solc has it under `evm`. */
function bytecodeOf({ bytecode, evm }: Json): string | undefined {
  const code = bytecode ?? (isMapping(evm) ? evm.bytecode : undefined);
  if (typeof code === 'string') return code;
  return isMapping(code) && typeof code.object === 'string' ? code.object : undefined;
}

function isMapping(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unusable(path: string, problem: string, cause?: unknown): LakhError {
  return new LakhError('contract-unusable', `${path}: ${problem}`, {
    hint: 'give an artifact of Hardhat or Foundry, the standard output of solc, or a list that is an ABI',
    cause,
  });
}

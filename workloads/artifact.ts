/** Contracts as they are deployed: pinned artifacts, those of others, and where a deployment will stand. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getCreateAddress, Interface, type InterfaceAbi } from 'ethers';
import type { Address, Hex } from '../harness/spec/index.ts';
import { LakhError } from '../harness/std/index.ts';

export interface Artifact {
  readonly name: string;
  readonly abi: Interface;
  /** Init code without the constructor's arguments. */
  readonly bytecode: Hex;
}

/** An artifact whose ABI is still plain data. */
export function asArtifact(plain: {
  readonly name: string;
  readonly abi: InterfaceAbi;
  readonly bytecode: Hex;
}): Artifact {
  return { name: plain.name, abi: new Interface(plain.abi), bytecode: plain.bytecode };
}

/** The pinned artifact of a contract of ours; a test compiles its source again and compares. */
export function artifact(name: string): Artifact {
  const file = new URL(`./contracts/artifacts/${name}.json`, import.meta.url);
  return asArtifact({ ...JSON.parse(readFileSync(file, 'utf8')), name });
}

const require = createRequire(import.meta.url);

/** The artifact that a package of npm ships, by its path: `@uniswap/v2-core/build/UniswapV2Factory.json`. */
export function packageArtifact(path: string): Artifact {
  const file = JSON.parse(readFileSync(require.resolve(path), 'utf8'));
  const { abi, bytecode } = file as { abi: InterfaceAbi; bytecode: string };
  const name = path.slice(path.lastIndexOf('/') + 1, -'.json'.length);
  return { name, abi: new Interface(abi), bytecode: `0x${bytecode.replace(/^0x/, '')}` };
}

/** The custom errors of contracts, as Solidity declares them. */
export function errorsOf(...contracts: readonly Artifact[]): string[] {
  const errors = contracts.flatMap(({ abi }) => abi.fragments.filter(({ type }) => type === 'error'));
  return [...new Set(errors.map((error) => error.format('full')))];
}

/** Init code with the constructor's arguments behind it. Throws where the contract is an interface. */
export function initCode({ name, abi, bytecode }: Artifact, args: readonly unknown[]): Hex {
  if (bytecode === '0x') {
    throw new LakhError('contract-unusable', `${name} has no bytecode: it cannot be deployed`, {
      hint: 'deploy a contract that is neither an interface nor abstract',
    });
  }
  return `${bytecode}${abi.encodeDeploy(args).slice(2)}`;
}

/** Where the contract of a creation transaction stands (Yellow Paper, section 7). */
export function contractAddress(deployer: Address, nonce: number): Address {
  return getCreateAddress({ from: deployer, nonce }).toLowerCase() as Address;
}

/** solc-js: sources to bytecode, with the compiler loaded no sooner than it is needed. */
import { createRequire } from 'node:module';
import type { JsonFragment } from 'ethers';
import type { Hex } from '../../harness/spec/index.ts';
import { LakhError } from '../../harness/std/index.ts';
import type { Sources } from './sources.ts';

export interface Compiled {
  readonly name: string;
  readonly abi: readonly JsonFragment[];
  /** Init code without the constructor's arguments; `0x` for an interface or an abstract contract. */
  readonly bytecode: Hex;
}

export interface CompilerSettings {
  /** The hard fork whose instructions may be used. Default `cancun`. */
  readonly evmVersion?: string;
  /** How often each instruction is expected to run, for the optimiser; 0 turns it off. Default 200. */
  readonly optimizerRuns?: number;
  /** Compile by the intermediate representation: slower, and deeper stacks are possible. Default false. */
  readonly viaIR?: boolean;
}

const require = createRequire(import.meta.url);

/** Told without loading the compiler, which is 8 MB of JavaScript. */
export function compilerVersion(): string {
  return require('solc/package.json').version;
}

/** The settings as solc takes them (Solidity documentation, "Compiler Input and Output JSON Description"). */
export function solcSettings({ evmVersion = 'cancun', optimizerRuns = 200, viaIR }: CompilerSettings) {
  return {
    evmVersion,
    optimizer: optimizerRuns === 0 ? { enabled: false } : { enabled: true, runs: optimizerRuns },
    ...(viaIR && { viaIR }),
    // Without it the same source gives other bytes on another machine.
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  };
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<
    Record<string, Record<string, { abi: JsonFragment[]; evm: { bytecode: { object: string } } }>>
  >;
}

/**
 * The contracts of the entry file, in its order.
 *
 * @throws LakhError `contract-unusable` with what solc says
 */
export function compile({ entry, texts }: Sources, settings: CompilerSettings): Compiled[] {
  const sources = Object.fromEntries(Object.entries(texts).map(([name, content]) => [name, { content }]));
  const input = { language: 'Solidity', sources, settings: solcSettings(settings) };
  const missing = () => ({ error: 'it is neither beside the file, nor in node_modules' });
  const output: SolcOutput = JSON.parse(solc().compile(JSON.stringify(input), { import: missing }));
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const said = errors.map(({ formattedMessage }) => formattedMessage.trim()).join('\n\n');
    throw new LakhError('contract-unusable', `${entry} does not compile:\n${said}`, {
      hint: `mend the contract; it is compiled by solc ${compilerVersion()}`,
    });
  }
  return Object.entries(output.contracts?.[entry] ?? {}).map(([name, { abi, evm }]) => {
    return { name, abi, bytecode: linked(name, evm.bytecode.object) };
  });
}

function linked(name: string, digits: string): Hex {
  if (!digits.includes('__$')) return `0x${digits}`;
  throw new LakhError('contract-unusable', `${name} waits for a library to be linked`, {
    hint: 'make the functions of the library internal, so that they become part of the contract',
  });
}

interface Solc {
  version(): string;
  compile(input: string, callbacks: { import(path: string): { error: string } }): string;
}

/** The compiler. It listens for unhandled rejections of the whole process: that is taken back. */
export function solc(): Solc {
  const before = process.listeners('unhandledRejection');
  const loaded: Solc = require('solc');
  for (const listener of process.listeners('unhandledRejection')) {
    if (!before.includes(listener)) process.removeListener('unhandledRejection', listener);
  }
  return loaded;
}

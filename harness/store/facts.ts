/** Owns what makes a chain the same chain: its id, what its blocks are like, what it began with. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { GenesisAccount } from '../spec/engine.ts';
import { LakhError } from '../std/errors.ts';

/** What a chain is started with. */
export interface ChainFacts {
  readonly chainId: number;
  readonly blockGasLimit: number;
  readonly baseFeeWei: bigint;
  readonly allocations: readonly GenesisAccount[];
}

const written = z.object({
  chainId: z.number(),
  blockGasLimit: z.number(),
  baseFeeWei: z.string(),
  /** SHA-256 of the accounts. */
  accounts: z.string(),
});
type Written = z.infer<typeof written>;

const NAMES: Readonly<Record<keyof Written, string>> = {
  chainId: 'chain id',
  blockGasLimit: 'gas limit of a block',
  baseFeeWei: 'base fee, in wei,',
  accounts: 'accounts of the genesis',
};

export function writeFacts(facts: ChainFacts): Uint8Array {
  return Buffer.from(JSON.stringify(writtenOf(facts)));
}

/** @throws LakhError `bad-data`, which names all that differs */
export function compareFacts(bytes: Uint8Array, facts: ChainFacts, path: string): void {
  const there = written.parse(JSON.parse(Buffer.from(bytes).toString()));
  const here = writtenOf(facts);
  const problems = (Object.keys(NAMES) as (keyof Written)[])
    .filter((key) => there[key] !== here[key])
    .map((key) =>
      key === 'accounts' ? `other ${NAMES[key]}` : `the ${NAMES[key]} is ${there[key]}, not ${here[key]}`,
    );
  if (problems.length === 0) return;
  throw new LakhError('bad-data', `the data folder ${path} holds another chain: ${problems.join('; ')}`, {
    hint: 'give the genesis, accounts and mnemonic that it was made with, or another folder',
  });
}

function writtenOf({ chainId, blockGasLimit, baseFeeWei, allocations }: ChainFacts): Written {
  const hash = createHash('sha256');
  for (const { address, balanceWei, nonce, code, storage } of allocations) {
    hash.update(JSON.stringify([address, balanceWei.toString(), nonce ?? 0, code ?? '0x', storage ?? {}]));
  }
  return { chainId, blockGasLimit, baseFeeWei: baseFeeWei.toString(), accounts: hash.digest('hex') };
}

/** The genesis that gives a run its accounts, as a file for `anvil --init` (geth's genesis format). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Allocation } from '../../spec/target.ts';
import { quantity } from '../../std/hex.ts';
import type { AnvilOptions } from './options.ts';

export interface GenesisFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** The text of the file. The time is given, as a chain that starts in 1970 would show in every header. */
export function genesisJson(
  options: Pick<AnvilOptions, 'chainId' | 'gasLimit' | 'baseFeeGwei'>,
  allocations: readonly Allocation[],
  timestampS: number,
): string {
  return JSON.stringify({
    config: { chainId: options.chainId },
    timestamp: quantity(timestampS),
    gasLimit: quantity(options.gasLimit),
    baseFeePerGas: quantity(Math.round(options.baseFeeGwei * 1e9)),
    difficulty: '0x0',
    alloc: Object.fromEntries(
      allocations.map(({ address, balanceWei }) => [address, { balance: quantity(balanceWei) }]),
    ),
  });
}

/** In a folder of its own, that nobody else can read or replace. */
export async function writeGenesis(text: string): Promise<GenesisFile> {
  const folder = await mkdtemp(join(tmpdir(), 'lakh-anvil-'));
  const path = join(folder, 'genesis.json');
  await writeFile(path, text);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

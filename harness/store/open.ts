/** Owns the opening of a chain's folder: one process at a time, and only the chain that was meant. */
import { ClassicLevel } from 'classic-level';
import type { ChainStore } from '../spec/chain-store.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { type ChainFacts, compareFacts } from './facts.ts';
import { dataFolder, unusable } from './folder.ts';
import { CHAIN } from './keys.ts';
import { LevelChain, type Table } from './level-chain.ts';

export type { ChainFacts } from './facts.ts';

/** What is written gathers in memory, beside the log, until there is so much of it: two or three blocks of 10,000. */
const WRITE_BUFFER = 16 * 2 ** 20;

/**
 * Opens the chain in a folder, or makes the folder, for a chain yet to begin.
 * @throws LakhError `bad-data`
 */
export async function openChain(path: string, facts: ChainFacts): Promise<ChainStore> {
  const table: Table = new ClassicLevel<Uint8Array, Uint8Array>(await dataFolder(path), {
    keyEncoding: 'view',
    valueEncoding: 'view',
    writeBufferSize: WRITE_BUFFER,
  });
  try {
    await table.open();
  } catch (error) {
    throw openingProblem(path, error);
  }
  try {
    const written = table.getSync(CHAIN);
    if (written !== undefined) compareFacts(written, facts, path);
    return new LevelChain(table, facts, path);
  } catch (error) {
    await table.close();
    throw error instanceof LakhError ? error : unusable(path, error);
  }
}

function openingProblem(path: string, error: unknown): LakhError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if ((cause as { code?: unknown }).code === 'LEVEL_LOCKED') {
    return new LakhError('bad-data', `the data folder ${path} is in use by another process`, {
      hint: 'end the other node, or name another folder',
      cause: messageOf(cause),
    });
  }
  return unusable(path, cause);
}

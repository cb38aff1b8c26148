/** Writes a corpus as its transactions come: whole or not at all. */
import { lstat, open, rename, rm } from 'node:fs/promises';
import { LakhError, messageOf } from '../std/errors.ts';
import { BLOCK_SIZE, type CorpusHead, encodeBlock, encodeHead, MAGIC } from './format.ts';

export interface CorpusTransaction {
  readonly account: number;
  readonly nonce: number;
  readonly action: string;
  readonly raw: Uint8Array;
  readonly hash: Uint8Array;
}

/**
 * @param transactions as many as the head says, in order
 * @throws LakhError `file-unreadable`; nothing is left at `path` then
 */
export async function writeCorpus(
  path: string,
  head: CorpusHead,
  transactions: AsyncIterable<CorpusTransaction>,
): Promise<void> {
  const temporary = temporaryFor(path);
  try {
    const file = await open(temporary, 'w');
    try {
      await file.appendFile(encodeHead(head));
      let block: CorpusTransaction[] = [];
      for await (const transaction of transactions) {
        if (block.push(transaction) < BLOCK_SIZE) continue;
        await file.appendFile(blockOf(block, head.actions));
        block = [];
      }
      if (block.length > 0) await file.appendFile(blockOf(block, head.actions));
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    if (cause instanceof LakhError) throw cause;
    throw unwritable(path, cause);
  }
}

/**
 * Looks whether a corpus can be written there, before anything is signed for it.
 *
 * @throws LakhError `bad-flag` where something else stands there; `file-unreadable` where nothing can be written
 */
export async function needPlace(path: string): Promise<void> {
  if (path === '') throw new LakhError('bad-flag', '--out is empty', { hint: 'name a file' });
  const there = await lstat(path).catch(() => null);
  if (there && !(there.isFile() && (there.size === 0 || (await beginsAsCorpus(path))))) {
    throw new LakhError('bad-flag', `--out ${path} is there already, and is no corpus`, {
      hint: 'name another file, or remove that one',
    });
  }
  const temporary = temporaryFor(path);
  try {
    await (await open(temporary, 'w')).close();
    await rm(temporary);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

async function beginsAsCorpus(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return bytesRead === MAGIC.length && buffer.toString('latin1') === MAGIC;
  } finally {
    await file.close();
  }
}

function temporaryFor(path: string): string {
  return `${path}.${process.pid}.tmp`;
}

function unwritable(path: string, cause: unknown): LakhError {
  return new LakhError('file-unreadable', `${path} cannot be written: ${messageOf(cause)}`, {
    hint: 'give a file that can be written with --out, or make room on the disk',
    cause,
  });
}

function indexOf(action: string, actions: readonly string[]): number {
  const index = actions.indexOf(action);
  if (index >= 0) return index;
  throw new LakhError('bad-scenario', `an intent's action is "${action}", which the workload does not list`, {
    hint: `the workload lists ${actions.join(', ')}: an intent's action must be one of them`,
  });
}

function blockOf(block: readonly CorpusTransaction[], actions: readonly string[]): Uint8Array {
  let length = 0;
  const end = Uint32Array.from(block, ({ raw }) => {
    length += raw.length;
    return length;
  });
  return encodeBlock({
    count: block.length,
    account: Uint32Array.from(block, ({ account }) => account),
    nonce: Uint32Array.from(block, ({ nonce }) => nonce),
    action: Uint32Array.from(block, ({ action }) => indexOf(action, actions)),
    end,
    hashes: Buffer.concat(block.map(({ hash }) => hash)),
    raw: Buffer.concat(block.map(({ raw }) => raw)),
  });
}

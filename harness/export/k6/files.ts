/** The folder of an export: never over files of others, and whole or not at all. */
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LakhError, messageOf } from '../../std/errors.ts';
import { toHex } from '../../std/hex.ts';
import { MARK, TRANSACTIONS_FILE } from './script.ts';

export interface Folder {
  readonly script: string;
  readonly transactions: string;
}

const SCRIPT_FILE = 'script.ts';

/**
 * Makes the folder where it is missing. Other files in it are nobody's business.
 *
 * @param force overwrites whatever has the names of ours
 * @throws LakhError `file-unreadable` for one that cannot be written, or has files of others under these names
 */
export async function openFolder(path: string, force: boolean): Promise<Folder> {
  const folder = { script: join(path, SCRIPT_FILE), transactions: join(path, TRANSACTIONS_FILE) };
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (cause) {
    throw new LakhError('file-unreadable', `${path} cannot be written: ${messageOf(cause)}`, {
      hint: 'give another folder in --out',
      cause,
    });
  }
  if (!force) await mustBeOurs(folder);
  return folder;
}

/** Transactions belong to the script beside them: without one that is ours they are not ours either. */
async function mustBeOurs({ script, transactions }: Folder): Promise<void> {
  const text = await textOf(script);
  if (text?.startsWith(MARK)) return;
  const foreign = text !== null ? script : (await exists(transactions)) ? transactions : null;
  if (foreign === null) return;
  throw new LakhError('file-unreadable', `${foreign} is there already, and not as lakh exported it`, {
    hint: 'give another folder in --out, or --force to overwrite it',
  });
}

async function textOf(path: string): Promise<string | null> {
  if (!(await exists(path))) return null;
  // What cannot be read, such as a folder of that name, is none of ours.
  return readFile(path, 'utf8').catch(() => '');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Lines that are written at once: a quarter of a megabyte. */
const LINES = 1024;

/** A line in hexadecimal each; the file gets its name when it is whole. Returns how many there are. */
export async function writeTransactions(
  { transactions: path }: Folder,
  transactions: AsyncIterable<{ readonly raw: Uint8Array }>,
): Promise<number> {
  const unfinished = `${path}.tmp`;
  let count = 0;
  let lines: string[] = [];
  try {
    const file = await open(unfinished, 'w');
    const flush = async () => {
      await file.write(lines.join(''));
      lines = [];
    };
    try {
      for await (const { raw } of transactions) {
        count++;
        lines.push(`${toHex(raw)}\n`);
        if (lines.length === LINES) await flush();
      }
      await flush();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw unwritable(path, error);
  }
  return count;
}

export async function writeScript({ script }: Folder, text: string): Promise<void> {
  await writeFile(script, text).catch((error) => {
    throw unwritable(script, error);
  });
}

/** What the file system says has a code and a path; what else comes up here is not about files. */
function unwritable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new LakhError('file-unreadable', `${path} cannot be written: ${error.message}`, {
    hint: 'see whether the disk is full, or give another folder in --out',
    cause: error,
  });
}

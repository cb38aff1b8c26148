/** A folder for a result of several parts. */
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LakhError, messageOf } from '../std/errors.ts';

/**
 * Made before anything starts: what cannot be written is known then.
 *
 * @param kind of result, for a folder that nobody named: `runs/KIND-TIME`
 * @throws LakhError `file-unreadable`; `bad-flag` where the folder is in use
 */
export async function freeFolder(out: string | null, kind: string): Promise<string> {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const folder = resolve(out ?? join('runs', `${kind}-${stamp}`));
  let files: string[];
  try {
    await mkdir(folder, { recursive: true });
    files = await readdir(folder);
  } catch (cause) {
    throw new LakhError('file-unreadable', `${folder} cannot be written: ${messageOf(cause)}`, { cause });
  }
  if (files.length === 0) return folder;
  throw new LakhError('bad-flag', `--out ${folder} is in use: ${files[0]} is in it`, {
    hint: 'name a folder that is new or empty',
  });
}

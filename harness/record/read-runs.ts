/** Reading repeated runs: one record, or every record in the folders of a folder. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { RunRecord } from '../spec/record.ts';
import { LakhError } from '../std/errors.ts';
import { RECORD_FILE } from './files.ts';
import { readRecord } from './read.ts';

export interface ReadRun {
  /** The name of the record's folder. */
  readonly name: string;
  readonly record: RunRecord;
}

/**
 * Reads a record, or all records in the folders of a folder, by name.
 *
 * @throws LakhError as `readRecord`; `bad-record` when the folder holds no record
 */
export async function readRuns(path: string): Promise<ReadRun[]> {
  const folders = await recordFolders(path);
  if (folders === null) {
    const folder = basename(path) === RECORD_FILE ? dirname(resolve(path)) : resolve(path);
    return [{ name: basename(folder), record: await readRecord(path) }];
  }
  if (folders.length === 0) {
    throw new LakhError('bad-record', `${path} holds no record, nor does any folder in it`, {
      hint: 'give the folder of a run, or a folder of such folders',
    });
  }
  return Promise.all(folders.map(async (name) => ({ name, record: await readRecord(join(path, name)) })));
}

/** The folders with a record in a folder; `null` where the path is a record itself, or nothing that can be listed. */
async function recordFolders(path: string): Promise<string[] | null> {
  if (existsSync(join(path, RECORD_FILE))) return null;
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (entries === null) return null;
  return entries
    .filter((entry) => existsSync(join(path, entry.name, RECORD_FILE)))
    .map((entry) => entry.name)
    .sort();
}

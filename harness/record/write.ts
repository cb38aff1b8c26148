/** Writing a record: whole or not at all. */
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { RunRecord } from '../spec/record.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { HISTOGRAMS_FILE, RECORD_FILE } from './files.ts';

/**
 * Writes a record into a folder, which is made where it does not exist; a record that is there is replaced.
 * Each file gets its name only when it is complete, record.json last: a folder with a record.json is a whole record.
 *
 * @param histogramLog HdrHistogram interval log, text
 * @throws LakhError `file-unreadable`
 */
export async function writeRecord(folder: string, record: RunRecord, histogramLog: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(join(folder, HISTOGRAMS_FILE), histogramLog);
    await writeWhole(join(folder, RECORD_FILE), `${JSON.stringify(record, null, 1)}\n`);
  } catch (cause) {
    throw new LakhError(
      'file-unreadable',
      `the record could not be written to ${folder}: ${messageOf(cause)}`,
      {
        hint: 'give a folder that can be written with --out, or make room on the disk',
        cause,
      },
    );
  }
}

/**
 * Looks whether a record can be written to a folder, before anything is sent for it; leaves the disk as it was.
 *
 * @throws LakhError `file-unreadable`
 */
export async function needFolder(folder: string): Promise<void> {
  const probe = join(folder, `.${process.pid}.tmp`);
  try {
    const first = await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
    if (first !== undefined) await removeEmpty(resolve(folder), resolve(first));
  } catch (cause) {
    throw new LakhError('file-unreadable', `no record can be written to ${folder}: ${messageOf(cause)}`, {
      hint: 'give a folder that can be written with --out, or run it in one',
      cause,
    });
  }
}

/** From a folder up to one of those it is in, as far as nobody else put something there meanwhile. */
async function removeEmpty(folder: string, upTo: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    return;
  }
  if (folder !== upTo) await removeEmpty(dirname(folder), upTo);
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}

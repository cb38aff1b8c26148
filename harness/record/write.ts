/** Writing a record: whole or not at all. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}

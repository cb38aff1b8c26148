/** Reading a record back, from its folder or its file. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { RunRecord } from '../spec/record.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { RECORD_FILE } from './files.ts';
import { migrate } from './migrate.ts';
import { recordSchema } from './schema.ts';

/**
 * Reads a record.
 *
 * @param path a record's folder, or the record.json in it
 * @throws LakhError `file-unreadable` when nothing can be read there; `bad-record` when it is no record, cut short, of a
 *   newer version, or lacks something, named by its path
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const file = await recordFile(path);
  const text = await textOf(file);
  const record = migrate(parse(text, file), file);
  const result = recordSchema.safeParse(record, { error: sentence });
  if (!result.success) throw malformed(file, result.error.issues);
  // The record as it was written, with keys that the schema does not name.
  return record as unknown as RunRecord;
}

async function recordFile(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? join(path, RECORD_FILE) : path;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(path: string, cause: unknown): LakhError {
  return new LakhError('file-unreadable', `no record can be read at ${path}: ${messageOf(cause)}`, {
    hint: 'give the folder that `lakh run` printed, or the record.json in it',
    cause,
  });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const cut = /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text);
    const what = text.trim() === '' ? 'is empty' : cut ? 'is cut short: its JSON has no end' : 'is no JSON';
    throw new LakhError('bad-record', `${file} ${what}`, {
      hint: 'the disk may have been full, or a copy broken off; copy the record again, or run again',
      cause,
    });
  }
}

/** Zod's own words for everything but a missing key. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : undefined;
}

const SHOWN = 5;

function malformed(file: string, issues: readonly z.core.$ZodIssue[]): LakhError {
  const lines = issues.slice(0, SHOWN).map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  if (issues.length > SHOWN) lines.push(`  and ${issues.length - SHOWN} more`);
  return new LakhError('bad-record', `${file} is no whole run record:\n${lines.join('\n')}`, {
    hint: 'it was changed after it was written; run again, or take an unchanged copy',
  });
}

/** Tags of a run: names in a file beside the record, which itself never changes. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LakhError, messageOf } from '../std/errors.ts';

export const TAGS_FILE = 'tags.json';

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,63}$/u;
const schema = z.strictObject({ tags: z.array(z.string().regex(NAME)) });

/**
 * The tags of a record's folder, in the order in which they were given.
 *
 * @throws LakhError `bad-record` for a file that holds something else: a run must not lose its tags in silence
 */
export async function readTags(folder: string): Promise<readonly string[]> {
  const file = join(folder, TAGS_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new LakhError('file-unreadable', `${file}: ${messageOf(error)}`, { cause: error });
  }
  try {
    return schema.parse(JSON.parse(text)).tags;
  } catch (cause) {
    throw new LakhError('bad-record', `${file} holds no tags`, {
      hint: 'it should read {"tags": ["name"]}; mend it or delete it',
      cause,
    });
  }
}

/**
 * Adds names, or takes them away; the file vanishes with the last one.
 *
 * @returns the tags that the run has now
 * @throws LakhError `bad-flag` for what is no name of a tag; `file-unreadable`
 */
export async function changeTags(
  folder: string,
  names: readonly string[],
  change: 'add' | 'remove',
): Promise<readonly string[]> {
  const wrong = names.find((name) => !NAME.test(name));
  if (wrong !== undefined) {
    throw new LakhError('bad-flag', `a tag cannot be called ${JSON.stringify(wrong)}`, {
      hint: 'up to 64 letters, figures and any of . _ : / -, a letter or figure first',
    });
  }
  const before = await readTags(folder);
  const tags =
    change === 'add' ? [...new Set([...before, ...names])] : before.filter((tag) => !names.includes(tag));
  await writeTags(folder, tags);
  return tags;
}

async function writeTags(folder: string, tags: readonly string[]): Promise<void> {
  const file = join(folder, TAGS_FILE);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    if (tags.length === 0) return await rm(file, { force: true });
    await writeFile(temporary, `${JSON.stringify({ tags })}\n`);
    await rename(temporary, file);
  } catch (cause) {
    throw new LakhError('file-unreadable', `the tags cannot be written: ${messageOf(cause)}`, { cause });
  }
}

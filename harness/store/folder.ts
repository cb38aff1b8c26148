/** Owns the folder: whether it is one of ours, of a format that is read here, and what is wrong with it in words. */
import { access, constants, mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { LakhError, messageOf } from '../std/errors.ts';

/** Says what the folder is, in a file that stands in it first. */
const MARK = 'lakh-data.json';
/** Of keys and records. One that reads another must raise it. */
const FORMAT = 1;
/** What file systems put into the root of a disk. */
const NOBODYS = ['lost+found'];

/**
 * Makes sure of the folder, which is made where there is none; where in it the table is.
 * @throws LakhError `bad-data`
 */
export async function dataFolder(path: string): Promise<string> {
  let names: string[];
  try {
    await makeFolder(path);
    names = (await readdir(path)).filter((name) => !NOBODYS.includes(name));
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unusable(path, cause);
  }
  if (names.includes(MARK)) await checkMark(path);
  else if (names.length === 0) await putMark(path);
  else {
    throw new LakhError(
      'bad-data',
      `${path} is no data folder: it holds other files (${names.slice(0, 3).join(', ')})`,
      {
        hint: 'name a folder that is empty or not there yet',
      },
    );
  }
  return join(path, 'chain');
}

/** The folder alone: where its parent is not there either, somebody mistyped it. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  }
}

/** What the operating system or the table says, for people. */
export function unusable(path: string, cause: unknown): LakhError {
  const { why, hint } = wordsFor(cause);
  return new LakhError('bad-data', `the data folder ${path} ${why}`, { hint, cause });
}

function wordsFor(cause: unknown): { why: string; hint: string } {
  const text = messageOf(cause);
  if (/EROFS|EACCES|EPERM|Read-only file system|Permission denied/.test(text))
    return {
      why: `cannot be written: ${text}`,
      hint: 'it must be on a disk that can be written, and belong to you',
    };
  if (/ENOTDIR|EEXIST|Not a directory/.test(text)) return { why: 'is a file', hint: 'name a folder' };
  if (/ENOENT/.test(text)) return { why: `cannot be made: ${text}`, hint: 'make the folder above it first' };
  if (/ENOSPC|No space left|EDQUOT|EFBIG|File too large/.test(text))
    return { why: `has no room: ${text}`, hint: 'make room on its disk; nothing in it is lost' };
  if (/Corruption|corrupt/i.test(text))
    return { why: `is damaged: ${text}`, hint: 'start with another, or take it from a copy' };
  return { why: `cannot be used: ${text}`, hint: 'name another folder' };
}

async function checkMark(path: string): Promise<void> {
  let format: unknown;
  try {
    format = (JSON.parse(await readFile(join(path, MARK), 'utf8')) as { format?: unknown }).format;
  } catch (cause) {
    throw new LakhError(
      'bad-data',
      `${path} is no data folder: its ${MARK} cannot be read (${messageOf(cause)})`,
      {
        hint: 'name another folder, or take this one from a copy',
        cause,
      },
    );
  }
  if (format === FORMAT) return;
  throw new LakhError(
    'bad-data',
    `the data folder ${path} has format ${String(format)}, this lakh reads ${FORMAT}`,
    {
      hint: 'start with a new folder, or with the lakh that made it',
    },
  );
}

/** The file is there entirely or not at all. */
async function putMark(path: string): Promise<void> {
  const text = JSON.stringify({ what: 'a chain of `lakh serve --data`', format: FORMAT });
  const passing = join(path, `${MARK}.tmp`);
  try {
    const file = await open(passing, 'w');
    await file.writeFile(`${text}\n`);
    await file.sync();
    await file.close();
    await rename(passing, join(path, MARK));
  } catch (cause) {
    throw unusable(path, cause);
  }
}

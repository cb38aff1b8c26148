/** The runs under a folder: records, their tags, and what cannot be read. */
import { readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { RECORD_FILE, readRecord } from '../record/index.ts';
import type { RunRecord } from '../spec/record.ts';
import { isLakhError, LakhError, messageOf } from '../std/errors.ts';
import { readTags } from './tags.ts';

export interface StoredRun {
  readonly folder: string;
  /** The folder's path below the one that was searched; the run's id where that is the folder itself. */
  readonly path: string;
  /** What it belongs to: the folder of its repeated runs, or itself. */
  readonly group: string;
  readonly record: RunRecord;
  readonly tags: readonly string[];
}

export interface History {
  /** Newest first. */
  readonly runs: readonly StoredRun[];
  readonly unreadable: readonly { readonly folder: string; readonly why: string }[];
}

/** Runs lie in a folder, repeated ones in a folder of their own there, and those of an experiment's steps below that. */
const DEEPEST = 3;

/**
 * Reads every record under a folder. Folders that are no records are looked into; links are not followed.
 *
 * @throws LakhError `file-unreadable` where there is no such folder
 */
export async function findRuns(root: string): Promise<History> {
  const runs: StoredRun[] = [];
  const unreadable: { folder: string; why: string }[] = [];
  const leaveOut = (folder: string, error: unknown) => {
    if (!isLakhError(error)) throw error;
    unreadable.push({ folder, why: error.message });
  };
  for (const folder of await recordFolders(root, 0, leaveOut)) {
    try {
      const record = await readRecord(folder);
      const path = relative(root, folder) || record.id;
      runs.push({ folder, path, group: path.split(sep)[0]!, record, tags: await readTags(folder) });
    } catch (error) {
      leaveOut(folder, error);
    }
  }
  return { runs: runs.sort(newestFirst), unreadable };
}

function newestFirst(a: StoredRun, b: StoredRun): number {
  return Date.parse(b.record.startedAt) - Date.parse(a.record.startedAt) || (a.path < b.path ? 1 : -1);
}

type LeaveOut = (folder: string, error: unknown) => void;

async function recordFolders(folder: string, depth: number, leaveOut: LeaveOut): Promise<string[]> {
  const entries = await entriesOf(folder);
  if (entries.some((entry) => entry.isFile() && entry.name === RECORD_FILE)) return [folder];
  if (depth === DEEPEST) return [];
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  const search = (one: string) =>
    recordFolders(one, depth + 1, leaveOut).catch((error: unknown) => {
      leaveOut(one, error);
      return [];
    });
  return (await Promise.all(below.map(search))).flat();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw new LakhError('file-unreadable', `no runs can be read at ${folder}: ${messageOf(cause)}`, {
      hint: 'give the folder that holds the runs with --runs; `lakh run` makes runs/',
      cause,
    });
  }
}

/**
 * The one run that a name means: its id, its folder's name or path, or the beginning of one of them.
 *
 * @throws LakhError `bad-flag` for none and for several
 */
export function runNamed(runs: readonly StoredRun[], name: string): StoredRun {
  const exact = runs.filter((run) => namesOf(run).includes(name));
  const found =
    exact.length > 0 ? exact : runs.filter((run) => namesOf(run).some((one) => one.startsWith(name)));
  if (found.length === 1) return found[0]!;
  if (found.length === 0) {
    throw new LakhError('bad-flag', `there is no run ${name}`, {
      hint: '`lakh runs list` names those there are',
    });
  }
  const paths = found.slice(0, 5).map(({ path }) => path);
  throw new LakhError('bad-flag', `${name} may be any of ${found.length} runs: ${paths.join(', ')}`, {
    hint: 'give more of the name, or the path of its folder',
  });
}

function namesOf({ record, path, folder }: StoredRun): string[] {
  return [record.id, path, basename(folder), folder];
}

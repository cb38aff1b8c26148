/** Which runs may go, and their going. */
import { readdir, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { HISTOGRAMS_FILE, RECORD_FILE, SAMPLES_FILE } from '../record/index.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import type { StoredRun } from './find-runs.ts';
import { TAGS_FILE } from './tags.ts';

/** Either as many of the newest as stay, or the age past which the others go. */
export type PruneRule = { readonly keep: number } | { readonly olderThanMs: number; readonly nowMs: number };

/**
 * The runs that a rule lets go, newest first. Repeated runs stay or go together and are as old as the newest of them;
 * they count once. Whatever has a tag stays, with the runs that it was repeated with.
 */
export function prunable(runs: readonly StoredRun[], rule: PruneRule): StoredRun[] {
  const groups = new Map<string, StoredRun[]>();
  for (const run of runs) groups.set(run.group, [...(groups.get(run.group) ?? []), run]);
  return [...groups.values()]
    .filter((members, index) => isOut(members, index, rule))
    .filter((members) => members.every(({ tags }) => tags.length === 0))
    .flat();
}

function isOut(members: readonly StoredRun[], index: number, rule: PruneRule): boolean {
  if ('keep' in rule) return index >= rule.keep;
  const started = Math.max(...members.map(({ record }) => Date.parse(record.startedAt)));
  return rule.nowMs - started > rule.olderThanMs;
}

const UNITS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `12h`, `30d`, `8w` in milliseconds. Throws `bad-flag`. */
export function ageMs(text: string): number {
  const [, figure, unit] = /^\s*(\d+(?:\.\d+)?)\s*([hdw])\s*$/.exec(text) ?? [];
  if (figure !== undefined) return Number(figure) * UNITS[unit as keyof typeof UNITS];
  throw new LakhError('bad-flag', `${text} is no age`, { hint: 'as in 12h, 30d or 8w' });
}

/** What a run leaves in its folder; everything else there is somebody's own. */
const OURS = [HISTOGRAMS_FILE, SAMPLES_FILE, 'report.html', TAGS_FILE];

/**
 * Deletes the files that lakh writes, the record first: what breaks off leaves no half record. Folders go when they are
 * empty then, up to `root`, which stays.
 *
 * @throws LakhError `file-unreadable`
 */
export async function deleteRun({ folder }: StoredRun, root: string): Promise<void> {
  try {
    await unlink(join(folder, RECORD_FILE));
    for (const file of OURS) await rm(join(folder, file), { force: true });
    for (let at = resolve(folder); at.startsWith(resolve(root) + sep); at = dirname(at)) {
      if ((await readdir(at)).length > 0) return;
      await rmdir(at);
    }
  } catch (cause) {
    throw new LakhError('file-unreadable', `${folder} cannot be deleted: ${messageOf(cause)}`, { cause });
  }
}

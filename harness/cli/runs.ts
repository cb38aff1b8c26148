/** `lakh runs`: list, show, tag, prune and query the runs of a folder. */
import { type AnswerFormat, renderAnswer, runsObject, runsTable } from '../../reports/history/index.ts';
import { reporterByName } from '../../reports/index.ts';
import {
  ageMs,
  changeTags,
  deleteRun,
  findRuns,
  openDatabase,
  type PruneRule,
  prunable,
  runNamed,
  type StoredRun,
} from '../history/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError } from '../std/errors.ts';
import { mayColor } from './color.ts';

/** What cannot be read is named on stderr and left out. */
export async function readableRuns(folder: string): Promise<readonly StoredRun[]> {
  const { runs, unreadable } = await findRuns(folder);
  for (const { why } of unreadable) process.stderr.write(`lakh: left out: ${why}\n`);
  return runs;
}

export async function listRuns(folder: string, json: boolean): Promise<ExitCode> {
  const runs = await readableRuns(folder);
  if (json) process.stdout.write(`${JSON.stringify(runsObject(runs), null, 2)}\n`);
  else process.stdout.write(runs.length === 0 ? `no runs under ${folder}\n` : runsTable(runs));
  return EXIT.ok;
}

export async function showRun(folder: string, id: string): Promise<ExitCode> {
  const { record } = runNamed(await readableRuns(folder), id);
  process.stdout.write(reporterByName('text')!.render(record, { color: mayColor(process.stdout) }));
  return EXIT.ok;
}

export async function tagRun(
  folder: string,
  id: string,
  names: readonly string[],
  remove: boolean,
): Promise<ExitCode> {
  const run = runNamed(await readableRuns(folder), id);
  const tags = await changeTags(run.folder, names, remove ? 'remove' : 'add');
  process.stdout.write(`${run.path}: ${tags.length === 0 ? 'no tags' : tags.join(' ')}\n`);
  return EXIT.ok;
}

export interface PruneWish {
  readonly keep?: string | undefined;
  readonly olderThan?: string | undefined;
}

/** Without `yes` it only tells. */
export async function pruneRuns(folder: string, wish: PruneWish, yes: boolean): Promise<ExitCode> {
  const rule = pruneRule(wish);
  const runs = await readableRuns(folder);
  const going = prunable(runs, rule);
  if (going.length > 0) process.stdout.write(runsTable(going));
  if (yes) for (const run of going) await deleteRun(run, folder);
  const counted = `${going.length} of ${runs.length} runs`;
  const hint = going.length > 0 ? '; --yes deletes them' : '';
  process.stdout.write(yes ? `deleted ${counted}\n` : `${counted} would be deleted${hint}\n`);
  return EXIT.ok;
}

function pruneRule({ keep, olderThan }: PruneWish): PruneRule {
  if ((keep === undefined) === (olderThan === undefined)) {
    throw new LakhError('bad-flag', 'prune needs either --keep or --older-than', {
      hint: 'as in lakh runs prune --keep 20, or --older-than 30d',
    });
  }
  if (olderThan !== undefined) return { olderThanMs: ageMs(olderThan), nowMs: Date.now() };
  if (/^\d{1,9}$/.test(keep!)) return { keep: Number(keep) };
  throw new LakhError('bad-flag', `--keep must be a whole number, not ${keep}`, { hint: 'as in --keep 20' });
}

export async function queryRuns(folder: string, sql: string, format: AnswerFormat): Promise<ExitCode> {
  const database = await openDatabase(await readableRuns(folder));
  try {
    process.stdout.write(renderAnswer(await database.query(sql), format));
  } finally {
    database.close();
  }
  return EXIT.ok;
}

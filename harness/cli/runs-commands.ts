/** `lakh runs` and what comes after it: arguments and flags. */
import type { Argv } from 'yargs';
import { ANSWER_FORMATS } from '../../reports/history/index.ts';
import type { ExitCode } from '../spec/exit-codes.ts';
import { switchOf } from './environment.ts';

const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;
const WANTED = { type: 'string', demandOption: true } as const;

/** `finish` takes the exit code of the command that was called. */
export function runsCommands(command: Argv, finish: (code: ExitCode) => void): Argv {
  return command
    .command('list', 'list the runs, newest first', listFlags, async (given) => {
      finish(await (await import('./runs.ts')).listRuns(given.runs, jsonOf(given)));
    })
    .command('show <id>', 'print the summary of a run', idArgument, async (given) => {
      finish(await (await import('./runs.ts')).showRun(given.runs, given.id));
    })
    .command(
      'tag <id> <names..>',
      'name a run; what has a name is not pruned',
      tagArguments,
      async (given) => {
        const { tagRun } = await import('./runs.ts');
        finish(await tagRun(given.runs, given.id, given.names.map(String), given.remove === true));
      },
    )
    .command('prune', 'tell which runs may go, and delete them with --yes', pruneFlags, async (given) => {
      const { pruneRuns } = await import('./runs.ts');
      finish(
        await pruneRuns(given.runs, { keep: given.keep, olderThan: given['older-than'] }, given.yes === true),
      );
    })
    .command('sql <query>', 'ask the runs in SQL', sqlFlags, async (given) => {
      finish(await (await import('./runs.ts')).queryRuns(given.runs, given.query, formatOf(given)));
    })
    .command(
      'trend',
      'tell how figures moved from run to run, and where they changed',
      trendFlags,
      async (given) => {
        const { showTrend } = await import('./trend.ts');
        const { workload, target, runs, out } = given;
        const metrics = [given.metric].flat().map(String);
        const wish = { metrics, workload, target, invalid: given.invalid === true };
        finish(await showTrend(runs, wish, { out, json: jsonOf(given) }));
      },
    )
    .demandCommand(1, 'say what to do with the runs: list, show, tag, prune, sql or trend');
}

function folderFlag<Given>(command: Argv<Given>) {
  return command.option('runs', { ...text('the folder of the runs'), default: 'runs' });
}

function listFlags(command: Argv) {
  return folderFlag(command).option('json', { type: 'boolean', describe: 'print one JSON object on stdout' });
}

const ID = { ...WANTED, describe: "a run's id, its folder's name, or the beginning of one" } as const;

function idArgument(command: Argv) {
  return folderFlag(command.positional('id', ID));
}

function tagArguments(command: Argv) {
  const given = command
    .positional('id', ID)
    .positional('names', { ...WANTED, array: true, describe: 'such as release-1.2' });
  return folderFlag(given).option('remove', { type: 'boolean', describe: 'take the names away' });
}

function pruneFlags(command: Argv) {
  return folderFlag(command)
    .option('keep', text('how many of the newest stay'))
    .option('older-than', text('the age past which runs go: 12h, 30d, 8w'))
    .option('yes', { type: 'boolean', describe: 'delete them' });
}

function sqlFlags(command: Argv) {
  const given = command.positional('query', { ...WANTED, describe: 'such as "select * from runs"' });
  return folderFlag(given)
    .option('format', {
      ...text('how to print the answer'),
      choices: ANSWER_FORMATS,
      default: 'table' as const,
    })
    .option('json', { type: 'boolean', describe: 'as --format json' });
}

function trendFlags(command: Argv) {
  return folderFlag(command)
    .option('metric', {
      ...text('as in inclusion.p99; may be repeated'),
      default: ['goodput', 'inclusion.p99'],
    })
    .option('workload', text('only runs of this workload'))
    .option('target', text('only runs on this target'))
    .option('invalid', { type: 'boolean', describe: 'take runs whose measurement is invalid too' })
    .option('out', text('the page to write, one offline HTML file'))
    .option('json', { type: 'boolean', describe: 'print one JSON object on stdout' });
}

function jsonOf(given: { readonly json?: boolean | undefined }): boolean {
  return given.json === true || switchOf(process.env, 'json');
}

function formatOf(given: {
  readonly json?: boolean | undefined;
  readonly format: (typeof ANSWER_FORMATS)[number];
}) {
  return jsonOf(given) ? 'json' : given.format;
}

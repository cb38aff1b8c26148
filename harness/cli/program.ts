/** The commands and their flags. Each command's module is loaded only when it is called. */
import yargs, { type Argv } from 'yargs';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { LakhError } from '../std/errors.ts';
import { addComparisonCommands } from './comparison-commands.ts';
import { exportCommands } from './export-commands.ts';
import { matrixCommands } from './matrix-flags.ts';
import { presignCommands } from './presign-command.ts';
import {
  JSON_OUTPUT,
  liveArguments,
  liveFlags,
  runArguments,
  runFlags,
  SET,
  wantsJson,
} from './run-flags.ts';
import { runsCommands } from './runs-commands.ts';
import { saturationCommands } from './saturation-commands.ts';
import { scaleCommands } from './scale-flags.ts';
import { serveCommands } from './serve-flags.ts';
import { lakhVersion } from './version.ts';

/**
 * Parses the arguments and runs the command.
 *
 * @param argv without node and script
 * @throws LakhError `bad-flag` for arguments that cannot be used, and whatever the command throws
 */
export async function program(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const finish = (code: ExitCode) => {
    exitCode = code;
  };
  const basic = yargs()
    .scriptName('lakh')
    .locale('en')
    .usage('$0 <command>\n\nLoad and honest benchmarks for smart-contract chains.')
    .parserConfiguration({ 'camel-case-expansion': false, 'dot-notation': false, 'boolean-negation': false })
    .command(
      'run [scenario]',
      'run a scenario, or the default one',
      (command) => liveFlags(runFlags(command)),
      async (given) => {
        const { runCommand } = await import('./run.ts');
        finish(await runCommand(runArguments(given), liveArguments(given)));
      },
    )
    .command('report <record>', 'render the record of a run', reportFlags, async (given) => {
      const { report } = await import('./report.ts');
      finish(await report({ record: given.record, format: given.format, out: given.out }));
    })
    .command('schema', 'print the JSON Schema of scenario files', noFlags, async () => {
      finish((await import('./schema.ts')).schema());
    })
    .command('validate <file>', 'check a scenario and show its plan', fileArgument, async ({ file }) => {
      finish(await (await import('./validate.ts')).validate(file));
    })
    .command('list <what>', 'tell what there is', listArgument, async ({ what }) => {
      finish((await import('./list.ts')).list(what));
    })
    .command('init [file]', 'write a commented scenario to start from', initArgument, async ({ file }) => {
      finish(await (await import('./init.ts')).init(file));
    })
    .command(
      'check-workload <workload>',
      'check that a workload keeps its rules',
      checkFlags,
      async (given) => {
        const { checkWorkload } = await import('./check-workload.ts');
        finish(await checkWorkload(checkArguments(given)));
      },
    );
  const limits = scaleCommands(saturationCommands(addComparisonCommands(basic, finish), finish), finish);
  const measuring = matrixCommands(limits, finish);
  const commands = serveCommands(presignCommands(exportCommands(measuring, finish), finish), finish)
    .command('runs', 'list, show, tag, prune and query the runs of a folder, tell trends', (command) =>
      runsCommands(command, finish),
    )
    .demandCommand(1, 'say what to do: run, compare, saturate, ... `lakh --help` lists the commands')
    .strict()
    .recommendCommands()
    .wrap(100)
    .version(lakhVersion())
    .help()
    .exitProcess(false)
    .fail((message, error) => {
      throw message ? usageError(message) : error;
    });
  await commands.parseAsync([...argv]);
  return exitCode;
}

/** Long values are left out of the message: somebody may have tried to hand over a key. */
function usageError(said: string): LakhError {
  const message = said.replace(/[^\s,"]{40,}/g, '...').replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase());
  const hint = /key|mnemonic|secret/i.test(message)
    ? 'keys are no flags: set LAKH_FUNDER_KEY or LAKH_FUNDER_KEY_FILE, LAKH_MNEMONIC or LAKH_MNEMONIC_FILE'
    : '`lakh --help` lists the commands, `lakh <command> --help` their flags';
  return new LakhError('bad-flag', message, { hint });
}

function noFlags(command: Argv) {
  return command;
}

function reportFlags(command: Argv) {
  return command
    .positional('record', { type: 'string', demandOption: true, describe: "a record's folder" })
    .option('format', {
      type: 'string',
      requiresArg: true,
      default: 'text',
      describe: 'see: lakh list reports',
    })
    .option('out', { type: 'string', requiresArg: true, describe: 'the file to write; else stdout' });
}

function fileArgument(command: Argv) {
  return command.positional('file', { type: 'string', demandOption: true, describe: 'a scenario file' });
}

function listArgument(command: Argv) {
  return command.positional('what', {
    type: 'string',
    demandOption: true,
    describe: 'workloads, targets or reports',
  });
}

function initArgument(command: Argv) {
  return command.positional('file', { type: 'string', default: 'lakh.yaml', describe: 'the file to write' });
}

function checkFlags(command: Argv) {
  return command
    .positional('workload', {
      type: 'string',
      demandOption: true,
      describe: 'a name, a module such as ./mine.ts, or a scenario file',
    })
    .option('set', SET)
    .option('accounts', { type: 'string', requiresArg: true, describe: 'how many accounts send' })
    .option('json', JSON_OUTPUT);
}

function checkArguments(given: Readonly<Record<string, unknown>>) {
  return {
    workload: given.workload as string,
    accounts: given.accounts as string | undefined,
    settings: [given.set ?? []].flat() as string[],
    json: wantsJson(given),
  };
}

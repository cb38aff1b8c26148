/** `lakh export`: a load in the form of another tool. */
import type { Argv } from 'yargs';
import type { ExitCode } from '../spec/exit-codes.ts';
import { LakhError } from '../std/errors.ts';
import type { ExportArguments } from './export.ts';
import { flagOptions } from './flags.ts';
import { JSON_OUTPUT, SET, wantsJson } from './run-flags.ts';

export function exportCommands<T>(commands: Argv<T>, finish: (code: ExitCode) => void) {
  return commands.command(
    'export <format> [scenario]',
    'sign a load and write a script that sends it: k6',
    exportFlags,
    async (given) => {
      const { exportCommand } = await import('./export.ts');
      finish(await exportCommand(exportArguments(given)));
    },
  );
}

/** Flags that say what is signed, how much of it, and for which chain. */
export const SIGNED = [
  'workload',
  'target',
  'rate',
  'duration',
  'warmup',
  'arrival',
  'in-flight',
  'seed',
  'accounts',
  'signer',
];

function exportFlags(command: Argv) {
  return command
    .positional('format', { type: 'string', demandOption: true, choices: ['k6'], describe: 'the tool' })
    .positional('scenario', { type: 'string', describe: 'a .yaml, .json, .ts or .js file' })
    .option('out', {
      type: 'string',
      requiresArg: true,
      demandOption: true,
      describe: 'the folder for script.ts and transactions.txt',
    })
    .option('transactions', { type: 'string', requiresArg: true, describe: 'how many, of a closed load' })
    .option('leave-out', { type: 'boolean', describe: 'leave out thresholds that k6 does not know' })
    .option('force', { type: 'boolean', describe: 'overwrite files that are not of an export' })
    .options(flagOptions((name) => SIGNED.includes(name) || name === 'threshold'))
    .option('set', SET)
    .option('json', JSON_OUTPUT);
}

function exportArguments(given: Readonly<Record<string, unknown>>): ExportArguments {
  // The folder of the script, not that of a record, which the scenario has a key for.
  const { out, ...flags } = given;
  return {
    scenario: given.scenario as string | undefined,
    flags,
    settings: [given.set ?? []].flat() as string[],
    out: out as string,
    transactions: transactionCount(given.transactions),
    leaveOut: given['leave-out'] === true,
    force: given.force === true,
    json: wantsJson(given),
  };
}

/** `--transactions`; `undefined` where it is not given. Throws `bad-flag`. */
export function transactionCount(text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new LakhError('bad-flag', `--transactions ${String(text)} is no whole number from 1`, {
    hint: 'as in --transactions 5000',
  });
}

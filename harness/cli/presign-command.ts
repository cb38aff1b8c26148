/** The flags of `lakh presign`. */
import type { Argv } from 'yargs';
import type { ExitCode } from '../spec/exit-codes.ts';
import { SIGNED, transactionCount } from './export-commands.ts';
import { flagOptions } from './flags.ts';
import { JSON_OUTPUT, SET, wantsJson } from './run-flags.ts';

export function presignCommands<T>(commands: Argv<T>, finish: (code: ExitCode) => void) {
  return commands.command(
    'presign [scenario]',
    'sign a load into a file, for run --corpus',
    (command: Argv) =>
      command
        .positional('scenario', { type: 'string', describe: 'a .yaml, .json, .ts or .js file' })
        .option('out', { type: 'string', requiresArg: true, demandOption: true, describe: 'the file' })
        .option('transactions', { type: 'string', requiresArg: true, describe: 'how many, of a closed load' })
        .options(flagOptions((name) => SIGNED.includes(name)))
        .option('set', SET)
        .option('json', JSON_OUTPUT),
    async (given) => {
      const { presignCommand } = await import('./presign.ts');
      // The file of the corpus, not the folder of a record.
      const { out, ...flags } = given as Readonly<Record<string, unknown>>;
      finish(
        await presignCommand({
          scenario: given.scenario as string | undefined,
          flags,
          settings: [given.set ?? []].flat() as string[],
          out: out as string,
          transactions: transactionCount(given.transactions),
          json: wantsJson(given),
        }),
      );
    },
  );
}

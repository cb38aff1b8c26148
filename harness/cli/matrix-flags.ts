/** The flags of `lakh matrix`. */
import type { Argv } from 'yargs';
import { MATRIX_TARGETS } from '../matrix/index.ts';
import type { ExitCode } from '../spec/exit-codes.ts';
import { LakhError } from '../std/errors.ts';
import { flagOptions } from './flags.ts';
import { JSON_OUTPUT, runArguments, SET } from './run-flags.ts';
import { listOf } from './scale-flags.ts';

/** Flags that stand for a key of the scenario and mean something here. */
const SCENARIO = [
  'duration',
  'warmup',
  'drain',
  'in-flight',
  'seed',
  'workers',
  'batch',
  'accounts',
  'signer',
  'out',
];

export function matrixCommands<T>(commands: Argv<T>, finish: (code: ExitCode) => void) {
  return commands.command(
    'matrix [scenario]',
    'compare engines and nodes: several workloads and contentions on each',
    matrixFlags,
    async (given) => {
      const run = runArguments(given);
      const { matrix, renderMatrix } = await import('./matrix.ts');
      const { render, geth } = given;
      if (render !== undefined) finish(await renderMatrix(textOf('render', render), run.json));
      else finish(await matrix({ ...run, ...matrixFlagsOf(given), geth: textOf('geth', geth) }));
    },
  );
}

function matrixFlags(command: Argv) {
  const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;
  return command
    .positional('scenario', { type: 'string', describe: 'a .yaml, .json, .ts or .js file' })
    .option('workload', text('what to send, with commas: erc20,dex-swap,nft-mint,dao-vote'))
    .option('target', text(`where to, with commas: ${MATRIX_TARGETS.join(',')}`))
    .option('contention', {
      ...text('shares of transactions that meet, 0 to 1, with commas'),
      default: '0,0.5,1',
    })
    .option('geth', text('the path of geth; else LAKH_GETH, else from PATH'))
    .options(flagOptions((name) => SCENARIO.includes(name)))
    .option('set', SET)
    .option('render', text('make the page of this folder anew from its matrix.json, and run nothing'))
    .option('json', JSON_OUTPUT)
    .option('quiet', { type: 'boolean', describe: 'no line a cell' });
}

/** Throws `bad-flag`. */
export function matrixFlagsOf(given: Readonly<Record<string, unknown>>): { contention: number[] } {
  return {
    contention: listOf(given, 'contention', 'numbers from 0 to 1', (value) => value >= 0 && value <= 1),
  };
}

function textOf<Value>(name: string, value: Value): string | (Value extends undefined ? undefined : never) {
  if (Array.isArray(value)) {
    throw new LakhError('bad-flag', `--${name} is given more than once`, { hint: 'give it once' });
  }
  return value as never;
}

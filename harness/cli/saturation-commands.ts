/** The commands that look for limits: `calibrate` for this machine's, `saturate` for a target's. */
import type { Argv } from 'yargs';
import type { ExitCode } from '../spec/exit-codes.ts';
import { flagOptions } from './flags.ts';
import { JSON_OUTPUT, runArguments, SET } from './run-flags.ts';

export function saturationCommands<T>(commands: Argv<T>, finish: (code: ExitCode) => void) {
  return commands
    .command(
      'calibrate [scenario]',
      'tell what this machine can generate, sign, send and track',
      calibrateFlags,
      async (given) => {
        const { calibrate } = await import('./calibrate.ts');
        finish(await calibrate(runArguments(given)));
      },
    )
    .command(
      'saturate [scenario]',
      'find the highest rate that a target sustains',
      saturateFlags,
      async (given) => {
        const { saturate } = await import('./saturate.ts');
        const { searchOf } = await import('./saturate-flags.ts');
        finish(await saturate({ ...runArguments(given), ...searchOf(given) }));
      },
    );
}

/** Flags that mean something where the target takes all that comes. */
const CALIBRATED = [
  'workload',
  'duration',
  'in-flight',
  'seed',
  'workers',
  'batch',
  'accounts',
  'signer',
  'pacing',
];
/** Flags that mean nothing where the search sets the rate. */
const SEARCHED = ['rate', 'duration', 'in-flight', 'threshold'];

function scenarioFlags(command: Argv, takes: (name: string) => boolean) {
  return command
    .positional('scenario', { type: 'string', describe: 'a .yaml, .json, .ts or .js file' })
    .options(flagOptions(takes))
    .option('set', SET)
    .option('json', JSON_OUTPUT);
}

function calibrateFlags(command: Argv) {
  return scenarioFlags(command, (name) => CALIBRATED.includes(name));
}

function saturateFlags(command: Argv) {
  const flag = (describe: string, value: string) =>
    ({ type: 'string', requiresArg: true, default: value, describe }) as const;
  return scenarioFlags(command, (name) => !SEARCHED.includes(name))
    .option('quiet', { type: 'boolean', describe: 'no line a step' })
    .option('from', flag('the first rate', '50'))
    .option('to', flag('the highest rate', '20000'))
    .option('step-duration', flag('the measurement window of a step', '10s'))
    .option('budget', flag('time for all steps', '30m'))
    .option('width', flag('how narrow the interval is to be', '5%'))
    .option('repeats', flag('runs at the knee', '3'))
    .option('goodput', flag('the least share of what is offered', '99%'))
    .option('objective', {
      type: 'string',
      requiresArg: true,
      describe: 'what must hold, else "inclusion.p99 < 5s"; may be repeated',
    });
}

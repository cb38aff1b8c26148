/** The flags of commands that run something, and what they say. */
import type { Argv } from 'yargs';
import { LakhError } from '../std/errors.ts';
import { switchOf, wordOf } from './environment.ts';
import { flagOptions } from './flags.ts';
import type { LiveArguments } from './live.ts';
import type { RunArguments } from './run-plan.ts';

export const SET = {
  type: 'string',
  requiresArg: true,
  describe: 'key.path=value, any key; may be repeated',
} as const;
export const JSON_OUTPUT = { type: 'boolean', describe: 'print one JSON object on stdout' } as const;

/** `run`'s own; `without` leaves some of those that stand for a key of the scenario to the command. */
export function runFlags<T>(command: Argv<T>, without: readonly string[] = []) {
  return command
    .positional('scenario', { type: 'string', describe: 'a .yaml, .json, .ts or .js file' })
    .options(flagOptions((name) => !without.includes(name)))
    .option('set', SET)
    .option('json', JSON_OUTPUT)
    .option('quiet', { type: 'boolean', describe: 'show no progress' })
    .epilogue(
      'Every flag has a LAKH_ variable: --in-flight is LAKH_IN_FLIGHT. Flag over variable over file.',
    );
}

export function runArguments(given: Readonly<Record<string, unknown>>): RunArguments {
  return {
    scenario: given.scenario as string | undefined,
    flags: given,
    settings: [given.set ?? []].flat() as string[],
    json: wantsJson(given),
    quiet: given.quiet === true || switchOf(process.env, 'quiet'),
  };
}

/** Those of `run` alone: live outputs beside the terminal. */
export function liveFlags<T>(command: Argv<T>) {
  return command.options({
    dashboard: { type: 'string', describe: 'serve a live page; ADDRESS or port, else a free one' },
    prometheus: { type: 'string', describe: `serve /metrics; ADDRESS or port, else 9464` },
    expose: { type: 'boolean', describe: 'let them listen beyond this machine' },
    otlp: { type: 'string', requiresArg: true, describe: 'push metrics to this OTLP/HTTP endpoint' },
  });
}

/** A flag without a value stands for what is usual; so does a variable that is `true`. */
export function liveArguments(given: Readonly<Record<string, unknown>>): LiveArguments {
  const said = (name: string) => onceOf(name, given[name]) ?? wordOf(process.env, name);
  return {
    dashboard: said('dashboard'),
    prometheus: said('prometheus'),
    otlp: said('otlp'),
    expose: given.expose === true || switchOf(process.env, 'expose'),
  };
}

function onceOf(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new LakhError('bad-flag', `--${name} is given more than once`, { hint: 'give it once' });
}

export function wantsJson(given: Readonly<Record<string, unknown>>): boolean {
  return given.json === true || switchOf(process.env, 'json');
}

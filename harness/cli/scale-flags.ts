/** The flags of `lakh scale`, and what they say of the measurement. */
import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import type { ScaleSettings } from '../scale/index.ts';
import { MOST_THREADS } from '../spec/engine.ts';
import type { ExitCode } from '../spec/exit-codes.ts';
import { LakhError } from '../std/errors.ts';
import { flagOptions } from './flags.ts';
import { JSON_OUTPUT, runArguments, SET } from './run-flags.ts';

/** Flags that stand for a key of the scenario and mean something here. */
const SCENARIO = ['workload', 'accounts', 'seed', 'out'];
const MOST = { blockSize: 20_000, blocks: 1_000, repeats: 100 };

export type ScaleFlags = Pick<ScaleSettings, 'threads' | 'contention' | 'blockSize' | 'blocks' | 'repeats'>;

export function scaleCommands<T>(commands: Argv<T>, finish: (code: ExitCode) => void) {
  return commands.command(
    'scale [scenario]',
    'measure what more threads bring, and compute what more cores would',
    scaleFlags,
    async (given) => {
      const { scale } = await import('./scale.ts');
      const { threads: _, ...flags } = given;
      finish(await scale({ ...runArguments(given), flags, ...measurementOf(given) }));
    },
  );
}

function scaleFlags(command: Argv) {
  const flag = (describe: string, value: string) =>
    ({ type: 'string', requiresArg: true, default: value, describe }) as const;
  return command
    .positional('scenario', { type: 'string', describe: 'a .yaml, .json, .ts or .js file' })
    .options(flagOptions((name) => SCENARIO.includes(name)))
    .option('threads', flag('how many execute, one after the other', usualThreads().join(',')))
    .option('contention', flag('shares of transactions that meet, 0 to 1', '0,0.5,1'))
    .option('block-size', flag('transactions a block', '1000'))
    .option('blocks', flag('blocks of each run; the first half is left out', '8'))
    .option('repeats', flag('rounds; from 6 on intervals are of 95 %', '6'))
    .option('set', SET)
    .option('json', JSON_OUTPUT)
    .option('quiet', { type: 'boolean', describe: 'no line a round' });
}

/** Powers of two up to the cores of this machine, and all of them. */
function usualThreads(): number[] {
  const cores = Math.min(MOST_THREADS, availableParallelism());
  const powers = Array.from({ length: 7 }, (_, power) => 2 ** power);
  return [...new Set([...powers.filter((threads) => threads <= cores), cores])];
}

/** Throws `bad-flag`. */
export function measurementOf(given: Readonly<Record<string, unknown>>): ScaleFlags {
  return {
    threads: listOf(given, 'threads', `whole numbers from 1 to ${MOST_THREADS}`, (value) =>
      isWhole(value, 1, MOST_THREADS),
    ),
    contention: listOf(given, 'contention', 'numbers from 0 to 1', (value) => value >= 0 && value <= 1),
    blockSize: whole(given, 'block-size', 1, MOST.blockSize),
    blocks: whole(given, 'blocks', 2, MOST.blocks),
    repeats: whole(given, 'repeats', 1, MOST.repeats),
  };
}

/** Numbers with commas between them; ascending, each once. Throws `bad-flag`. */
export function listOf(
  given: Readonly<Record<string, unknown>>,
  name: string,
  wanted: string,
  fits: (value: number) => boolean,
): number[] {
  const values = once(given, name)
    .split(',')
    .map((part) => (/^\s*\d+(\.\d+)?\s*$/.test(part) ? Number(part) : Number.NaN));
  if (values.every(fits)) return [...new Set(values)].sort((a, b) => a - b);
  throw new LakhError('bad-flag', `--${name} ${given[name]}: it takes ${wanted}, with commas between them`, {
    hint: name === 'threads' ? 'as in --threads 1,2,4' : 'as in --contention 0,0.5,1',
  });
}

function whole(given: Readonly<Record<string, unknown>>, name: string, least: number, most: number): number {
  const text = once(given, name);
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (isWhole(value, least, most)) return value;
  throw new LakhError('bad-flag', `--${name} ${text} is not a whole number from ${least} to ${most}`, {
    hint: '`lakh scale --help` shows the defaults',
  });
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function once(given: Readonly<Record<string, unknown>>, name: string): string {
  const value = given[name];
  if (typeof value === 'string') return value;
  throw new LakhError('bad-flag', `--${name} is given more than once`, { hint: 'give it once, with commas' });
}

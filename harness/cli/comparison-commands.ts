/** The commands that hold runs against runs: compare, ab, gate. */
import type { Argv } from 'yargs';
import type { ExitCode } from '../spec/exit-codes.ts';
import { durationMs } from '../std/duration.ts';
import { LakhError } from '../std/errors.ts';
import {
  conditionsOf,
  intervalFlags,
  listOf,
  metricFlags,
  recordFlags,
  settingsOf,
  shareOf,
} from './comparison-flags.ts';
import { JSON_OUTPUT, runArguments, runFlags, wantsJson } from './run-flags.ts';

/** Adds them; `finish` takes the exit code. */
export function addComparisonCommands<T>(commands: Argv<T>, finish: (code: ExitCode) => void): Argv<T> {
  return commands
    .command(
      'compare <baseline> <candidates..>',
      'compare records, or folders of repeated runs',
      compareFlags,
      async (given) => {
        const { compare } = await import('./compare.ts');
        finish(
          await compare({
            paths: [given.baseline, ...given.candidates].map(String),
            settings: settingsOf(given, given.paired === true),
            conditions: conditionsOf(given),
            format: given.format,
            out: given.out,
          }),
        );
      },
    )
    .command('ab [scenario]', 'run two targets in interleaved pairs and compare', abFlags, async (given) => {
      const { ab } = await import('./ab.ts');
      finish(await ab(abArguments(given)));
    })
    .command('gate', 'pass or fail a candidate by its baseline', gateFlags, async (given) => {
      const { gate } = await import('./gate.ts');
      const all = {
        baseline: given.baseline,
        candidate: given.candidate,
        rulesFile: given.rules,
        rules: listOf(given.rule),
        onInconclusive: given['on-inconclusive'],
        settings: settingsOf(given, given.paired === true),
        conditions: conditionsOf(given),
        json: wantsJson(given),
        junit: given.junit,
        benchmarkJson: given['benchmark-json'],
      };
      finish(await gate(all, process.env));
    });
}

function compareFlags<T>(command: Argv<T>) {
  return intervalFlags(metricFlags(recordFlags(command)))
    .positional('baseline', {
      type: 'string',
      demandOption: true,
      describe: 'a record or a folder of records',
    })
    .positional('candidates', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'what is held against it',
    })
    .option('format', {
      type: 'string',
      requiresArg: true,
      default: 'text',
      describe: 'text, markdown, html or json',
    })
    .option('out', { type: 'string', requiresArg: true, describe: 'the file to write; else stdout' });
}

const TARGET = { type: 'string', requiresArg: true, demandOption: true } as const;
/** The sign test leaves out the two outermost values at either end of twelve, and one of ten. */
const DEFAULT_PAIRS = 12;
/** Where the width of the interval ends it. */
const MOST_PAIRS = 50;

function abFlags<T>(command: Argv<T>) {
  const targets = 'a name, a URL, a module, {name: anvil, blockTime: 2s} or @file.yaml';
  return intervalFlags(metricFlags(runFlags(command, ['target'])))
    .option('baseline', { ...TARGET, describe: `target A: ${targets}` })
    .option('candidate', { ...TARGET, describe: 'target B, likewise' })
    .option('pairs', {
      type: 'string',
      requiresArg: true,
      describe: `pairs of runs: ${DEFAULT_PAIRS}; at most ${MOST_PAIRS} with --until-width`,
    })
    .option('warmup-runs', {
      type: 'string',
      requiresArg: true,
      default: '1',
      describe: 'runs of each side before the first pair, thrown away',
    })
    .option('until-width', {
      type: 'string',
      requiresArg: true,
      describe: 'end when the interval of the first metric is as narrow as this: 5%',
    })
    .option('budget', { type: 'string', requiresArg: true, describe: 'end before this is spent: 30m' });
}

function abArguments(given: Readonly<Record<string, unknown>>) {
  const width = given['until-width'];
  const pairs = given.pairs ?? (width === undefined ? DEFAULT_PAIRS : MOST_PAIRS);
  const settings = settingsOf(given, true);
  return {
    run: runArguments(given),
    baseline: given.baseline as string,
    candidate: given.candidate as string,
    warmupRuns: wholeNumber(given['warmup-runs'], '--warmup-runs', 0),
    settings,
    limits: {
      confidence: settings.confidence,
      pairs: wholeNumber(pairs, '--pairs', 1),
      untilWidth: width === undefined ? null : shareOf(String(width), '--until-width'),
      budgetMs: given.budget === undefined ? null : duration(String(given.budget), '--budget'),
    },
  };
}

function wholeNumber(given: unknown, flag: string, least: number): number {
  const count = Number(given);
  if (Number.isInteger(count) && count >= least && count <= 10_000) return count;
  throw new LakhError('bad-flag', `${flag} must be a whole number of ${least} or more (got "${given}")`, {
    hint: `such as ${flag} 10`,
  });
}

function duration(text: string, flag: string): number {
  const result = durationMs.safeParse(text);
  if (result.success) return result.data;
  throw new LakhError('bad-flag', `${flag}: ${result.error.issues[0]!.message}`, {
    hint: `such as ${flag} 30m`,
  });
}

function gateFlags<T>(command: Argv<T>) {
  const side = { type: 'string', requiresArg: true, demandOption: true } as const;
  return intervalFlags(recordFlags(command))
    .option('baseline', { ...side, describe: 'a record or a folder of records' })
    .option('candidate', { ...side, describe: 'what must not be worse' })
    .option('rule', {
      type: 'string',
      requiresArg: true,
      describe: 'the change that is allowed: "goodput: -5%"; may be repeated',
    })
    .option('rules', { type: 'string', requiresArg: true, describe: 'a file of rules, in YAML or JSON' })
    .option('on-inconclusive', {
      type: 'string',
      requiresArg: true,
      default: 'fail',
      describe: 'fail (exit code 97) or pass',
    })
    .option('json', JSON_OUTPUT)
    .option('junit', { type: 'string', requiresArg: true, describe: 'write JUnit XML to this file' })
    .option('benchmark-json', {
      type: 'string',
      requiresArg: true,
      describe: 'bench.json: write bench.bigger.json and bench.smaller.json for github-action-benchmark',
    });
}

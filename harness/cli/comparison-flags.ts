/** The flags that `compare`, `ab` and `gate` have in common, and what they say. */
import type { Argv } from 'yargs';
import { type Conditions, DEFAULTS, parseFloors, type Settings } from '../compare/index.ts';
import { LakhError } from '../std/errors.ts';

type Given = Readonly<Record<string, unknown>>;

/** What was given once, or several times, or not. */
export function listOf(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}

/** `--confidence` and `--resamples`. */
export function intervalFlags<T>(command: Argv<T>) {
  return command
    .option('confidence', {
      type: 'string',
      requiresArg: true,
      default: '95%',
      describe: 'of the intervals',
    })
    .option('resamples', {
      type: 'string',
      requiresArg: true,
      default: String(DEFAULTS.resamples),
      describe: 'of the bootstrap',
    });
}

/** `--metric` and `--floor`. */
export function metricFlags<T>(command: Argv<T>) {
  return command
    .option('metric', {
      type: 'string',
      requiresArg: true,
      describe: 'compare this one alone; may be repeated',
    })
    .option('floor', {
      type: 'string',
      requiresArg: true,
      describe: 'changes below it do not count: goodput=3%; may be repeated',
    });
}

/** `--across`, `--force` and `--paired`. */
export function recordFlags<T>(command: Argv<T>) {
  return command
    .option('across', {
      type: 'string',
      requiresArg: true,
      describe: 'what may differ, such as plan.target; may be repeated',
    })
    .option('force', { type: 'boolean', describe: 'go on where records differ in what matters' })
    .option('paired', { type: 'boolean', describe: 'runs of the same folder name are pairs' });
}

export function settingsOf(given: Given, paired: boolean): Settings {
  return {
    ...DEFAULTS,
    confidence: confidenceOf(String(given.confidence)),
    resamples: resamplesOf(String(given.resamples)),
    floors: parseFloors(listOf(given.floor)),
    metrics: given.metric === undefined ? null : listOf(given.metric),
    paired,
  };
}

export function conditionsOf(given: Given): Conditions {
  return { across: listOf(given.across), force: given.force === true };
}

/** `5%` as 0.05; `what` is the flag. Throws `bad-flag`. */
export function shareOf(text: string, what: string): number {
  const [, percent] = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text) ?? [];
  if (percent !== undefined) return Number(percent) / 100;
  throw new LakhError('bad-flag', `${what} must be a percentage (got "${text}")`, { hint: 'such as 5%' });
}

function confidenceOf(text: string): number {
  const share = shareOf(text, '--confidence');
  if (share >= 0.5 && share < 1) return share;
  throw new LakhError('bad-flag', `--confidence must be from 50% to below 100% (got "${text}")`, {
    hint: 'such as 95%',
  });
}

const MOST_RESAMPLES = 1_000_000;

function resamplesOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 100 && count <= MOST_RESAMPLES) return count;
  throw new LakhError(
    'bad-flag',
    `--resamples must be a whole number from 100 to a million (got "${text}")`,
    {
      hint: 'such as 10000',
    },
  );
}

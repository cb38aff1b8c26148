/** What the flags of `lakh saturate` say of the search itself. */

import { thresholdProblem } from '../measure/index.ts';
import { DEFAULT_OBJECTIVES, type Objectives, type SearchOptions } from '../search/index.ts';
import { durationMs } from '../std/duration.ts';
import { LakhError } from '../std/errors.ts';

export interface SearchFlags {
  readonly search: SearchOptions;
  readonly objectives: Objectives;
  readonly stepMs: number;
}

type Given = Readonly<Record<string, unknown>>;

/** Throws `bad-flag` and `bad-threshold`. */
export function searchOf(given: Given): SearchFlags {
  const search: SearchOptions = {
    from: rate(given, 'from'),
    to: rate(given, 'to'),
    width: percent(given, 'width'),
    repeats: whole(given, 'repeats'),
    budgetMs: duration(given, 'budget'),
  };
  if (search.to < search.from) {
    throw new LakhError('bad-flag', `--to ${search.to} is below --from ${search.from}`, {
      hint: 'the search starts at --from and goes no higher than --to',
    });
  }
  const stepMs = duration(given, 'step-duration');
  if (stepMs < 1_000) {
    throw new LakhError('bad-flag', '--step-duration must be at least 1s', {
      hint: 'as in --step-duration 10s',
    });
  }
  return { search, stepMs, objectives: objectivesOf(given) };
}

function objectivesOf(given: Given): Objectives {
  const thresholds = ([given.objective ?? DEFAULT_OBJECTIVES.thresholds].flat() as unknown[]).map(String);
  for (const expression of thresholds) {
    const problem = thresholdProblem(expression);
    if (problem !== null) {
      throw new LakhError('bad-threshold', `--objective: ${problem}`, { hint: 'as in "inclusion.p99 < 2s"' });
    }
  }
  return { thresholds, goodputShare: percent(given, 'goodput') };
}

function rate(given: Given, name: string): number {
  const value = Number(String(given[name]).replace(/\/s$/, ''));
  if (value > 0 && Number.isFinite(value)) return value;
  throw bad(given, name, 'a rate above 0, such as 500');
}

function percent(given: Given, name: string): number {
  const value = Number(String(given[name]).replace(/\s*%$/, '')) / 100;
  if (value > 0 && value <= 1) return value;
  throw bad(given, name, 'a percentage above 0, such as 5%');
}

function whole(given: Given, name: string): number {
  const value = Number(given[name]);
  if (Number.isInteger(value) && value >= 1) return value;
  throw bad(given, name, 'a whole number from 1');
}

function duration(given: Given, name: string): number {
  const parsed = durationMs.safeParse(given[name]);
  if (parsed.success) return parsed.data;
  throw bad(given, name, 'a duration, such as 10s or 30m');
}

function bad(given: Given, name: string, wanted: string): LakhError {
  return new LakhError('bad-flag', `--${name} ${String(given[name])} is not ${wanted}`, {
    hint: '`lakh saturate --help` shows the defaults',
  });
}

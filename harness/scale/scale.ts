/** The measurement: blocks are signed and studied, then made by every engine in interleaved rounds. */
import type { Workload } from '../spec/workload.ts';
import { LakhError } from '../std/errors.ts';
import { type SignedBlocks, signBlocks } from './blocks.ts';
import { confidenceOf } from './figures.ts';
import { levelOf, type Round, roundOf, type Study, study } from './level.ts';
import { type Maker, makeBlocks } from './make.ts';
import { drawnOrder } from './order.ts';
import { SCALE_VERSION, type Scale, type ScaleLevel, type ScaleSettings } from './types.ts';
import { warningsOf } from './warnings.ts';

export interface ScaleParts {
  readonly workload: Workload;
  /** The workload's options, parsed, at each contention. */
  readonly optionsAt: (contention: number) => unknown;
  readonly settings: ScaleSettings;
  readonly machine: Scale['machine'];
  readonly lakh: string;
  /** Ends it; what is there is given back. */
  readonly stop: AbortSignal;
  tell(message: string): void;
}

interface Subject {
  readonly contention: number;
  readonly signed: SignedBlocks;
  readonly study: Study;
  readonly measured: readonly { readonly maker: Maker; readonly rounds: Round[] }[];
}

/** @throws LakhError `interrupted` before anything was measured; `bad-scenario`, `setup-failed`, `target-failed` */
export async function measureScale(parts: ScaleParts): Promise<Scale> {
  const startedAt = new Date().toISOString();
  const since = performance.now();
  const subjects = await prepared(parts);
  const finished = subjects.length === parts.settings.contention.length && (await inRounds(parts, subjects));
  const levels = subjects.flatMap((subject) => levelAt(subject, parts.machine.cores) ?? []);
  if (levels.length === 0) throw new LakhError('interrupted', 'interrupted before anything was measured');
  const rounds = Math.min(...levels.flatMap(({ rows }) => rows.map((row) => row.rounds)));
  return {
    version: SCALE_VERSION,
    lakh: parts.lakh,
    startedAt,
    tookMs: performance.now() - since,
    ending: finished ? 'finished' : 'interrupted',
    workload: parts.workload.name,
    machine: parts.machine,
    settings: parts.settings,
    confidence: confidenceOf(rounds),
    levels,
    warnings: [...subjects.flatMap(doubtsOf), ...warningsOf(levels)],
  };
}

function levelAt({ contention, study, measured }: Subject, cores: number): ScaleLevel | null {
  return levelOf(contention, study, measured, cores);
}

function doubtsOf({ contention, study: { doubts } }: Subject): string[] {
  return doubts.map((doubt) => `contention ${contention}: ${doubt}`);
}

/** Fewer than asked for where it was stopped. */
async function prepared({ workload, optionsAt, settings, stop, tell }: ScaleParts): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const contention of settings.contention) {
    if (stop.aborted) break;
    const signed = signBlocks({ workload, options: optionsAt(contention), ...settings });
    const found = await study(signed, stop);
    if (found === null) break;
    const measured = makersOf(settings).map((maker) => ({ maker, rounds: [] }));
    subjects.push({ contention, signed, study: found, measured });
    const { gas, criticalGas } = found.facts;
    tell(
      `contention ${contention}: blocks are signed; gas over critical path ${(gas / criticalGas).toFixed(2)}`,
    );
  }
  return subjects;
}

function makersOf({ threads }: ScaleSettings): Maker[] {
  return [
    { engine: 'sequential', threads: 1 },
    ...threads.map((count): Maker => ({ engine: 'parallel', threads: count })),
  ];
}

/** False where it was stopped; what was not made to its end is left out, and with it the whole round of its contention. */
async function inRounds(
  { settings, stop, tell }: ScaleParts,
  subjects: readonly Subject[],
): Promise<boolean> {
  for (let round = 0; round < settings.repeats; round++) {
    for (const subject of drawnOrder(subjects, settings.seed, round * (subjects.length + 1))) {
      const draw = round * (subjects.length + 1) + 1 + subjects.indexOf(subject);
      const made = await oneRound(subject, drawnOrder(subject.measured, settings.seed, draw), stop);
      if (made === null) return false;
      for (const [series, one] of made) series.rounds.push(one);
      tell(lineOf(subject, round, settings.repeats, made));
    }
  }
  return true;
}

type Series = Subject['measured'][number];

/** On one thread by Block-STM as well, which it would not be otherwise. `null` where it was stopped. */
async function oneRound(
  { signed, study }: Subject,
  order: readonly Series[],
  stop: AbortSignal,
): Promise<Map<Series, Round> | null> {
  const rounds = new Map<Series, Round>();
  for (const series of order) {
    const made = await makeBlocks(series.maker, signed, stop, { inAnyCase: true });
    if (made === null) return null;
    rounds.set(series, roundOf(made, study.facts.stateRoot, series.maker));
  }
  return rounds;
}

function lineOf(
  { contention, study, measured }: Subject,
  round: number,
  repeats: number,
  made: Map<Series, Round>,
) {
  const each = measured.map((series) => {
    const { engine, threads } = series.maker;
    const ms = made.get(series)!.executionMs / study.blocks.length;
    return `${engine === 'sequential' ? engine : threads} ${ms.toFixed(1)} ms`;
  });
  return `round ${round + 1} of ${repeats}, contention ${contention}: ${each.join(', ')}`;
}

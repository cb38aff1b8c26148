/** The runs of `lakh ab`: warm-up, then pairs in turn, each a record of its own, until there are enough. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compareMetric,
  type Limits,
  match,
  orderOfPair,
  type PairSide,
  type Settings,
  type Side,
  type SideRun,
  whyEnough,
} from '../compare/index.ts';
import type { Metric } from '../measure/index.ts';
import type { RunRecord } from '../spec/record.ts';
import { isLakhError } from '../std/errors.ts';
import { type Planned, progressSink, runPlan, type Surroundings } from './run-plan.ts';

export interface AbParts extends Omit<Surroundings, 'sinks'> {
  readonly planned: Readonly<Record<PairSide, Planned>>;
  /** The targets as they were given. */
  readonly names: Readonly<Record<PairSide, string>>;
  readonly folder: string;
  readonly limits: Limits;
  readonly warmupRuns: number;
  /** Ends it by the width of its interval. */
  readonly headline: Metric;
  readonly settings: Settings;
  readonly quiet: boolean;
  tell(message: string): void;
}

export interface AbRuns {
  readonly sides: readonly [Side, Side];
  /** Why there are no more of them. */
  readonly ended: string;
  /** What broke a run off, after others were whole. */
  readonly failure: unknown;
}

/**
 * Makes the runs. An interruption ends them; what is there is given back.
 *
 * @throws what a run throws, while neither side has a record
 */
export async function abRuns(parts: AbParts): Promise<AbRuns> {
  const runs: Record<PairSide, SideRun[]> = { a: [], b: [] };
  const sides = (): [Side, Side] => [
    { label: 'A', from: parts.names.a, runs: runs.a },
    { label: 'B', from: parts.names.b, runs: runs.b },
  ];
  try {
    await warmUp(parts);
    const ended = await inPairs(parts, runs, sides);
    return { sides: sides(), ended, failure: null };
  } catch (failure) {
    const interrupted = isLakhError(failure) && failure.code === 'interrupted';
    if (runs.a.length === 0 || runs.b.length === 0) throw failure;
    return { sides: sides(), ended: interrupted ? 'interrupted' : 'a run failed', failure };
  }
}

/** Thrown away: caches fill, code gets compiled, a processor finds its speed. */
async function warmUp(parts: AbParts): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lakh-warm-up-'));
  try {
    for (let round = 1; round <= parts.warmupRuns; round++) {
      for (const side of ['a', 'b'] as const) {
        if (parts.interruption.stop.aborted) return;
        parts.tell(`warm-up ${round} of ${parts.warmupRuns}: ${side.toUpperCase()}, ${parts.names[side]}`);
        await oneRun(parts, side, join(folder, `${side}-${round}`));
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inPairs(
  parts: AbParts,
  runs: Readonly<Record<PairSide, SideRun[]>>,
  sides: () => readonly Side[],
): Promise<string> {
  const startedMs = performance.now();
  let longestPairMs = 0;
  for (let pair = 1; ; pair++) {
    const pairStartMs = performance.now();
    const name = String(pair).padStart(2, '0');
    for (const side of orderOfPair(parts.planned.a.plan.seed, pair)) {
      if (parts.interruption.stop.aborted) return 'interrupted';
      parts.tell(
        `pair ${pair} of at most ${parts.limits.pairs}: ${side.toUpperCase()}, ${parts.names[side]}`,
      );
      const record = await oneRun(parts, side, join(parts.folder, side, name));
      runs[side].push({ name, record });
    }
    if (parts.interruption.stop.aborted) return 'interrupted';
    longestPairMs = Math.max(longestPairMs, performance.now() - pairStartMs);
    const spentMs = performance.now() - startedMs;
    const headline = headlineOf(parts, sides());
    const enough = whyEnough(parts.limits, { pairs: pair, spentMs, longestPairMs, headline });
    if (enough !== null) return enough;
  }
}

/** `null` while all the runs of a side are left out. */
function headlineOf({ headline, settings }: AbParts, sides: readonly Side[]) {
  try {
    const [a, b] = match(sides, ['plan.target'], true).sides;
    return compareMetric(headline, a!, b!, 0, settings);
  } catch (error) {
    if (isLakhError(error)) return null;
    throw error;
  }
}

async function oneRun(parts: AbParts, side: PairSide, out: string): Promise<RunRecord> {
  const { plan, catalog } = parts.planned[side];
  const sinks = parts.quiet ? [] : [progressSink()];
  // Signals of its own: what a run leaves listening goes with them, not with the process.
  const { stop, abort } = parts.interruption;
  const interruption = { stop: AbortSignal.any([stop]), abort: AbortSignal.any([abort]) };
  const { record } = await runPlan({ plan: { ...plan, out }, catalog }, { ...parts, sinks, interruption });
  return record;
}

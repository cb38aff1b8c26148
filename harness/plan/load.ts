/** The load section: one schema an arrival, each with its own keys. */
import { z } from 'zod';
import { durationMs } from '../std/duration.ts';
import { sound } from './problems.ts';

const MAX_TPS = 1e7;
const RATE_FORM = 'must be a rate such as 500 or "500/s": so many a second';
const RATE_TEXT = /^\s*(-?\d+(?:\.\d+)?|\.\d+)\s*(?:\/\s*s)?\s*$/;

/** A rate: 500 or "500/s". Zero passes here, for pauses; `positiveTps` refuses it. */
const tps = z
  .union([z.number(), z.string().regex(RATE_TEXT, RATE_FORM)], RATE_FORM)
  .transform((value) => (typeof value === 'number' ? value : Number(RATE_TEXT.exec(value)?.[1])))
  .refine((rate) => rate >= 0, { error: ({ input }) => `must not be negative (got ${input})` })
  .refine((rate) => rate <= MAX_TPS, { error: `must be at most ${MAX_TPS}/s` });
export const positiveTps = tps.refine((rate) => rate !== 0, { error: 'must be more than 0 (got 0)' });

const positiveMs = durationMs.refine((ms) => ms > 0, { error: 'must be more than 0 (got 0)' });

const COMMON = {
  warmup: durationMs
    .prefault('0s')
    .describe('Load before the measurement: in the ledger, not in the figures.'),
  drain: durationMs
    .prefault('30s')
    .describe('How long to wait, after the last arrival, for what is under way.'),
  maxInFlight: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(50_000)
    .describe('Unsettled transactions past which arrivals are dropped and counted; a closed load waits.'),
};
const duration = positiveMs.prefault('20s').describe('The measurement window.');

/** Renames times to `...Ms`; what else there is stays. */
function inMs<Given extends { warmup: number; drain: number }>({ warmup, drain, ...rest }: Given) {
  return { ...rest, warmupMs: warmup, drainMs: drain };
}
function withDuration<Given extends { duration: number; warmup: number; drain: number }>(given: Given) {
  const { duration: durationMs, ...rest } = inMs(given);
  return { ...rest, durationMs };
}

const SHAPES = {
  constant: { rate: positiveTps.prefault(300).describe('Transactions a second.'), duration },
  poisson: { rate: positiveTps.prefault(300).describe('Transactions a second, on average.'), duration },
  ramp: {
    from: tps.describe('The rate at the start, transactions a second.'),
    to: tps.describe('The rate at the end, transactions a second.'),
    duration,
  },
  stages: {
    stages: z
      .array(z.strictObject({ rate: tps, duration: positiveMs }))
      .min(1)
      .describe('Rates that follow each other; a rate of 0 is a pause.'),
  },
  closed: {
    inFlight: z.int().min(1).max(1_000_000).describe('Transactions under way at any time.'),
    duration,
  },
};
export type Arrival = keyof typeof SHAPES;
export const ARRIVALS = Object.keys(SHAPES) as Arrival[];

/** One schema an arrival; the output is `Load` of spec/plan.ts. */
export const LOADS = {
  constant: z
    .strictObject({ arrival: z.literal('constant'), ...SHAPES.constant, ...COMMON })
    .transform(withDuration),
  poisson: z
    .strictObject({ arrival: z.literal('poisson'), ...SHAPES.poisson, ...COMMON })
    .transform(withDuration),
  ramp: z
    .strictObject({ arrival: z.literal('ramp'), ...SHAPES.ramp, ...COMMON })
    .refine((load) => load.from > 0 || load.to > 0, {
      path: ['to'],
      error: 'from and to cannot both be 0',
      when: sound,
    })
    .transform(withDuration),
  stages: z
    .strictObject({ arrival: z.literal('stages'), ...SHAPES.stages, ...COMMON })
    .refine(({ stages }) => stages.some((stage) => stage.rate > 0), {
      path: ['stages'],
      error: 'needs at least one rate over 0',
      when: sound,
    })
    .transform(({ stages, ...rest }) => ({
      ...inMs(rest),
      stages: stages.map((stage) => ({ rate: stage.rate, durationMs: stage.duration })),
    })),
  closed: z
    .strictObject({ arrival: z.literal('closed'), ...SHAPES.closed, ...COMMON })
    .refine((load) => load.inFlight <= load.maxInFlight, {
      path: ['inFlight'],
      error: 'must not be over maxInFlight',
      when: sound,
    })
    .transform(withDuration),
};

/** The keys that a load of this arrival may have. */
export function keysOf(arrival: Arrival): string[] {
  return ['arrival', ...Object.keys(SHAPES[arrival]), ...Object.keys(COMMON)];
}

/** The arrival that a load section means: the one it names, else the one whose own keys it has. */
export function arrivalOf(load: Readonly<Record<string, unknown>>): unknown {
  if (load.arrival !== undefined) return load.arrival;
  if ('stages' in load) return 'stages';
  if ('from' in load || 'to' in load) return 'ramp';
  return 'inFlight' in load ? 'closed' : 'constant';
}

export function isArrival(value: unknown): value is Arrival {
  return typeof value === 'string' && Object.hasOwn(SHAPES, value);
}

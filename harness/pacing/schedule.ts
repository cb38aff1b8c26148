/** Arrival schedules: index -> due time, pure. Nothing here looks at a clock. */
import type { Load } from '../spec/plan.ts';
import { keyedRandom, STREAM } from '../std/random.ts';
import { piecewiseRate, type Rate, type Segment } from './rate.ts';

/** When each transaction of an open load is due. */
export interface Schedule {
  /** How many arrivals there are. */
  readonly count: number;
  /** Warm-up and window together. */
  readonly totalNs: number;
  /** Nanoseconds since the start; ascending in `index`, below `totalNs` for every index below `count`. */
  dueNs(index: number): number;
}

type OpenLoad = Exclude<Load, { arrival: 'closed' }>;

const MS = 1e6;

/** The schedule of an open load. Warm-up keeps the rate with which the load begins. */
export function scheduleOf(load: OpenLoad, seed: number): Schedule {
  const rate = piecewiseRate(segmentsOf(load));
  return load.arrival === 'poisson' ? poissonSchedule(rate, seed) : evenSchedule(rate);
}

function segmentsOf(load: OpenLoad): Segment[] {
  const main = windowSegments(load);
  const first = main[0]?.from ?? 0;
  return load.warmupMs > 0 ? [{ from: first, to: first, durationNs: load.warmupMs * MS }, ...main] : main;
}

function windowSegments(load: OpenLoad): Segment[] {
  switch (load.arrival) {
    case 'constant':
    case 'poisson':
      return [{ from: load.rate, to: load.rate, durationNs: load.durationMs * MS }];
    case 'ramp':
      return [{ from: load.from, to: load.to, durationNs: load.durationMs * MS }];
    case 'stages':
      return load.stages.map((s) => ({ from: s.rate, to: s.rate, durationNs: s.durationMs * MS }));
  }
}

/** Arrival i at the time when N(t) reaches i. */
function evenSchedule(rate: Rate): Schedule {
  // A product such as 0.1 * 30 must not gain an arrival by rounding.
  const count = Math.ceil(rate.totalArrivals - 1e-6);
  return { count, totalNs: rate.totalNs, dueNs: (index) => rate.timeNs(index) };
}

/** Sums remembered at every so many indices, so that a step back is short. */
const STRIDE = 1024;

/**
 * A Poisson process with the given rate: unit-rate exponential gaps, each keyed by its index, through the inverse of N.
 * A walk forward costs one gap an index.
 */
function poissonSchedule(rate: Rate, seed: number): Schedule {
  const random = keyedRandom();
  const gap = (index: number) => -Math.log1p(-random.seek(seed, STREAM.arrival, index).float());
  const remembered: number[] = [gap(0)];
  let at = 0;
  let sum = remembered[0]!;

  function arrivalsUntil(index: number): number {
    if (index < at) {
      at = index - (index % STRIDE);
      sum = remembered[at / STRIDE]!;
    }
    while (at < index) {
      sum += gap(++at);
      if (at % STRIDE === 0) remembered[at / STRIDE] = sum;
    }
    return sum;
  }

  let count = 0;
  while (arrivalsUntil(count) < rate.totalArrivals) count++;
  return { count, totalNs: rate.totalNs, dueNs: (index) => rate.timeNs(arrivalsUntil(index)) };
}

/** The measurement window of a load, nanoseconds since its start. */
export function windowOf(load: Load): { startNs: number; endNs: number } {
  const startNs = load.warmupMs * MS;
  const durationMs =
    load.arrival === 'stages' ? load.stages.reduce((sum, s) => sum + s.durationMs, 0) : load.durationMs;
  return { startNs, endNs: startNs + durationMs * MS };
}

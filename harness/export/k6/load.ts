/**
 * The load of a plan as a scenario of k6.
 *
 * Warm-up and window are one scenario of k6: it counts iterations by scenario, and the count says which transaction is
 * next. Two scenarios with transactions of their own would leave a gap in the nonces wherever k6 drops an arrival.
 */
import { scheduleOf } from '../../pacing/index.ts';
import type { Load } from '../../spec/plan.ts';
import { formatDuration } from '../../std/duration.ts';
import type { Value } from './literal.ts';

export interface K6Load {
  /** As it stands in `options.scenarios`. */
  readonly scenario: { readonly [key: string]: Value };
  /** How many transactions it takes. */
  readonly count: number;
  readonly warmupMs: number;
  /** Of the measurement; `null` where it ends when all is sent. */
  readonly windowMs: number | null;
}

type Closed = Extract<Load, { arrival: 'closed' }>;
type Constant = Extract<Load, { rate: number }>;
type Ramping = Extract<Load, { arrival: 'ramp' | 'stages' }>;

/** k6 takes no scenario that is shorter. */
const SHORTEST_MS = 1000;
/** For how long a node may take to answer until arrivals need VUs that were not there at the start, and until they are dropped. */
const PREALLOCATED_S = 0.5;
const MOST_S = 2;
const FEWEST_VUS = 10;
/** Rates are whole numbers a unit of time: as many decimals of a rate are kept. */
const DECIMALS = 6;

/** What of the load k6 cannot do, for people. `transactions` is what was asked for, where anything was. */
export function loadProblems(load: Load, transactions: number | undefined): string[] {
  if (load.arrival === 'poisson') {
    return ['load.arrival: k6 has no random arrivals, so poisson cannot be exported; use constant'];
  }
  const problems: string[] = [];
  if (load.arrival !== 'closed') {
    if (transactions !== undefined) {
      problems.push(
        `--transactions is for closed loads; a load with arrival ${load.arrival} says itself how many`,
      );
    }
  } else if (transactions === undefined) {
    problems.push(
      'load.arrival: a closed load does not say how many transactions it sends; say it by --transactions',
    );
  } else if (transactions < load.inFlight) {
    problems.push(`--transactions ${transactions} is less than load.inFlight (${load.inFlight})`);
  }
  const totalMs = load.warmupMs + windowMs(load);
  if (totalMs < SHORTEST_MS) problems.push('load.duration: k6 takes nothing shorter than 1s');
  return problems;
}

/** The load must be one that has no problems. */
export function k6Load(load: Load, seed: number, transactions: number | undefined): K6Load {
  const { warmupMs } = load;
  if (load.arrival === 'closed') {
    const count = transactions!;
    return { scenario: sharedIterations(load, count), count, warmupMs, windowMs: null };
  }
  const { count } = scheduleOf(load, seed);
  const ramps = load.arrival === 'ramp' || load.arrival === 'stages';
  const scenario = ramps ? rampingArrivalRate(load) : constantArrivalRate(load);
  return { scenario, count, warmupMs, windowMs: windowMs(load) };
}

function windowMs(load: Load): number {
  return load.arrival === 'stages'
    ? load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0)
    : load.durationMs;
}

/** The window is the longest it may take: what is not sent by then stays unsent. */
function sharedIterations(load: Closed, iterations: number): K6Load['scenario'] {
  return {
    executor: 'shared-iterations',
    vus: load.inFlight,
    iterations,
    maxDuration: formatDuration(load.warmupMs + load.durationMs),
    gracefulStop: formatDuration(load.drainMs),
  };
}

function constantArrivalRate(load: Constant): K6Load['scenario'] {
  const unitS = timeUnitOf([load.rate]);
  return {
    executor: 'constant-arrival-rate',
    rate: perUnit(load.rate, unitS),
    timeUnit: formatDuration(unitS * 1000),
    duration: formatDuration(load.warmupMs + load.durationMs),
    ...vusFor(load.rate, load.maxInFlight),
  };
}

/**
 * Straight lines from target to target. k6 begins an arrival at the end of its interval, we at the start: the last one
 * would fall on the very end, and be cut off. So the scenario goes on for a second more, at 1/s.
 */
function rampingArrivalRate(load: Ramping): K6Load['scenario'] {
  const lines = linesOf(load);
  const unitS = timeUnitOf(lines.flatMap(({ from, to }) => [from, to]));
  const stages: { duration: string; target: number }[] = [];
  const jump = (rate: number) => stages.push({ duration: '0s', target: perUnit(rate, unitS) });
  let at = lines[0]!.from;
  for (const { from, to, durationMs } of [...lines, { from: 1, to: 1, durationMs: 1000 }]) {
    if (from !== at) jump(from);
    stages.push({ duration: formatDuration(durationMs), target: perUnit(to, unitS) });
    at = to;
  }
  return {
    executor: 'ramping-arrival-rate',
    startRate: perUnit(lines[0]!.from, unitS),
    timeUnit: formatDuration(unitS * 1000),
    stages,
    ...vusFor(Math.max(...lines.flatMap(({ from, to }) => [from, to])), load.maxInFlight),
  };
}

interface Line {
  readonly from: number;
  readonly to: number;
  readonly durationMs: number;
}

function linesOf(load: Ramping): Line[] {
  const lines: Line[] =
    load.arrival === 'ramp'
      ? [load]
      : load.stages.map(({ rate, durationMs }) => ({ from: rate, to: rate, durationMs }));
  const { from } = lines[0]!;
  return load.warmupMs > 0 ? [{ from, to: from, durationMs: load.warmupMs }, ...lines] : lines;
}

/** The seconds in which each of the rates makes a whole number: 1, 10, 100, ... */
function timeUnitOf(rates: readonly number[]): number {
  const decimals = rates.map((rate) => Number(rate.toFixed(DECIMALS)).toString().split('.')[1]?.length ?? 0);
  return 10 ** Math.max(...decimals);
}

function perUnit(rate: number, unitS: number): number {
  return Math.round(rate * unitS);
}

/** A VU is busy from the sending to the answer; the plan's `maxInFlight` is never passed. */
function vusFor(rate: number, maxInFlight: number): { preAllocatedVUs: number; maxVUs: number } {
  const vus = (seconds: number) => Math.min(maxInFlight, Math.max(FEWEST_VUS, Math.ceil(rate * seconds)));
  return { preAllocatedVUs: vus(PREALLOCATED_S), maxVUs: vus(MOST_S) };
}

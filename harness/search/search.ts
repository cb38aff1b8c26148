/**
 * The search for the highest sustained rate, as a pure function of what was tried: bracket, bisect, confirm.
 *
 * Bracket: double until a rate fails (or halve, where the first one does). Bisect at the geometric mean until failing
 * and passing rate are no further apart than the width. Confirm: a rate that fails is tried again before that is
 * believed, since one bad run would make the knee too low; at the end the passing rate until it has had its repeats, and
 * the failing one until most of its repeats are known to fail. A rate is what the majority of its runs say.
 */
import type { Step } from './step.ts';

export interface SearchOptions {
  /** Transactions a second. */
  readonly from: number;
  readonly to: number;
  /** Relative width of the interval that is narrow enough. */
  readonly width: number;
  /** Runs at the knee. */
  readonly repeats: number;
  /** Milliseconds for all steps together. */
  readonly budgetMs: number;
}

export type Tried = Pick<Step, 'rate' | 'outcome'>;

/**
 * How the search ended. `found`; `generator`: it could not offer the rate, twice; `budget`: out of time; `above`: the
 * highest rate passes; `below`: not even the lowest passes; `interrupted` by whoever waits.
 */
export type Ending = 'found' | 'generator' | 'budget' | 'above' | 'below' | 'interrupted';

export interface Knee {
  /** The highest rate that met the objectives; `null` where none is to be named. */
  readonly tps: number | null;
  /** The highest rate, no run of which failed, at or below `tps`. */
  readonly low: number | null;
  /** The lowest rate above `tps`, no run of which passed. */
  readonly high: number | null;
}

export type Move =
  | { readonly kind: 'try'; readonly rate: number; readonly why: 'bracket' | 'bisect' | 'confirm' }
  | { readonly kind: 'end'; readonly ending: Ending };

/** A first rate that fails is halved this often at the most. */
const HALVINGS = 6;
/** Runs at one rate that the generator may fail to offer: once may be chance. */
const LIMITED_RUNS = 2;

/** What to do after these steps, which took `elapsedMs`; the next is taken to need as long as they did on average. */
export function nextMove(options: SearchOptions, steps: readonly Tried[], elapsedMs: number): Move {
  const move = wished(options, steps);
  if (move.kind === 'end' || steps.length === 0) return move;
  const nextMs = elapsedMs / steps.length;
  return elapsedMs + nextMs > options.budgetMs ? { kind: 'end', ending: 'budget' } : move;
}

function wished(options: SearchOptions, steps: readonly Tried[]): Move {
  const rates = tally(steps);
  const limited = rates.find((one) => one.limited > 0 && one.passed + one.failed === 0);
  if (limited) {
    if (limited.limited >= LIMITED_RUNS) return { kind: 'end', ending: 'generator' };
    return { kind: 'try', rate: limited.rate, why: 'confirm' };
  }
  // A failure is believed when it comes again: one bad moment would send the search far too low.
  const doubtful = rates.find(
    ({ passed, failed }) => passed === failed || (failed === 1 && passed === 0 && options.repeats > 1),
  );
  if (doubtful) return { kind: 'try', rate: doubtful.rate, why: 'confirm' };
  const { low, high } = bracket(rates);
  if (!high) return upwards(options, low);
  if (!low) return downwards(options, high.rate);
  const middle = tidy(Math.sqrt(low.rate * high.rate));
  const narrow = high.rate <= low.rate * (1 + options.width) || middle <= low.rate || middle >= high.rate;
  if (!narrow) return { kind: 'try', rate: middle, why: 'bisect' };
  return confirmed(options, low, high);
}

function upwards({ from, to, repeats }: SearchOptions, low: RateTally | undefined): Move {
  if (!low) return { kind: 'try', rate: from, why: 'bracket' };
  if (low.rate < to) return { kind: 'try', rate: Math.min(to, tidy(2 * low.rate)), why: 'bracket' };
  if (low.passed + low.failed < repeats) return { kind: 'try', rate: low.rate, why: 'confirm' };
  return { kind: 'end', ending: 'above' };
}

function downwards({ from }: SearchOptions, high: number): Move {
  const rate = tidy(high / 2);
  if (rate <= 0 || rate < from / 2 ** HALVINGS) return { kind: 'end', ending: 'below' };
  return { kind: 'try', rate, why: 'bracket' };
}

function confirmed({ repeats }: SearchOptions, low: RateTally, high: RateTally): Move {
  if (low.passed + low.failed < repeats) return { kind: 'try', rate: low.rate, why: 'confirm' };
  if (2 * high.failed <= repeats) return { kind: 'try', rate: high.rate, why: 'confirm' };
  return { kind: 'end', ending: 'found' };
}

interface RateTally {
  readonly rate: number;
  passed: number;
  failed: number;
  limited: number;
}

/** Runs by rate, ascending. */
function tally(steps: readonly Tried[]): RateTally[] {
  const byRate = new Map<number, RateTally>();
  for (const { rate, outcome } of steps) {
    const at = byRate.get(rate) ?? { rate, passed: 0, failed: 0, limited: 0 };
    at[outcome]++;
    byRate.set(rate, at);
  }
  return [...byRate.values()].sort((a, b) => a.rate - b.rate);
}

/** The lowest rate that fails, and the highest below it that passes. */
function bracket(rates: readonly RateTally[]) {
  const high = rates.find(({ passed, failed }) => failed > passed);
  const low = rates.findLast(
    ({ rate, passed, failed }) => passed > failed && rate < (high?.rate ?? Number.POSITIVE_INFINITY),
  );
  return { low, high };
}

/** What is known of the knee, however the search ended. */
export function kneeOf(steps: readonly Tried[], ending: Ending): Knee {
  const rates = tally(steps);
  const { low, high } = bracket(rates);
  // The generator was the limit: what it did reach bounds the knee from below and is not one.
  const named = ending === 'generator' ? undefined : low;
  const from = low?.rate ?? 0;
  const sure = rates.findLast(({ rate, passed, failed }) => rate <= from && passed > 0 && failed === 0);
  const beyond = rates.find(
    (one) => one.rate >= (high?.rate ?? Number.POSITIVE_INFINITY) && one.failed > 0 && one.passed === 0,
  );
  return {
    tps: named?.rate ?? null,
    low: (sure ?? low)?.rate ?? null,
    high: (beyond ?? high)?.rate ?? null,
  };
}

/** Rates that people can read: three digits, or whole numbers. */
function tidy(rate: number): number {
  return rate >= 100 ? Math.round(rate) : Number(rate.toPrecision(3));
}

/** Which index comes next, and when it is due: a generator's own part of the load. */
import type { Schedule } from '../pacing/index.ts';

/** Indices that belong to one generator, in order. */
export interface Arrivals {
  /** Due times do not wait for the system: what is due and not taken must be counted as dropped. */
  readonly open: boolean;
  /** When the next arrival is due; Infinity when none is known. */
  nextNs(): number;
  /** Takes the next arrival, which was due at `nextNs()`, and gives its index; that was finite. */
  take(): number;
  /** The index that comes after this one, -1 for the first of all; `null` where the load ends. */
  indexAfter(index: number): number | null;
  /** When that index is due; -Infinity where its time follows from what the system does. */
  dueOf(index: number): number;
  /** No arrival will come any more. */
  done(nowNs: number): boolean;
  /** A transaction left the system: closed loads answer with a new arrival. */
  left(nowNs: number): void;
  /** Ends the load early. */
  stop(): void;
}

/** Whether an index belongs to this generator: all transactions of a sender go through the same one. */
export type Owns = (index: number) => boolean;

/** Due times remembered: more than anybody looks ahead. Forgotten ones are worked out again. */
const KNOWN = 16_384;

export function openArrivals(schedule: Schedule, owns: Owns): Arrivals {
  let index = -1;
  let dueNs = 0;
  const known = new Float64Array(KNOWN);
  const knownAt = new Float64Array(KNOWN).fill(-1);
  function indexAfter(before: number): number | null {
    let after = before + 1;
    while (after < schedule.count && !owns(after)) after++;
    return after < schedule.count ? after : null;
  }
  function advance(): void {
    index = indexAfter(index) ?? schedule.count;
    dueNs = index < schedule.count ? dueOf(index) : Number.POSITIVE_INFINITY;
  }
  /** A schedule is walked forward: whoever looks ahead leaves what he saw, so that nobody has to go back. */
  function dueOf(at: number): number {
    const slot = at % KNOWN;
    if (knownAt[slot] === at) return known[slot]!;
    knownAt[slot] = at;
    known[slot] = schedule.dueNs(at);
    return known[slot];
  }
  advance();
  return {
    open: true,
    nextNs: () => dueNs,
    take() {
      const taken = index;
      advance();
      return taken;
    },
    indexAfter,
    dueOf,
    done: () => dueNs === Number.POSITIVE_INFINITY,
    left() {},
    stop() {
      index = schedule.count;
      dueNs = Number.POSITIVE_INFINITY;
    },
  };
}

/**
 * Keeps `inFlight` transactions in the system until `endNs`; each that leaves makes the next one due at once. `count`: how
 * many all generators together may take.
 */
export function closedArrivals(
  inFlight: number,
  endNs: number,
  owns: Owns,
  count = Number.POSITIVE_INFINITY,
): Arrivals {
  let dues: number[] = new Array(inFlight).fill(0);
  let taken = 0;
  let stopped = false;
  let last = -1;
  /** Looked for only when an arrival wants it: who owns none would look for ever. */
  let next: number | null | undefined;
  function indexAfter(before: number): number | null {
    let after = before + 1;
    while (after < count && !owns(after)) after++;
    return after < count ? after : null;
  }
  function nextIndex(): number | null {
    if (next === undefined) next = indexAfter(last);
    return next;
  }
  const finished = (nowNs: number) => stopped || nowNs >= endNs || next === null || inFlight === 0;
  return {
    open: false,
    nextNs() {
      const dueNs = dues[taken];
      return dueNs === undefined || nextIndex() === null ? Number.POSITIVE_INFINITY : dueNs;
    },
    take() {
      last = nextIndex()!;
      next = undefined;
      taken++;
      // Shifting a long list each time would cost more than all the rest.
      if (taken === dues.length) {
        dues = [];
        taken = 0;
      }
      return last;
    },
    indexAfter,
    dueOf: () => Number.NEGATIVE_INFINITY,
    done: finished,
    left(nowNs) {
      if (!finished(nowNs)) dues.push(nowNs);
    },
    stop() {
      stopped = true;
      dues = [];
      taken = 0;
    },
  };
}

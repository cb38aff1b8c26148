/** Which index comes next, and when it is due: a generator's own part of the load. */
import type { Schedule } from '../pacing/index.ts';

/** Indices that belong to one generator, in order. */
export interface Arrivals {
  /** Due times do not wait for the system: what is due and not taken must be counted as dropped. */
  readonly open: boolean;
  /** When the next arrival is due; Infinity when none is known. */
  nextNs(): number;
  /** Takes the next arrival; `nextNs` was finite. */
  take(): { readonly index: number; readonly dueNs: number };
  /** No arrival will come any more. */
  done(nowNs: number): boolean;
  /** A transaction left the system: closed loads answer with a new arrival. */
  left(nowNs: number): void;
  /** Ends the load early. */
  stop(): void;
}

/** Whether an index belongs to this generator: all transactions of a sender go through the same one. */
export type Owns = (index: number) => boolean;

export function openArrivals(schedule: Schedule, owns: Owns): Arrivals {
  let index = -1;
  let dueNs = 0;
  function advance(): void {
    do index++;
    while (index < schedule.count && !owns(index));
    dueNs = index < schedule.count ? schedule.dueNs(index) : Number.POSITIVE_INFINITY;
  }
  advance();
  return {
    open: true,
    nextNs: () => dueNs,
    take() {
      const taken = { index, dueNs };
      advance();
      return taken;
    },
    done: () => dueNs === Number.POSITIVE_INFINITY,
    left() {},
    stop() {
      index = schedule.count;
      dueNs = Number.POSITIVE_INFINITY;
    },
  };
}

/** Keeps `inFlight` transactions in the system until `endNs`; each that leaves makes the next one due at once. */
export function closedArrivals(inFlight: number, endNs: number, owns: Owns): Arrivals {
  let index = -1;
  let stopped = false;
  const dues: number[] = new Array(inFlight).fill(0);
  const finished = (nowNs: number) => stopped || nowNs >= endNs;
  return {
    open: false,
    nextNs: () => dues[0] ?? Number.POSITIVE_INFINITY,
    take() {
      do index++;
      while (!owns(index));
      return { index, dueNs: dues.shift()! };
    },
    done: finished,
    left(nowNs) {
      if (!finished(nowNs)) dues.push(nowNs);
    },
    stop() {
      stopped = true;
      dues.length = 0;
    },
  };
}

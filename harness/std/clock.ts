/** Time: one monotonic clock for the whole process, in nanoseconds since an epoch that all threads share. */
import type { Pacing } from '../spec/plan.ts';

/** A clock that can also wake somebody. Tests drive the same code with a virtual one. */
export interface Clock {
  /** Nanoseconds since the clock's epoch. */
  nowNs(): number;
  /** Calls `run` once, as close after `atNs` as this clock can. The returned function cancels it. */
  wake(atNs: number, run: () => void): () => void;
}

/** `process.hrtime` is CLOCK_MONOTONIC, the same in every thread; as numbers, it is exact for 100 days of uptime. */
export function monotonicNs(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e9 + nanos;
}

const MS = 1e6;
/** Node's timers fire up to this much late on a quiet machine (measured; see docs/concepts.md). */
const TIMER_LATENESS_NS = 1.5 * MS;
const NAP_NS = 0.25 * MS;
/** A futex wake-up comes about this much after its time-out. */
const NAP_OVERHEAD_NS = 0.06 * MS;

/**
 * The real clock. How it waits out the last stretch before `atNs`:
 * - `timer`: one timer, in whole milliseconds: cheapest, coarse.
 * - `nap`: naps of a quarter of a millisecond between turns of the event loop.
 * - `spin`: turns of the event loop without rest: finest, and a whole core.
 */
export function realClock(epochNs: number, pacing: Pacing = 'timer'): Clock {
  const nowNs = () => monotonicNs() - epochNs;
  const cell = new Int32Array(new SharedArrayBuffer(4));

  function wake(atNs: number, run: () => void): () => void {
    let cancelled = false;
    let timer: NodeJS.Timeout | undefined;
    let immediate: NodeJS.Immediate | undefined;

    function step(): void {
      if (cancelled) return;
      const left = atNs - nowNs();
      if (left <= 0) {
        run();
        return;
      }
      if (pacing === 'timer') timer = setTimeout(step, Math.max(1, Math.floor(left / MS)));
      else if (left > 2 * TIMER_LATENESS_NS)
        timer = setTimeout(step, Math.floor((left - TIMER_LATENESS_NS) / MS));
      else {
        if (pacing === 'nap' && left > NAP_OVERHEAD_NS) {
          Atomics.wait(cell, 0, 0, Math.min(left - NAP_OVERHEAD_NS, NAP_NS) / MS);
        }
        immediate = setImmediate(step);
      }
    }

    if (atNs <= nowNs()) immediate = setImmediate(step);
    else step();
    return () => {
      cancelled = true;
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  }
  return { nowNs, wake };
}

/** A real clock whose epoch is set later; until then it counts from its making. */
export function deferredClock(pacing: Pacing): Clock & { begin(epochNs: number): void } {
  let clock = realClock(monotonicNs(), pacing);
  return {
    nowNs: () => clock.nowNs(),
    wake: (atNs, run) => clock.wake(atNs, run),
    begin(epochNs) {
      clock = realClock(epochNs, pacing);
    },
  };
}

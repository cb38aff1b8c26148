/** How busy and how late a thread's event loop is. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface LoopStatistics {
  /** Busy share of the time since the start, 0 to 1. */
  readonly utilisation: number;
  readonly delayP99Ns: number;
  readonly delayMaxNs: number;
}

const RESOLUTION_MS = 10;

/** Starts watching this thread; the returned function ends it and tells. Delays are beyond the sampling interval. */
export function watchLoop(): () => LoopStatistics {
  const before = performance.eventLoopUtilization();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return () => {
    delay.disable();
    const beyond = (ns: number) => Math.max(0, ns - RESOLUTION_MS * 1e6);
    return {
      utilisation: performance.eventLoopUtilization(before).utilization,
      delayP99Ns: beyond(delay.percentile(99)),
      delayMaxNs: beyond(delay.max),
    };
  };
}

/** How busy a thread's event loop is. */
import { performance } from 'node:perf_hooks';

/** Starts watching this thread; the returned function gives the busy share of the time since, 0 to 1. */
export function watchUtilisation(): () => number {
  const before = performance.eventLoopUtilization();
  return () => performance.eventLoopUtilization(before).utilization;
}

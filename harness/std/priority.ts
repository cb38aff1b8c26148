/** Who waits for whom where there are more threads than cores. */
import { getPriority, setPriority } from 'node:os';

/** Steps of niceness that a thread gives way by: it has about a tenth of the share of one that does not. */
const BEHIND = 10;
const LAST = 19;

/**
 * Lets other threads of this process go first. Linux keeps a priority for each thread (sched(7)), and takes 0 for the one
 * that asks; elsewhere it would be the whole process's, so nothing happens.
 */
export function giveWay(): void {
  if (process.platform === 'linux') setPriority(0, Math.min(LAST, getPriority(0) + BEHIND));
}

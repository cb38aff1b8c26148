/** What the scheduler counts of a block, thread by thread, each on its own line of memory. */
import { take } from './arena';
import { COUNTERS } from './schedule-words';

/** Threads that may run one block. */
export const MOST_THREADS: u32 = 64;
const RECORD: usize = 128;

/** u32: executions begun; of these given up at an estimate; validations; validations that failed. */
export const EXECUTIONS: usize = 0;
export const BLOCKED_READS: usize = 4;
export const VALIDATIONS: usize = 8;
export const ABORTS: usize = 12;
/** f64, milliseconds: from the beginning of the block to its end, and the parts of it that were not execution. */
export const WHOLE_TIME: usize = 16;
export const PLAN_TIME: usize = 24;
export const VALIDATION_TIME: usize = 32;
export const IDLE_TIME: usize = 40;
export const APPLY_TIME: usize = 48;

/** This thread's record. */
export let counters: usize = 0;

/** Once an engine. */
export function newCounters(): void {
  store<u32>(COUNTERS, <u32>take(RECORD * <usize>MOST_THREADS));
}

/** Where a thread's record is; it is that of the last block. */
export function countersOf(thread: u32): usize {
  return <usize>load<u32>(COUNTERS) + RECORD * <usize>thread;
}

export function clearCounters(thread: u32): void {
  counters = countersOf(thread);
  memory.fill(counters, 0, RECORD);
}

// @ts-ignore: decorator
@inline
export function count(what: usize): void {
  store<u32>(counters + what, load<u32>(counters + what) + 1);
}

export function addTime(what: usize, milliseconds: f64): void {
  store<f64>(counters + what, load<f64>(counters + what) + milliseconds);
}

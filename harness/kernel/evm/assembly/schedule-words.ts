/** Where the scheduler's words are: those that all threads share, and a record for each transaction of the block. */
import { take } from './arena';
import { CONTROL_SCHEDULER } from './control';

/** Next transaction to be executed by the sweep, u32. */
export const EXECUTION: usize = CONTROL_SCHEDULER;
/** u64: wave in the upper half, next transaction to be validated by the sweep in the lower. */
export const VALIDATION: usize = CONTROL_SCHEDULER + 64;
/** u32: one above the highest transaction that has executed. */
export const HIGHEST: usize = CONTROL_SCHEDULER + 128;
/** u32: transactions committed. */
export const DONE: usize = CONTROL_SCHEDULER + 192;
/** u32: whether somebody commits; of who does: u32 newest wave begun at or below what is committed. */
export const COMMITTING: usize = CONTROL_SCHEDULER + 256;
export const COMMIT_WAVE: usize = CONTROL_SCHEDULER + 260;
/**
 * u32 each, not changed while the block is under way: how many transactions, their records below, room for how many; the
 * records that the host gave (transaction.ts), and those of results (result.ts).
 */
export const COUNT: usize = CONTROL_SCHEDULER + 320;
export const TASKS: usize = CONTROL_SCHEDULER + 324;
export const CAPACITY: usize = CONTROL_SCHEDULER + 328;
export const TRANSACTIONS: usize = CONTROL_SCHEDULER + 332;
export const RESULTS: usize = CONTROL_SCHEDULER + 336;
/** u32: counters of each thread, see block-counters.ts. */
export const COUNTERS: usize = CONTROL_SCHEDULER + 340;
/** Sums that commits make: u64 gas, u64 longest path in gas, u32 re-executed, u32 dependent. */
export const TOTAL_GAS: usize = CONTROL_SCHEDULER + 384;
export const LONGEST_PATH: usize = CONTROL_SCHEDULER + 392;
export const RE_EXECUTED: usize = CONTROL_SCHEDULER + 400;
export const DEPENDENT: usize = CONTROL_SCHEDULER + 404;
/** u32: transactions that met what an earlier one of the block had changed, see conflicts.ts. */
export const CONFLICTING: usize = CONTROL_SCHEDULER + 408;

/** One transaction's record: u32 status (incarnation * 8 + state); u32 list of who waits for it. */
export const TASK: usize = 64;
export const TASK_STATUS: usize = 0;
export const TASK_WAITERS: usize = 4;
/** u32: the next in the list of the one that it waits for; u32: the newest of its open promises (promises.ts). */
export const TASK_NEXT_WAITER: usize = 8;
export const TASK_PROMISES: usize = 12;
/** u64: incarnation and wave of its newest validation that passed; u32: newest wave that was begun with it. */
export const TASK_VALIDATED: usize = 16;
export const TASK_TRIGGERED: usize = 24;
/** u32: what the last incarnation read (u32 count, then u32 location and u32 origin each), and wrote (see versions.ts). */
export const TASK_READS: usize = 28;
export const TASK_WRITES: usize = 32;
/** u32: incarnations that were begun, those given up included. */
export const TASK_EXECUTIONS: usize = 36;
/** u64: gas of the longest chain of true dependencies that ends with it. */
export const TASK_PATH: usize = 40;
/** u32: 1 where the transaction was refused before the block and is passed over. */
export const TASK_PASSED_OVER: usize = 48;

export const READY: u32 = 0;
export const EXECUTING: u32 = 1;
export const WAITING: u32 = 2;
export const EXECUTED: u32 = 3;
export const ABORTING: u32 = 4;
export const COMMITTED_STATE: u32 = 5;
export const STATE_BITS: u32 = 7;
export const INCARNATION_SHIFT: u32 = 3;
/** Not 0: a record that is all zeros has passed no validation. */
const FIRST_WAVE: u64 = 1;
export const LAST_WAVE: u64 = 0xffffffff;

/** Heads of lists of waiting transactions, one above their index otherwise: empty; and closed, as it has executed. */
export const NOBODY: u32 = 0;
export const CLOSED: u32 = 0xffffffff;

/** Makes room for a block of `count` transactions and sets the shared words. One thread, while the others wait. */
export function layOutBlock(transactions: usize, count: u32, results: usize): void {
  if (load<u32>(CAPACITY) < count) {
    const room = max<u32>(count, max<u32>(1024, 2 * load<u32>(CAPACITY)));
    // One more than there are: the wave that the last transaction begins is noted behind it.
    store<u32>(TASKS, <u32>take(TASK * (<usize>room + 1)));
    store<u32>(CAPACITY, room);
  }
  store<u32>(COUNT, count);
  store<u32>(CONFLICTING, 0);
  store<u32>(TRANSACTIONS, <u32>transactions);
  store<u32>(RESULTS, <u32>results);
  atomic.store<u32>(EXECUTION, 0);
  atomic.store<u64>(VALIDATION, FIRST_WAVE << 32);
  atomic.store<u32>(HIGHEST, 0);
  atomic.store<u32>(DONE, 0);
  atomic.store<u32>(COMMITTING, 0);
  store<u32>(COMMIT_WAVE, <u32>FIRST_WAVE);
  memory.fill(TOTAL_GAS, 0, 24);
}

// @ts-ignore: decorator
@inline
export function taskAt(tx: u32): usize {
  return <usize>load<u32>(TASKS) + TASK * <usize>tx;
}

/** For the host: where the shared words begin, and a transaction's record. */
export function scheduleTotals(): usize {
  return CONTROL_SCHEDULER;
}

export function taskOf(tx: u32): usize {
  return taskAt(tx);
}

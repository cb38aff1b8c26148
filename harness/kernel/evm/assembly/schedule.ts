/**
 * Who does what next: the collaborative scheduler of Block-STM (Gelashvili et al. 2022, arXiv 2203.06871) with commits in
 * order. Its twin, test/support/block-stm/scheduler.ts, is the same step by step and is tested in every order of steps.
 *
 * A transaction is READY, EXECUTING, WAITING for a lower one, EXECUTED, ABORTING or committed. Two indices sweep over the
 * block, one for executions and one for validations; whatever may have made a read stale lowers the index of validations
 * and begins a new wave. A transaction is committed when all below it are, and when it was validated in a wave no older
 * than any that was begun at or below it. One that began when all below it were committed needs no validation.
 */
import {
  CLOSED, COUNT, DONE, EXECUTED, EXECUTING, EXECUTION, HIGHEST, INCARNATION_SHIFT, LAST_WAVE, NOBODY, READY, STATE_BITS,
  ABORTING, TASK_NEXT_WAITER, TASK_STATUS, TASK_TRIGGERED, TASK_VALIDATED, TASK_WAITERS, taskAt, VALIDATION, WAITING,
} from './schedule-words';

/** Not a transaction. */
export const NONE: u32 = 0xffffffff;

/** Of the task that `nextValidation` or `claim` gave last. */
export let taskIncarnation: u32 = 0;
export let taskWave: u32 = 0;

// @ts-ignore: decorator
@inline
function statusAt(tx: u32): usize {
  return taskAt(tx) + TASK_STATUS;
}

// @ts-ignore: decorator
@inline
function raise<T>(word: usize, value: T): void {
  let old = atomic.load<T>(word);
  while (old < value) {
    const seen = atomic.cmpxchg<T>(word, old, value);
    if (seen == old) return;
    old = seen;
  }
}

/** Everything below is committed: what an execution that begins now reads is final. */
// @ts-ignore: decorator
@inline
export function isHead(tx: u32): bool {
  return atomic.load<u32>(DONE) == tx;
}

/** The next transaction to be validated, NONE where there is none just now; its wave is in `taskWave`. */
export function nextValidation(): u32 {
  const swept = atomic.load<u64>(VALIDATION);
  const tx = <u32>swept;
  if (tx >= atomic.load<u32>(HIGHEST)) return NONE;
  if (atomic.cmpxchg<u64>(VALIDATION, swept, swept + 1) != swept) return NONE;
  const status = atomic.load<u32>(statusAt(tx));
  if ((status & STATE_BITS) != EXECUTED) return NONE;
  taskIncarnation = status >> INCARNATION_SHIFT;
  taskWave = <u32>(swept >> 32);
  // One that began when all below it were committed has passed already.
  const passed = (<u64>taskIncarnation << 32) | taskWave;
  return atomic.load<u64>(taskAt(tx) + TASK_VALIDATED) >= passed ? NONE : tx;
}

/** The next transaction to be executed, claimed for the caller; NONE where the sweep is through. */
export function nextExecution(): u32 {
  const count = load<u32>(COUNT);
  while (atomic.load<u32>(EXECUTION) < count) {
    const tx = atomic.add<u32>(EXECUTION, 1);
    if (tx < count && claim(tx)) return tx;
  }
  return NONE;
}

/** Whether the caller is to execute a transaction. */
function claim(tx: u32): bool {
  const status = atomic.load<u32>(statusAt(tx));
  if ((status & STATE_BITS) != READY) return false;
  if (atomic.cmpxchg<u32>(statusAt(tx), status, status + EXECUTING) != status) return false;
  taskIncarnation = status >> INCARNATION_SHIFT;
  return true;
}

/** Lets a transaction wait for a lower one; false where that has executed in between, and the state is `otherwise`. */
export function suspend(tx: u32, incarnation: u32, lower: u32, otherwise: u32): bool {
  const task = taskAt(tx), waiters = taskAt(lower) + TASK_WAITERS;
  atomic.store<u32>(task + TASK_STATUS, (incarnation << INCARNATION_SHIFT) + WAITING);
  let head = atomic.load<u32>(waiters);
  while (head != CLOSED) {
    store<u32>(task, head, TASK_NEXT_WAITER);
    const seen = atomic.cmpxchg<u32>(waiters, head, tx + 1);
    if (seen == head) return true;
    head = seen;
  }
  atomic.store<u32>(task + TASK_STATUS, (incarnation << INCARNATION_SHIFT) + otherwise);
  return false;
}

/** Has everybody above validated again, in a new wave, who was validated or is being validated already. */
export function revalidateAbove(tx: u32): void {
  let swept = atomic.load<u64>(VALIDATION);
  while (<u32>swept > tx + 1) {
    const wave = (swept >> 32) + 1;
    const seen = atomic.cmpxchg<u64>(VALIDATION, swept, (wave << 32) | <u64>(tx + 1));
    if (seen == swept) {
      raise<u32>(taskAt(tx + 1) + TASK_TRIGGERED, <u32>wave);
      return;
    }
    swept = seen;
  }
}

/**
 * After an execution has published its writes. Whom it wakes, if the caller is to execute that next and `takes` one;
 * otherwise NONE.
 */
export function finish(tx: u32, incarnation: u32, wroteNew: bool, wasHead: bool, takes: bool): u32 {
  const task = taskAt(tx);
  if (wroteNew) revalidateAbove(tx);
  raise<u32>(HIGHEST, tx + 1);
  if (wasHead) raise<u64>(task + TASK_VALIDATED, (<u64>incarnation << 32) | LAST_WAVE);
  // Closed first: nobody may abort this incarnation, and so open the list again, before it is closed.
  const list = atomic.xchg<u32>(task + TASK_WAITERS, CLOSED);
  atomic.store<u32>(task + TASK_STATUS, (incarnation << INCARNATION_SHIFT) + EXECUTED);
  return wake(list, takes);
}

/** Whether an execution has to be validated by who did it, as the sweep has passed; its wave is in `taskWave`. */
export function isPassedBySweep(tx: u32): bool {
  const swept = atomic.load<u64>(VALIDATION);
  taskWave = <u32>(swept >> 32);
  return <u32>swept > tx;
}

/** Makes a list of waiting transactions ready. The lowest that the sweep has passed is claimed where one is taken. */
function wake(list: u32, takes: bool): u32 {
  let lowest = NONE, others = NONE;
  while (list != NOBODY) {
    const tx = list - 1;
    const task = taskAt(tx);
    list = load<u32>(task, TASK_NEXT_WAITER);
    const status = atomic.load<u32>(task + TASK_STATUS);
    atomic.store<u32>(task + TASK_STATUS, status - WAITING + STATE_BITS + 1 + READY);
    if (atomic.load<u32>(EXECUTION) <= tx) continue;
    if (lowest == NONE) lowest = tx;
    else {
      others = min(others, max(lowest, tx));
      lowest = min(lowest, tx);
    }
  }
  if (!takes) others = lowest;
  if (others != NONE) lowerExecution(others);
  return takes && lowest != NONE && claim(lowest) ? lowest : NONE;
}

function lowerExecution(tx: u32): void {
  let index = atomic.load<u32>(EXECUTION);
  while (index > tx) {
    const seen = atomic.cmpxchg<u32>(EXECUTION, index, tx);
    if (seen == index) return;
    index = seen;
  }
}

/** A validation has passed. */
export function pass(tx: u32, incarnation: u32, wave: u32): void {
  raise<u64>(taskAt(tx) + TASK_VALIDATED, (<u64>incarnation << 32) | wave);
}

/** A validation has failed: whether it is the caller who aborts the incarnation. */
export function beginAbort(tx: u32, incarnation: u32): bool {
  const status = incarnation << INCARNATION_SHIFT;
  const task = taskAt(tx);
  if (atomic.cmpxchg<u32>(task + TASK_STATUS, status + EXECUTED, status + ABORTING) != status + EXECUTED) return false;
  atomic.store<u32>(task + TASK_WAITERS, NOBODY);
  return true;
}

/**
 * After the versions have become estimates: lets the transaction wait for `lower`, which made it fail, or, where that is
 * NONE or has executed, makes it ready. Whether the caller is to execute it again.
 */
export function endAbort(tx: u32, incarnation: u32, lower: u32): bool {
  revalidateAbove(tx);
  if (lower != NONE && suspend(tx, incarnation, lower, ABORTING)) return false;
  atomic.store<u32>(statusAt(tx), ((incarnation + 1) << INCARNATION_SHIFT) + READY);
  return atomic.load<u32>(EXECUTION) > tx && claim(tx);
}

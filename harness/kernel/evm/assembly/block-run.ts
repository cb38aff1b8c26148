/**
 * One block on several threads, each of which calls `runBlock` with the same arguments: the twin is
 * test/support/block-stm/worker.ts. What comes out is what one thread gets that executes one transaction after the other.
 */
import { addWaiting, waitForAll } from './barrier';
import { applyVersions } from './block-apply';
import {
  ABORTS, addTime, APPLY_TIME, BLOCKED_READS, clearCounters, count, counters, EXECUTIONS, IDLE_TIME, PLAN_TIME,
  VALIDATION_TIME, VALIDATIONS, WHOLE_TIME,
} from './block-counters';
import { chainSenders, prepareTasks } from './block-plan';
import { publishOverlay } from './block-publish';
import { now } from './clock';
import { execute, runSequential } from './execute';
import { clearOverlay } from './overlay';
import { blockedBy, readAs, readCommitted } from './parallel-source';
import { heat } from './promises';
import { RESULT, RESULT_REFUSED } from './result';
import {
  beginAbort, endAbort, finish, isHead, isPassedBySweep, nextExecution, nextValidation, NONE, pass, suspend,
  taskIncarnation, taskWave,
} from './schedule';
import { commit } from './schedule-commit';
import {
  COUNT, DONE, EXECUTING, layOutBlock, RESULTS, TASK_EXECUTIONS, TASK_PASSED_OVER, TASK_READS,
  TASK_WRITES, taskAt, TOTAL_GAS, TRANSACTIONS,
} from './schedule-words';
import { BLOCKED } from './source';
import { TX } from './transaction';
import { blocker, list, review, SAME, UNDECIDED } from './version-read';
import { clearVersions, markEstimates } from './versions';

/** How a block is run, bits: in parallel though there are few transactions or one thread; no execution without validation; by one thread. */
const IN_ANY_CASE: u32 = 1;
const VALIDATE_ALL: u32 = 2;
const ONE_BY_ONE: u32 = 4;

/** Blocks of fewer transactions are executed by the first thread alone. */
const FEWEST: u32 = 8;
/** Times that an idle thread looks for work before it sleeps a little, and nanoseconds that it sleeps. */
const LOOKS: u32 = 500;
const SLEEP: i64 = 50_000;
/** One in so many validations is timed. */
const TIMED: u32 = 16;

/** What this thread is to execute next, already claimed, and its incarnation; NONE. */
let handed: u32 = NONE;
let handedIncarnation: u32 = 0;
let validatesAll: bool = false;

/**
 * Executes `count` transactions (TX bytes each) into results (RESULT bytes each) and the cells. One whose result says
 * refused beforehand is passed over. `mode`: bits as above.
 */
export function runBlock(
  thread: u32, threads: u32, transactions: usize, transactionCount: u32, results: usize, mode: u32,
): void {
  const start = now();
  clearCounters(thread);
  clearVersions();
  const few = (mode & IN_ANY_CASE) == 0 && (threads == 1 || transactionCount < FEWEST);
  if (few || (mode & ONE_BY_ONE) != 0) {
    if (thread == 0) {
      layOutBlock(transactions, 0, results);
      store<u64>(TOTAL_GAS, runSequential(transactions, transactionCount, results));
    }
    waitForAll(threads);
  } else {
    if (thread == 0) layOutBlock(transactions, transactionCount, results);
    waitForAll(threads);
    prepareTasks(thread, threads);
    waitForAll(threads);
    chainSenders(thread, threads);
    waitForAll(threads);
    addTime(PLAN_TIME, now() - start);
    validatesAll = (mode & VALIDATE_ALL) != 0;
    work();
    const end = now();
    waitForAll(threads);
    applyVersions();
    waitForAll(threads);
    addTime(APPLY_TIME, now() - end);
  }
  addTime(WHOLE_TIME, now() - start);
}

/** Until everything is committed. */
function work(): void {
  const all = load<u32>(COUNT);
  handed = NONE;
  let looks: u32 = 0;
  while (atomic.load<u32>(DONE) != all) {
    if (step()) {
      looks = 0;
      continue;
    }
    if (idleSince == 0) idleSince = now();
    commit();
    if (++looks > LOOKS) atomic.wait<i32>(DONE, atomic.load<u32>(DONE), SLEEP);
  }
  endIdleness();
  readCommitted();
}

/** When this thread ran out of work, 0 where it did not. */
let idleSince: f64 = 0;

// @ts-ignore: decorator
@inline
function endIdleness(): void {
  if (idleSince == 0) return;
  addTime(IDLE_TIME, now() - idleSince);
  addWaiting(idleSince);
  idleSince = 0;
}

/** Does one thing; false where there was nothing to do. */
function step(): bool {
  let tx = handed;
  if (tx != NONE) {
    handed = NONE;
    executeUntilDone(tx, handedIncarnation);
    return true;
  }
  tx = nextValidation();
  if (tx != NONE) {
    endIdleness();
    if (validate(tx, taskIncarnation, taskWave)) executeUntilDone(tx, taskIncarnation);
    return true;
  }
  tx = nextExecution();
  if (tx == NONE) return false;
  endIdleness();
  executeUntilDone(tx, taskIncarnation);
  return true;
}

/** Executes a transaction that this thread has claimed, and again as long as its validation fails and nobody else does. */
function executeUntilDone(tx: u32, incarnation: u32): void {
  const task = taskAt(tx);
  while (true) {
    const wasHead = isHead(tx) && !validatesAll;
    const refused = runOnce(tx, task);
    if (refused == BLOCKED) {
      count(BLOCKED_READS);
      if (suspend(tx, incarnation, blockedBy, EXECUTING)) return;
      continue;
    }
    const wroteNew = publishOverlay(tx, task, refused != 0);
    const successor = finish(tx, incarnation, wroteNew, wasHead, handed == NONE);
    if (successor != NONE) {
      handed = successor;
      handedIncarnation = taskIncarnation;
    }
    if (wasHead) return commit();
    if (!isPassedBySweep(tx) || !validate(tx, incarnation, taskWave)) return;
    incarnation = taskIncarnation;
  }
}

/** 0 where the transaction stands in the block, BLOCKED, or why it has no place there. */
function runOnce(tx: u32, task: usize): u32 {
  count(EXECUTIONS);
  store<u32>(task, load<u32>(task, TASK_EXECUTIONS) + 1, TASK_EXECUTIONS);
  readAs(tx);
  const record = <usize>load<u32>(TRANSACTIONS) + TX * <usize>tx;
  const result = <usize>load<u32>(RESULTS) + RESULT * <usize>tx;
  if (load<u32>(task, TASK_PASSED_OVER) == 0) return execute(record, result);
  clearOverlay();
  return load<u32>(result, RESULT_REFUSED);
}

/** Validates an incarnation, one time in so many by the clock. Whether the caller is to execute the transaction again. */
function validate(tx: u32, incarnation: u32, wave: u32): bool {
  count(VALIDATIONS);
  if (load<u32>(counters, VALIDATIONS) % TIMED != 0) return validateReads(tx, incarnation, wave);
  const start = now();
  const again = validateReads(tx, incarnation, wave);
  addTime(VALIDATION_TIME, <f64>TIMED * (now() - start));
  return again;
}

function validateReads(tx: u32, incarnation: u32, wave: u32): bool {
  const reads: usize = atomic.load<u32>(taskAt(tx) + TASK_READS);
  for (let left = load<u32>(reads), at = reads + 4; left != 0; left--, at += 8) {
    const outcome = review(load<u32>(at), load<u32>(at, 4), tx);
    if (outcome == SAME) continue;
    heat(list);
    return abort(tx, incarnation, outcome == UNDECIDED ? blocker : NONE);
  }
  pass(tx, incarnation, wave);
  if (isHead(tx)) commit();
  return false;
}

/** Takes an incarnation back, unless somebody else did. Whether the caller is to execute the transaction again. */
function abort(tx: u32, incarnation: u32, lower: u32): bool {
  if (!beginAbort(tx, incarnation)) return false;
  count(ABORTS);
  markEstimates(load<u32>(taskAt(tx), TASK_WRITES));
  return endAbort(tx, incarnation, lower);
}

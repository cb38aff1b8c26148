/**
 * Commits in order: from then on a transaction and its result are final. One thread at a time does it, whoever comes by.
 * On the way it finds the critical path: the longest chain of transactions each of which read what the one before wrote.
 */
import { longestBelow } from './critical-path';
import { RESULT, RESULT_GAS } from './result';
import {
  COMMIT_WAVE, COMMITTED_STATE, COMMITTING, COUNT, DEPENDENT, DONE, EXECUTED, INCARNATION_SHIFT, LONGEST_PATH,
  RE_EXECUTED, RESULTS, STATE_BITS, TASK_EXECUTIONS, TASK_PASSED_OVER, TASK_PATH, TASK_STATUS, TASK_TRIGGERED,
  TASK_VALIDATED, taskAt, TOTAL_GAS,
} from './schedule-words';

/** Commits what may be. */
export function commit(): void {
  while (mayCommit(atomic.load<u32>(DONE))) {
    if (atomic.xchg<u32>(COMMITTING, 1) != 0) return;
    while (true) {
      const tx = atomic.load<u32>(DONE);
      if (!mayCommit(tx) || !commitOne(tx)) break;
    }
    atomic.store<u32>(COMMITTING, 0);
    // Who came meanwhile went away again, perhaps with good news for the next: so look once more.
  }
}

/** Read by who has the lock and by who has not: the latter may be wrong either way. */
function mayCommit(tx: u32): bool {
  if (tx == load<u32>(COUNT)) return false;
  const task = taskAt(tx);
  const status = atomic.load<u32>(task + TASK_STATUS);
  if ((status & STATE_BITS) != EXECUTED) return false;
  const wave = max<u32>(load<u32>(COMMIT_WAVE), atomic.load<u32>(task + TASK_TRIGGERED));
  return atomic.load<u64>(task + TASK_VALIDATED) >= ((<u64>(status >> INCARNATION_SHIFT) << 32) | wave);
}

/** False where the incarnation was aborted in between. */
function commitOne(tx: u32): bool {
  const task = taskAt(tx);
  const status = atomic.load<u32>(task + TASK_STATUS);
  if ((status & STATE_BITS) != EXECUTED) return false;
  const wave = max<u32>(load<u32>(COMMIT_WAVE), atomic.load<u32>(task + TASK_TRIGGERED));
  if (atomic.load<u64>(task + TASK_VALIDATED) < ((<u64>(status >> INCARNATION_SHIFT) << 32) | wave)) return false;
  const final = status - EXECUTED + COMMITTED_STATE;
  if (atomic.cmpxchg<u32>(task + TASK_STATUS, status, final) != status) return false;
  store<u32>(COMMIT_WAVE, wave);
  account(tx, task);
  atomic.store<u32>(DONE, tx + 1);
  return true;
}

/** What the block's counters say of a transaction. */
function account(tx: u32, task: usize): void {
  if (load<u32>(task, TASK_PASSED_OVER) != 0) return;
  const gas = load<u64>(<usize>load<u32>(RESULTS) + RESULT * <usize>tx, RESULT_GAS);
  const below = longestBelow(tx, task);
  store<u64>(task, below + gas, TASK_PATH);
  store<u64>(TOTAL_GAS, load<u64>(TOTAL_GAS) + gas);
  store<u64>(LONGEST_PATH, max<u64>(load<u64>(LONGEST_PATH), below + gas));
  if (below != 0) store<u32>(DEPENDENT, load<u32>(DEPENDENT) + 1);
  if (load<u32>(task, TASK_EXECUTIONS) > 1) store<u32>(RE_EXECUTED, load<u32>(RE_EXECUTED) + 1);
}

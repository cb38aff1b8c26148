/**
 * What is done before a block's first execution: a record for each transaction, and the dependencies that are known
 * beforehand: a sender's transactions, each of which waits for the one before. All threads share the work.
 */
import { accountAt } from './account';
import { RESULT, RESULT_REFUSED } from './result';
import {
  COUNT, READY, RESULTS, TASK, TASK_PASSED_OVER, TASK_STATUS, TASK_WAITERS, taskAt, TRANSACTIONS,
  WAITING,
} from './schedule-words';
import { TX, TX_SENDER, TX_SENDER_CELL } from './transaction';
import { LIST_LAST_SENT, listOf, OF_ACCOUNT } from './versions';

// @ts-ignore: decorator
@inline
function transactionAt(tx: u32): usize {
  return <usize>load<u32>(TRANSACTIONS) + TX * <usize>tx;
}

/** Empty records, and the senders' cells, for this thread's share. */
export function prepareTasks(thread: u32, threads: u32): void {
  const count = <u64>load<u32>(COUNT);
  const from = <u32>(count * thread / threads), to = <u32>(count * (thread + 1) / threads);
  memory.fill(taskAt(from), 0, TASK * <usize>(to - from));
  if (thread == threads - 1) memory.fill(taskAt(to), 0, TASK);
  for (let tx = from; tx < to; tx++) {
    const record = transactionAt(tx);
    const result = <usize>load<u32>(RESULTS) + RESULT * <usize>tx;
    if (load<u32>(result, RESULT_REFUSED) != 0) store<u32>(taskAt(tx), 1, TASK_PASSED_OVER);
    else if (load<u32>(record, TX_SENDER_CELL) == 0) {
      store<u32>(record, <u32>accountAt(record + TX_SENDER), TX_SENDER_CELL);
    }
  }
}

/** Chains the transactions of those senders that fall to this thread. All records are prepared. */
export function chainSenders(thread: u32, threads: u32): void {
  const count = load<u32>(COUNT);
  for (let tx: u32 = 0; tx < count; tx++) {
    const task = taskAt(tx);
    if (load<u32>(task, TASK_PASSED_OVER) != 0) continue;
    const cell = load<u32>(transactionAt(tx), TX_SENDER_CELL);
    if (((cell * 0x9e3779b1) >> 16) % threads != thread) continue;
    const list = listOf(cell, OF_ACCOUNT);
    const before = load<u32>(list, LIST_LAST_SENT);
    store<u32>(list, tx + 1, LIST_LAST_SENT);
    if (before == 0) continue;
    // Each has one successor at most: these lists are never longer than that.
    store<u32>(task, WAITING, TASK_STATUS);
    store<u32>(taskAt(before - 1), tx + 1, TASK_WAITERS);
  }
}

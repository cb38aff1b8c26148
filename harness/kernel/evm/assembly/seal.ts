/**
 * The end of a block, by all threads together: the root of the state, the roots of transactions and receipts, the
 * bloom filter; and what was committed becomes what is read while the next block is made.
 */
import { SPAN, putSpan } from '../../assembly/keccak';
import { ACCOUNT_SEALED, ACCOUNT_VALUE, VALUE } from './account';
import { take } from './arena';
import { waitForAll } from './barrier';
import { BLOOM, addBloom } from './bloom';
import { CONTROL_STATE_ROOT } from './control';
import { LEAF_NAME, nameLeaves, rootOfLeaves } from './list-root';
import { takeForBlock } from './log-writing';
import { putReceipt, receiptLength } from './receipt';
import { RESULT_GAS, RESULT_LOG_COUNT, RESULT_LOGS, RESULT_STATUS } from './result';
import { SLOT_EPOCH, SLOT_SEALED, SLOT_SEALED_EPOCH, SLOT_VALUE } from './slot';
import { CHANGE, WORK_ACCOUNTS, WORK_ACCOUNT_COUNT, WORK_SLOTS, WORK_SLOT_COUNT } from './state-work';
import { stateRoot } from './state-root';
import { TX_RAW, TX_RAW_LENGTH, TX_TYPE } from './transaction';
import { copy } from './u256';

/** What is found at the start of the room: 32 bytes each of state, transactions and receipts, then the bloom filter. */
const STATE_ROOT: usize = 0;
const TRANSACTIONS_ROOT: usize = 32;
const RECEIPTS_ROOT: usize = 64;
const BLOCK_BLOOM: usize = 96;
/** Then what the threads share: blooms of each, gas so far, spans and leaves of both lists. */
const BLOOMS: usize = BLOCK_BLOOM + BLOOM;

let receiptBloom: usize = 0;

/** Once a thread. */
export function attachSeal(): void {
  receiptBloom = take(BLOOM);
}

/** Bytes of the room for a block of `count` transactions. */
export function sealRoom(count: u32, threads: u32): usize {
  return BLOOMS + BLOOM * <usize>threads + <usize>count * (8 + 2 * SPAN + 2 * LEAF_NAME);
}

/** Called by each of `threads` threads. `pairs`: u32 record and u32 result of each transaction that stands. */
export function sealBlock(thread: u32, threads: u32, pairs: usize, count: u32, room: usize): void {
  const gasSoFar = room + BLOOMS + BLOOM * <usize>threads;
  const receipts = gasSoFar + 8 * <usize>count;
  const transactions = receipts + SPAN * <usize>count;
  const receiptLeaves = transactions + SPAN * <usize>count;
  const transactionLeaves = receiptLeaves + LEAF_NAME * <usize>count;
  const from = <u32>(<u64>count * thread / threads), to = <u32>(<u64>count * (thread + 1) / threads);
  if (thread == 0) sumGas(pairs, count, gasSoFar);
  stateRoot(thread, threads);
  keepSealed(thread, threads);
  encodeAll(pairs, from, to, gasSoFar, receipts, transactions, room + BLOOMS + BLOOM * <usize>thread);
  waitForAll(threads);
  nameLeaves(receipts, count, receiptLeaves, from, to);
  nameLeaves(transactions, count, transactionLeaves, from, to);
  waitForAll(threads);
  if (thread == 0) {
    rootOfLeaves(receipts, count, receiptLeaves, room + RECEIPTS_ROOT);
    memory.copy(room + STATE_ROOT, CONTROL_STATE_ROOT, 32);
    memory.fill(room + BLOCK_BLOOM, 0, BLOOM);
    for (let other: u32 = 0; other < threads; other++) {
      addBloom(room + BLOCK_BLOOM, room + BLOOMS + BLOOM * <usize>other);
    }
  }
  if (thread == threads - 1) rootOfLeaves(transactions, count, transactionLeaves, room + TRANSACTIONS_ROOT);
}

function sumGas(pairs: usize, count: u32, sums: usize): void {
  let sum: u64 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    sum += load<u64>(<usize>load<u32>(pairs + 8 * i, 4), RESULT_GAS);
    store<u64>(sums + 8 * i, sum);
  }
}

/** Writes receipts, notes where they and the signed bytes are, and adds their blooms to that of the thread. */
function encodeAll(
  pairs: usize, from: u32, to: u32, gasSoFar: usize, receipts: usize, transactions: usize, bloom: usize,
): void {
  memory.fill(bloom, 0, BLOOM);
  for (let i: usize = from; i < <usize>to; i++) {
    const record: usize = load<u32>(pairs + 8 * i);
    const result: usize = load<u32>(pairs + 8 * i, 4);
    const gas = load<u64>(gasSoFar + 8 * i);
    const type = load<u32>(record, TX_TYPE), logs: usize = load<u32>(result, RESULT_LOGS);
    const count = load<u32>(result, RESULT_LOG_COUNT);
    const length = receiptLength(type, gas, logs, count);
    const receipt = takeForBlock(length + 8);
    putReceipt(receipt, type, load<u32>(result, RESULT_STATUS), gas, logs, count, receiptBloom);
    addBloom(bloom, receiptBloom);
    putSpan(receipts, i, receipt, length);
    putSpan(transactions, i, load<u32>(record, TX_RAW), load<u32>(record, TX_RAW_LENGTH));
  }
}

/** What the block changed is what stands from now on. */
function keepSealed(thread: u32, threads: u32): void {
  const accounts: usize = load<u32>(WORK_ACCOUNTS);
  for (let i = thread; i < load<u32>(WORK_ACCOUNT_COUNT); i += threads) {
    const cell: usize = load<u32>(accounts + CHANGE * <usize>i);
    memory.copy(cell + ACCOUNT_SEALED, cell + ACCOUNT_VALUE, VALUE);
  }
  const slots: usize = load<u32>(WORK_SLOTS);
  for (let i = thread; i < load<u32>(WORK_SLOT_COUNT); i += threads) {
    const cell: usize = load<u32>(slots + 4 * <usize>i);
    copy(cell + SLOT_SEALED, cell + SLOT_VALUE);
    store<u32>(cell, load<u32>(cell, SLOT_EPOCH), SLOT_SEALED_EPOCH);
  }
}

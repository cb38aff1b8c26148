/**
 * The only door from a transaction to what other transactions did. In sequential mode that is what stands in the cells;
 * in parallel mode it is the highest version below this transaction.
 */
import { ACCOUNT_SEALED, ACCOUNT_VALUE, VALUE } from './account';
import { isParallel, readAccountInParallel, readCodeInParallel, readSlotInParallel } from './parallel-source';
import { SLOT_EPOCH, SLOT_SEALED, SLOT_SEALED_EPOCH, SLOT_VALUE } from './slot';
import { copy, setZero } from './u256';

/** Origin of what was read: committed state. Others are versions. */
export const COMMITTED: u32 = 0;
/** Not an origin: what was to be read is about to be written anew, and the execution is to be given up at once. */
export const BLOCKED: u32 = 0xffffffff;

/** What is read is the state after the last sealed block, whatever is being made. */
let isSealed: bool = false;

/** Once, by a thread that only answers questions. */
export function readSealed(): void {
  isSealed = true;
}

export { readCode as codeRead } from './version-read';

/** Whether sums that go to accounts are to stay unread, so that they do not conflict: beside other transactions only. */
// @ts-ignore: decorator
@inline
export function sumsStayUnread(): bool {
  return isParallel;
}

/** The code of an account, nothing else of it, into `codeRead`; returns its origin or BLOCKED. Where sums stay unread. */
export function readCodeOnly(cell: usize): u32 {
  return readCodeInParallel(cell);
}

/** Copies an account's value, 64 bytes; returns its origin or BLOCKED. */
export function readAccount(cell: usize, out: usize): u32 {
  if (isParallel) return readAccountInParallel(cell, out);
  memory.copy(out, cell + (isSealed ? ACCOUNT_SEALED : ACCOUNT_VALUE), VALUE);
  return COMMITTED;
}

/** Copies a slot's value, 32 bytes, as it stands for an account of that epoch; returns its origin or BLOCKED. */
export function readSlot(cell: usize, epoch: u32, out: usize): u32 {
  if (isParallel) return readSlotInParallel(cell, epoch, out);
  if (isSealed) {
    if (load<u32>(cell, SLOT_SEALED_EPOCH) == epoch) copy(out, cell + SLOT_SEALED);
    else setZero(out);
  } else if (load<u32>(cell + SLOT_EPOCH) == epoch) copy(out, cell + SLOT_VALUE);
  else setZero(out);
  return COMMITTED;
}

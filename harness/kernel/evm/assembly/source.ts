/**
 * The only door from a transaction to what other transactions did. In sequential mode that is what stands in the cells;
 * in parallel mode it is the highest version below this transaction.
 */
import { ACCOUNT_VALUE, VALUE } from './account';
import { isParallel, readAccountInParallel, readSlotInParallel } from './parallel-source';
import { SLOT_EPOCH, SLOT_VALUE } from './slot';
import { copy, setZero } from './u256';

/** Origin of what was read: committed state. Others are versions. */
export const COMMITTED: u32 = 0;
/** Not an origin: what was to be read is about to be written anew, and the execution is to be given up at once. */
export const BLOCKED: u32 = 0xffffffff;

/** Copies an account's value, 64 bytes; returns its origin or BLOCKED. */
export function readAccount(cell: usize, out: usize): u32 {
  if (isParallel) return readAccountInParallel(cell, out);
  memory.copy(out, cell + ACCOUNT_VALUE, VALUE);
  return COMMITTED;
}

/** Copies a slot's value, 32 bytes, as it stands for an account of that epoch; returns its origin or BLOCKED. */
export function readSlot(cell: usize, epoch: u32, out: usize): u32 {
  if (isParallel) return readSlotInParallel(cell, epoch, out);
  if (load<u32>(cell + SLOT_EPOCH) == epoch) copy(out, cell + SLOT_VALUE);
  else setZero(out);
  return COMMITTED;
}

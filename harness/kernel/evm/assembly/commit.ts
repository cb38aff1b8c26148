/** Puts what one transaction wrote into the cells: the end of a transaction in sequential mode. */
import { ACCOUNT_SEALED, ACCOUNT_STAMP, ACCOUNT_VALUE, VALUE, VALUE_EPOCH } from './account';
import { block, BLOCK_NUMBER } from './block';
import { markAccountChanged, markSlotChanged } from './changes';
import {
  ENTRY_BEFORE, ENTRY_CELL, ENTRY_ORIGINAL, ENTRY_READ, ENTRY_VALUE, GONE, hasFlag, newestAccount, newestSlot,
  SLOT_NOW, SLOT_ORIGINAL, SLOT_OWNER,
} from './overlay';
import { SLOT_EPOCH, SLOT_SEALED, SLOT_SEALED_EPOCH, SLOT_STAMP, SLOT_VALUE } from './slot';
import { copy, equal } from './u256';

/** Whether an account entry was read and is no longer what it was. */
export function accountChanged(entry: usize): bool {
  if (load<u8>(entry, ENTRY_READ) == 0) return false;
  const now = entry + ENTRY_VALUE, before = entry + ENTRY_ORIGINAL;
  return !(equal(now, before) && equal(now + 32, before + 32));
}

/** Whether a slot entry was read, is no longer what it was, and belongs to an account that is still there. */
export function slotChanged(entry: usize): bool {
  if (load<u8>(entry, ENTRY_READ) == 0 || equal(entry + SLOT_NOW, entry + SLOT_ORIGINAL)) return false;
  return !hasFlag(load<u32>(entry, SLOT_OWNER), GONE);
}

/** Writes the overlay of the transaction that ran last. */
export function commitSequential(): void {
  for (let entry = newestAccount(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) {
    if (accountChanged(entry)) putAccount(load<u32>(entry, ENTRY_CELL), entry + ENTRY_VALUE);
  }
  for (let entry = newestSlot(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) {
    if (!slotChanged(entry)) continue;
    const epoch = load<u32>(<usize>load<u32>(entry, SLOT_OWNER) + ENTRY_VALUE, VALUE_EPOCH);
    putSlot(load<u32>(entry, ENTRY_CELL), entry + SLOT_NOW, epoch);
  }
}

/** Makes 64 bytes the committed value of an account; the first time in a block it keeps what the block before left. */
export function putAccount(cell: usize, value: usize): void {
  const number = load<u32>(block, BLOCK_NUMBER);
  if (load<u32>(cell, ACCOUNT_STAMP) != number) {
    memory.copy(cell + ACCOUNT_SEALED, cell + ACCOUNT_VALUE, VALUE);
    store<u32>(cell, number, ACCOUNT_STAMP);
  }
  memory.copy(cell + ACCOUNT_VALUE, value, VALUE);
  markAccountChanged(cell);
}

/** The same for the 32 bytes of a slot, which hold as long as its account's epoch is that one. */
export function putSlot(cell: usize, value: usize, epoch: u32): void {
  const number = load<u32>(block, BLOCK_NUMBER);
  if (load<u32>(cell, SLOT_STAMP) != number) {
    copy(cell + SLOT_SEALED, cell + SLOT_VALUE);
    store<u32>(cell, load<u32>(cell, SLOT_EPOCH), SLOT_SEALED_EPOCH);
    store<u32>(cell, number, SLOT_STAMP);
  }
  copy(cell + SLOT_VALUE, value);
  store<u32>(cell, epoch, SLOT_EPOCH);
  markSlotChanged(cell);
}

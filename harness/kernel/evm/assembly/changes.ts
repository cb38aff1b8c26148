/** The lists of what changed since the last root: of accounts, and for each of its slots. Threads may mark at once. */
import { ACCOUNT_CHANGED, ACCOUNT_CHANGED_NEXT, ACCOUNT_CHANGED_SLOTS } from './account';
import { CONTROL_CHANGED } from './control';
import { SLOT_ACCOUNT, SLOT_CHANGED, SLOT_CHANGED_NEXT } from './slot';

/** An account's committed value, or that of one of its slots, is another from now on. */
export function markAccountChanged(account: usize): void {
  if (isNew(account + ACCOUNT_CHANGED)) push(CONTROL_CHANGED, account, ACCOUNT_CHANGED_NEXT);
}

/** A slot's committed value is another from now on; its account is marked as well. */
export function markSlotChanged(slot: usize): void {
  const account: usize = load<u32>(slot + SLOT_ACCOUNT);
  if (isNew(slot + SLOT_CHANGED)) push(account + ACCOUNT_CHANGED_SLOTS, slot, SLOT_CHANGED_NEXT);
  markAccountChanged(account);
}

// @ts-ignore: decorator
@inline
function isNew(mark: usize): bool {
  return load<u32>(mark) == 0 && atomic.xchg<u32>(mark, 1) == 0;
}

function push(head: usize, cell: usize, next: usize): void {
  let first = atomic.load<u32>(head);
  while (true) {
    store<u32>(cell + next, first);
    const seen = atomic.cmpxchg<u32>(head, first, <u32>cell);
    if (seen == first) return;
    first = seen;
  }
}

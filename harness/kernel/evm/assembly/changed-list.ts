/** The lists of what changed, for a host that makes roots itself; see changes.ts. */
import { ACCOUNT_CHANGED, ACCOUNT_CHANGED_NEXT, ACCOUNT_CHANGED_SLOTS } from './account';
import { CONTROL_CHANGED } from './control';
import { SLOT_CHANGED, SLOT_CHANGED_NEXT } from './slot';

/** The first account that changed, 0 for none. */
export function changedAccounts(): usize {
  return load<u32>(CONTROL_CHANGED);
}

/** Empties the lists; one thread, between blocks. */
export function forgetChanges(): void {
  let cell: usize = load<u32>(CONTROL_CHANGED);
  store<u32>(CONTROL_CHANGED, 0);
  while (cell != 0) {
    const next: usize = load<u32>(cell, ACCOUNT_CHANGED_NEXT);
    let slot: usize = load<u32>(cell, ACCOUNT_CHANGED_SLOTS);
    while (slot != 0) {
      const nextSlot: usize = load<u32>(slot, SLOT_CHANGED_NEXT);
      store<u32>(slot, 0, SLOT_CHANGED);
      store<u32>(slot, 0, SLOT_CHANGED_NEXT);
      slot = nextSlot;
    }
    store<u32>(cell, 0, ACCOUNT_CHANGED);
    store<u32>(cell, 0, ACCOUNT_CHANGED_NEXT);
    store<u32>(cell, 0, ACCOUNT_CHANGED_SLOTS);
    cell = next;
  }
}

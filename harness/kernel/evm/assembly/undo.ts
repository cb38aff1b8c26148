/**
 * What takes blocks back: of every cell that changes after a snapshot for the first time, the value that it had. The host
 * keeps the records, in the order in which it got them, and gives them back from the last to the first.
 */
import {
  ACCOUNT_CHANGED_NEXT, ACCOUNT_KEPT, ACCOUNT_SEALED, ACCOUNT_STAMP, ACCOUNT_TRIE_EPOCH, ACCOUNT_VALUE, EXISTS, VALUE,
  VALUE_EPOCH, VALUE_FLAGS,
} from './account';
import { firstAccount, firstSlot } from './change-records';
import { markAccountChanged, markSlotChanged } from './changes';
import {
  SLOT_ACCOUNT, SLOT_CHANGED_NEXT, SLOT_EPOCH, SLOT_KEPT, SLOT_SEALED, SLOT_SEALED_EPOCH, SLOT_STAMP, SLOT_VALUE,
  eachSlot,
} from './slot';
import { copy } from './u256';

/** An account: u32 cell, 12 unused bytes, its value. */
const ACCOUNT_UNDO: usize = 16 + VALUE;
/** A slot: u32 cell, u32 epoch, 8 unused bytes, its value. */
const SLOT_UNDO: usize = 48;

/**
 * Before a block is sealed: writes what the cells that it changed were when the last one was, but for those that the
 * snapshot of this number has already. Room: for as many as `countChanges` says. Returns as that does.
 */
export function keepUndo(snapshot: u32, accounts: usize, slots: usize): u64 {
  const firstOfAccounts = accounts, firstOfSlots = slots;
  for (let cell = firstAccount(); cell != 0; cell = load<u32>(cell + ACCOUNT_CHANGED_NEXT)) {
    if (load<u32>(cell, ACCOUNT_KEPT) != snapshot) {
      store<u32>(cell, snapshot, ACCOUNT_KEPT);
      store<u32>(accounts, <u32>cell);
      memory.copy(accounts + 16, cell + ACCOUNT_SEALED, VALUE);
      accounts += ACCOUNT_UNDO;
    }
    for (let slot = firstSlot(cell); slot != 0; slot = load<u32>(slot + SLOT_CHANGED_NEXT)) {
      if (load<u32>(slot, SLOT_KEPT) == snapshot) continue;
      store<u32>(slot, snapshot, SLOT_KEPT);
      store<u32>(slots, <u32>slot);
      store<u32>(slots, load<u32>(slot, SLOT_SEALED_EPOCH), 4);
      copy(slots + 16, slot + SLOT_SEALED);
      slots += SLOT_UNDO;
    }
  }
  const many = <u64>((slots - firstOfSlots) / SLOT_UNDO);
  return <u64>((accounts - firstOfAccounts) / ACCOUNT_UNDO) | (many << 32);
}

/**
 * Makes cells what the records of one `keepUndo` say, sealed values too: sealing passes over slots of accounts that do not
 * exist. Stamps of blocks that never were must not be taken for others'.
 */
export function applyUndo(accounts: usize, accountCount: u32, slots: usize, slotCount: u32): void {
  for (let i: u32 = 0; i < accountCount; i++, accounts += ACCOUNT_UNDO) {
    const cell: usize = load<u32>(accounts);
    memory.copy(cell + ACCOUNT_VALUE, accounts + 16, VALUE);
    memory.copy(cell + ACCOUNT_SEALED, accounts + 16, VALUE);
    store<u32>(cell, 0, ACCOUNT_STAMP);
    markAccountChanged(cell);
  }
  for (let i: u32 = 0; i < slotCount; i++, slots += SLOT_UNDO) {
    const slot: usize = load<u32>(slots);
    copy(slot + SLOT_VALUE, slots + 16);
    copy(slot + SLOT_SEALED, slots + 16);
    store<u32>(slot + SLOT_EPOCH, load<u32>(slots, 4));
    store<u32>(slot, load<u32>(slots, 4), SLOT_SEALED_EPOCH);
    store<u32>(slot, 0, SLOT_STAMP);
    markSlotChanged(slot);
  }
}

/**
 * After all records: accounts whose storage was wiped have it again, though no record tells of slots that nobody wrote
 * since. Their tries were given back, so each of their slots is to go in again.
 */
export function reviveStorage(): void {
  let any = false;
  for (let cell = firstAccount(); cell != 0 && !any; cell = load<u32>(cell + ACCOUNT_CHANGED_NEXT)) any = isRevived(cell);
  if (any) eachSlot(reviveSlot);
}

function reviveSlot(slot: usize): void {
  const account: usize = load<u32>(slot + SLOT_ACCOUNT);
  if (!isRevived(account)) return;
  if (load<u32>(slot + SLOT_EPOCH) == load<u32>(account + ACCOUNT_VALUE + VALUE_EPOCH)) markSlotChanged(slot);
}

function isRevived(cell: usize): bool {
  const value = cell + ACCOUNT_VALUE;
  return (load<u32>(value + VALUE_FLAGS) & EXISTS) != 0 &&
    load<u32>(value + VALUE_EPOCH) != load<u32>(cell + ACCOUNT_TRIE_EPOCH);
}

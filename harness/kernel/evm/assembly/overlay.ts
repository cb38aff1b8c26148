/**
 * What one transaction sees and writes: an entry for each account and slot that it met, in the transaction's arena,
 * found by the cell. Nothing of it reaches the cells before commit.ts. Whatever changes goes through the journal.
 */
import { EXISTS, VALUE, VALUE_BALANCE, VALUE_CODE, VALUE_EPOCH, VALUE_FLAGS, VALUE_NONCE } from './account';
import { Arena, newArena } from './arena';
import { clearJournal, remember, rememberWord } from './journal';
import { Lookup, newLookup } from './lookup';
import { slotAt } from './slot';
import { BLOCKED, readAccount, readSlot } from './source';
import { add, copy, isZero, subtract } from './u256';

/** Both kinds: u32 cell, u32 the entry met before this one, u32 origin of what was read, u8 flags, u8 whether it was read. */
export const ENTRY_CELL: usize = 0;
export const ENTRY_BEFORE: usize = 4;
export const ENTRY_ORIGIN: usize = 8;
export const ENTRY_FLAGS: usize = 12;
/** Apart from the flags, since a revert does not undo it. */
export const ENTRY_READ: usize = 13;
/**
 * Values of ENTRY_READ besides 0 and 1, of accounts in parallel mode. Its value is not known, except whether it has code,
 * or not even that; the balance of ENTRY_VALUE is what is to be added to it. Nobody reads it after that.
 */
export const ONLY_CODE_READ: u32 = 2;
export const ONLY_ADDED_TO: u32 = 3;

/** An account: its value now and as it was before the transaction, 64 bytes each. */
export const ENTRY_VALUE: usize = 16;
export const ENTRY_ORIGINAL: usize = ENTRY_VALUE + VALUE;
const ACCOUNT_ENTRY: usize = ENTRY_ORIGINAL + VALUE;

/** A slot: its value now and as it was before the transaction, 32 bytes each; u32 entry of its account. */
export const SLOT_NOW: usize = 16;
export const SLOT_ORIGINAL: usize = 48;
export const SLOT_OWNER: usize = 80;
const SLOT_ENTRY: usize = 96;

/** Flags. Warm in the sense of EIP-2929. */
export const WARM: u32 = 1;
/** Created, or due to be deleted, by this transaction. */
export const CREATED: u32 = 4;
export const DELETED: u32 = 8;
/** Touched in the sense of EIP-161: to be deleted at the end where it is empty. */
export const TOUCHED: u32 = 16;
/** Deleted at the transaction's end: its slots are not written. */
export const GONE: u32 = 32;

let arena: Arena = changetype<Arena>(0);
let cells: Lookup = changetype<Lookup>(0);
/** The newest entry of each kind; `ENTRY_BEFORE` leads to the others. */
let lastAccount: usize = 0;
let lastSlot: usize = 0;

/** Once a thread. */
export function attachOverlay(): void {
  arena = newArena();
  cells = newLookup();
}

/** Forgets the transaction before. */
export function clearOverlay(): void {
  arena.reset();
  cells.clear();
  clearJournal();
  lastAccount = 0;
  lastSlot = 0;
}

/** Bytes until the transaction's end, not zeroed. */
export function takeForTransaction(bytes: usize): usize {
  return arena.take(bytes);
}

export function newestAccount(): usize {
  return lastAccount;
}

export function newestSlot(): usize {
  return lastSlot;
}

/** The entry of an account cell, which may not have been read yet. */
export function entryOf(cell: usize): usize {
  const place = cells.first(<u32>cell);
  const found = cells.entryAt(place);
  if (found != 0) return found;
  const entry = arena.take(ACCOUNT_ENTRY);
  store<u32>(entry, <u32>cell, ENTRY_CELL);
  store<u32>(entry, <u32>lastAccount, ENTRY_BEFORE);
  store<u64>(entry, 0, ENTRY_ORIGIN);
  lastAccount = entry;
  cells.put(place, <u32>cell, entry);
  return entry;
}

/** The entry of an account cell with its value; 0 where the execution is blocked. */
export function account(cell: usize): usize {
  const entry = entryOf(cell);
  return load<u8>(entry, ENTRY_READ) != 0 || readInto(entry) ? entry : 0;
}

/** Reads an account that was only warmed so far. False where the execution is blocked. */
export function readInto(entry: usize): bool {
  const origin = readAccount(load<u32>(entry, ENTRY_CELL), entry + ENTRY_VALUE);
  if (origin == BLOCKED) return false;
  store<u32>(entry, origin, ENTRY_ORIGIN);
  store<u8>(entry, 1, ENTRY_READ);
  memory.copy(entry + ENTRY_ORIGINAL, entry + ENTRY_VALUE, VALUE);
  return true;
}

/** The entry of a slot, by the entry of its account and the key; it may not have been read yet. */
export function slotEntryOf(owner: usize, key: usize): usize {
  const cell = slotAt(load<u32>(owner, ENTRY_CELL), key);
  const place = cells.first(<u32>cell);
  const found = cells.entryAt(place);
  if (found != 0) return found;
  const entry = arena.take(SLOT_ENTRY);
  store<u32>(entry, <u32>cell, ENTRY_CELL);
  store<u32>(entry, <u32>lastSlot, ENTRY_BEFORE);
  store<u64>(entry, 0, ENTRY_ORIGIN);
  store<u32>(entry, <u32>owner, SLOT_OWNER);
  lastSlot = entry;
  cells.put(place, <u32>cell, entry);
  return entry;
}

/** Reads a slot where that was not done; its account must have been read. False where the execution is blocked. */
export function readSlotInto(entry: usize): bool {
  if (load<u8>(entry, ENTRY_READ) != 0) return true;
  const epoch = load<u32>(<usize>load<u32>(entry, SLOT_OWNER) + ENTRY_VALUE, VALUE_EPOCH);
  const origin = readSlot(load<u32>(entry, ENTRY_CELL), epoch, entry + SLOT_NOW);
  if (origin == BLOCKED) return false;
  store<u32>(entry, origin, ENTRY_ORIGIN);
  store<u8>(entry, 1, ENTRY_READ);
  copy(entry + SLOT_ORIGINAL, entry + SLOT_NOW);
  return true;
}

/** Sets flags of an entry of either kind, to be taken back by a revert. */
export function setFlags(entry: usize, flags: u32): void {
  const before: u32 = load<u8>(entry, ENTRY_FLAGS);
  if ((before & flags) == flags) return;
  remember(entry + ENTRY_FLAGS, 1);
  store<u8>(entry, <u8>(before | flags), ENTRY_FLAGS);
}

// @ts-ignore: decorator
@inline
export function hasFlag(entry: usize, flag: u32): bool {
  return (<u32>load<u8>(entry, ENTRY_FLAGS) & flag) != 0;
}

/** The functions from here on take entries that were read. */

// @ts-ignore: decorator
@inline
export function balanceOf(entry: usize): usize {
  return entry + ENTRY_VALUE + VALUE_BALANCE;
}

export function nonceOf(entry: usize): u64 {
  return load<u64>(entry + ENTRY_VALUE, VALUE_NONCE);
}

/** The object of an account's code, 0 where it has none. */
// @ts-ignore: decorator
@inline
export function codeObjectOf(entry: usize): usize {
  return load<u32>(entry + ENTRY_VALUE, VALUE_CODE);
}

export function exists(entry: usize): bool {
  return (load<u32>(entry + ENTRY_VALUE, VALUE_FLAGS) & EXISTS) != 0;
}

/** No nonce, no balance, no code (EIP-161); true of what does not exist. */
export function isEmpty(entry: usize): bool {
  return nonceOf(entry) == 0 && codeObjectOf(entry) == 0 && isZero(balanceOf(entry));
}

/** Makes the account exist. */
export function makeExist(entry: usize): void {
  const flags = entry + ENTRY_VALUE + VALUE_FLAGS;
  if (load<u32>(flags) & EXISTS) return;
  remember(flags, 4);
  store<u32>(flags, load<u32>(flags) | EXISTS);
}

/** Adds to a balance, even nothing, which is what makes it exist before EIP-161. */
export function credit(entry: usize, amount: usize): void {
  makeExist(entry);
  setFlags(entry, TOUCHED);
  if (isZero(amount)) return;
  rememberWord(balanceOf(entry));
  add(balanceOf(entry), balanceOf(entry), amount);
}

/** Adds to the balance of an account that was not read. `how`: ONLY_CODE_READ, with the origin of that, or ONLY_ADDED_TO. */
export function creditUnread(entry: usize, amount: usize, how: u32, origin: u32): void {
  if (load<u8>(entry, ENTRY_READ) == 0) {
    memory.fill(entry + ENTRY_VALUE, 0, VALUE);
    store<u8>(entry, <u8>how, ENTRY_READ);
    store<u32>(entry, origin, ENTRY_ORIGIN);
  }
  add(balanceOf(entry), balanceOf(entry), amount);
}

/** Takes from a balance that suffices. */
export function debit(entry: usize, amount: usize): void {
  makeExist(entry);
  setFlags(entry, TOUCHED);
  if (isZero(amount)) return;
  rememberWord(balanceOf(entry));
  subtract(balanceOf(entry), balanceOf(entry), amount);
}

export function setNonce(entry: usize, nonce: u64): void {
  makeExist(entry);
  remember(entry + ENTRY_VALUE + VALUE_NONCE, 32);
  store<u64>(entry + ENTRY_VALUE, nonce, VALUE_NONCE);
}

/** `code` is an object of code.ts, 0 for none. */
export function setCode(entry: usize, code: usize): void {
  makeExist(entry);
  remember(entry + ENTRY_VALUE + VALUE_CODE, 4);
  store<u32>(entry + ENTRY_VALUE, <u32>code, VALUE_CODE);
}

/** Writes a slot that was read. */
// @ts-ignore: decorator
@inline
export function writeSlot(entry: usize, value: usize): void {
  rememberWord(entry + SLOT_NOW);
  copy(entry + SLOT_NOW, value);
}

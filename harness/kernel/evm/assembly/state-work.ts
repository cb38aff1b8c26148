/**
 * What the root of the state has to look at, gathered from the lists of changes by one thread, and cut into pieces of
 * work that any thread may take. It lies in that thread's arena until the next root.
 */
import {
  ACCOUNT_CHANGED, ACCOUNT_CHANGED_NEXT, ACCOUNT_CHANGED_SLOTS, ACCOUNT_STORAGE_ROOT, ACCOUNT_TRIE, ACCOUNT_TRIE_EPOCH,
  ACCOUNT_VALUE, EXISTS, VALUE_EPOCH, VALUE_FLAGS,
} from './account';
import { Arena, newArena } from './arena';
import { CONTROL_CHANGED, CONTROL_ROOT_COUNTERS, CONTROL_ROOT_WORK, CONTROL_TRIE } from './control';
import { SLOT_CHANGED, SLOT_CHANGED_NEXT } from './slot';
import { freeTrie } from './trie-nodes';
import { openTop } from './trie-top';

/** u32 each: changed accounts (CHANGE each) and slots (u32 cell each), how many, and pieces of storage work. */
export const WORK_ACCOUNTS: usize = CONTROL_ROOT_WORK;
export const WORK_ACCOUNT_COUNT: usize = CONTROL_ROOT_WORK + 4;
export const WORK_SLOTS: usize = CONTROL_ROOT_WORK + 8;
export const WORK_SLOT_COUNT: usize = CONTROL_ROOT_WORK + 12;
export const WORK_PIECES: usize = CONTROL_ROOT_WORK + 16;
export const WORK_PIECE_COUNT: usize = CONTROL_ROOT_WORK + 20;
/** u32: a byte for each account and each slot: the first nibble of its hash. */
export const WORK_ACCOUNT_NIBBLES: usize = CONTROL_ROOT_WORK + 24;
export const WORK_SLOT_NIBBLES: usize = CONTROL_ROOT_WORK + 28;

/** A changed account: u32 cell; u32 index of its first slot, and how many; u32 its storage trie where that is open. */
export const CHANGE: usize = 16;
export const CHANGE_FIRST: usize = 4;
export const CHANGE_COUNT: usize = 8;
export const CHANGE_TOP: usize = 12;

/** Storage work: u32 first account and u32 how many; or u32 account and u32 BELOW_NIBBLE + nibble. */
export const PIECE: usize = 8;
export const BELOW_NIBBLE: u32 = 0x80000000;

/** An account with so many changed slots is cut by nibble. */
const SLOTS_TO_CUT: u32 = 256;
/** Accounts with fewer are put together until there are so many slots. */
const SLOTS_A_PIECE: u32 = 64;

let arena: Arena = changetype<Arena>(0);

export function attachWork(): void {
  arena = newArena();
}

/** By one thread, before the others begin. Empties the lists. */
export function gatherWork(): void {
  arena.reset();
  for (let i: usize = 0; i < 3; i++) store<u32>(CONTROL_ROOT_COUNTERS + 64 * i, 0);
  let accounts: usize = 0;
  let slots: usize = 0;
  let cuts: usize = 0;
  for (let cell: usize = load<u32>(CONTROL_CHANGED); cell != 0; cell = load<u32>(cell + ACCOUNT_CHANGED_NEXT)) {
    accounts++;
    const before = slots;
    for (let slot = firstSlot(cell); slot != 0; slot = load<u32>(slot + SLOT_CHANGED_NEXT)) slots++;
    if (slots - before >= SLOTS_TO_CUT) cuts++;
  }
  store<u32>(WORK_ACCOUNTS, <u32>arena.take(CHANGE * accounts));
  store<u32>(WORK_ACCOUNT_COUNT, <u32>accounts);
  store<u32>(WORK_SLOTS, <u32>arena.take(4 * slots));
  store<u32>(WORK_ACCOUNT_NIBBLES, <u32>arena.take(accounts));
  store<u32>(WORK_SLOT_NIBBLES, <u32>arena.take(slots));
  store<u32>(WORK_PIECES, <u32>arena.take(PIECE * (accounts + 16 * cuts)));
  gatherAccounts();
  cutStorage();
  store<u32>(CONTROL_TRIE, <u32>openTop(load<u32>(CONTROL_TRIE)));
}

// @ts-ignore: decorator
@inline
function firstSlot(cell: usize): usize {
  return load<u32>(cell + ACCOUNT_CHANGED_SLOTS);
}

function gatherAccounts(): void {
  let change: usize = load<u32>(WORK_ACCOUNTS);
  let slots: u32 = 0;
  let cell: usize = load<u32>(CONTROL_CHANGED);
  while (cell != 0) {
    const count = gatherSlots(cell, slots);
    store<u32>(change, <u32>cell);
    store<u32>(change, slots, CHANGE_FIRST);
    store<u32>(change, count, CHANGE_COUNT);
    store<u32>(change, count >= SLOTS_TO_CUT ? <u32>openTop(load<u32>(cell + ACCOUNT_TRIE)) : 0, CHANGE_TOP);
    slots += count;
    change += CHANGE;
    const next: usize = load<u32>(cell + ACCOUNT_CHANGED_NEXT);
    store<u32>(cell + ACCOUNT_CHANGED_NEXT, 0);
    store<u32>(cell + ACCOUNT_CHANGED, 0);
    cell = next;
  }
  store<u32>(CONTROL_CHANGED, 0);
  store<u32>(WORK_SLOT_COUNT, slots);
}

/** Empties an account's list, and its trie where the storage was wiped. How many slots there are to look at. */
function gatherSlots(cell: usize, from: u32): u32 {
  const value = cell + ACCOUNT_VALUE;
  const epoch = load<u32>(value + VALUE_EPOCH);
  const exists = (load<u32>(value + VALUE_FLAGS) & EXISTS) != 0;
  if (!exists || load<u32>(cell + ACCOUNT_TRIE_EPOCH) != epoch) {
    freeTrie(load<u32>(cell + ACCOUNT_TRIE));
    store<u32>(cell + ACCOUNT_TRIE, 0);
    memory.fill(cell + ACCOUNT_STORAGE_ROOT, 0, 32);
    store<u32>(cell + ACCOUNT_TRIE_EPOCH, epoch);
  }
  let at: usize = <usize>load<u32>(WORK_SLOTS) + 4 * <usize>from;
  let count: u32 = 0;
  let slot = firstSlot(cell);
  while (slot != 0) {
    if (exists) {
      store<u32>(at, <u32>slot);
      at += 4;
      count++;
    }
    const next: usize = load<u32>(slot + SLOT_CHANGED_NEXT);
    store<u32>(slot + SLOT_CHANGED_NEXT, 0);
    store<u32>(slot + SLOT_CHANGED, 0);
    slot = next;
  }
  store<u32>(cell + ACCOUNT_CHANGED_SLOTS, 0);
  return count;
}

/** The large accounts first, by nibble: what takes longest should not begin last. */
function cutStorage(): void {
  const changes: usize = load<u32>(WORK_ACCOUNTS);
  const accounts = load<u32>(WORK_ACCOUNT_COUNT);
  let piece: usize = load<u32>(WORK_PIECES);
  for (let i: u32 = 0; i < accounts; i++) {
    if (load<u32>(changes + CHANGE * <usize>i, CHANGE_TOP) == 0) continue;
    for (let nibble: u32 = 0; nibble < 16; nibble++) piece = putPiece(piece, i, BELOW_NIBBLE + nibble);
  }
  let first: u32 = 0;
  let slots: u32 = 0;
  for (let i: u32 = 0; i < accounts; i++) {
    const change = changes + CHANGE * <usize>i;
    if (load<u32>(change, CHANGE_TOP) == 0) slots += load<u32>(change, CHANGE_COUNT);
    if (slots < SLOTS_A_PIECE && i + 1 < accounts) continue;
    if (slots > 0) piece = putPiece(piece, first, i + 1 - first);
    first = i + 1;
    slots = 0;
  }
  store<u32>(WORK_PIECE_COUNT, <u32>((piece - <usize>load<u32>(WORK_PIECES)) / PIECE));
}

function putPiece(piece: usize, account: u32, count: u32): usize {
  store<u32>(piece, account);
  store<u32>(piece, count, 4);
  return piece + PIECE;
}

/**
 * What changed since the last root, as records that the host keeps: cell by cell, a key and the value that stands now.
 * The same records make the cells again in a new memory. `harness/kernel/evm/state-records.ts` is the other side.
 */
import {
  ACCOUNT_ADDRESS, ACCOUNT_CHANGED_NEXT, ACCOUNT_CHANGED_SLOTS, ACCOUNT_VALUE, VALUE_BALANCE, VALUE_CODE, VALUE_EPOCH,
  VALUE_FLAGS, VALUE_NONCE, accountAt,
} from './account';
import { CODE_HASH, findCode } from './code';
import { CONTROL_CHANGED } from './control';
import { markAccountChanged, markSlotChanged } from './changes';
import { copyHash } from './keccak-pairs';
import { SLOT_CHANGED_NEXT, SLOT_EPOCH, SLOT_KEY, SLOT_VALUE, slotAt } from './slot';
import { copy } from './u256';

/** An account: u8 tag, 20 bytes of address; 256-bit balance, u64 nonce, u32 epoch, u32 flags, 32 bytes of code hash or zeros. */
export const ACCOUNT_RECORD: usize = 101;
/** A slot: u8 tag, 20 bytes of address, 256-bit key; 256-bit value, u32 epoch. */
export const SLOT_RECORD: usize = 89;

const TAG: u8 = 0x73;
const ADDRESS: usize = 1;
const BALANCE: usize = 21;
const NONCE: usize = 53;
const EPOCH: usize = 61;
const FLAGS: usize = 65;
const CODE: usize = 69;
const KEY: usize = 21;
const WORD: usize = 53;
const WORD_EPOCH: usize = 85;

/** Accounts that changed since the last root, and in the upper half how many slots did. Between blocks, by one thread. */
export function countChanges(): u64 {
  let accounts: u64 = 0;
  let slots: u64 = 0;
  for (let cell = firstAccount(); cell != 0; cell = load<u32>(cell + ACCOUNT_CHANGED_NEXT)) {
    accounts++;
    for (let slot = firstSlot(cell); slot != 0; slot = load<u32>(slot + SLOT_CHANGED_NEXT)) slots++;
  }
  return accounts | (slots << 32);
}

/** Writes a record of each to where there is room for as many as `countChanges` says. */
export function packChanges(accounts: usize, slots: usize): void {
  for (let cell = firstAccount(); cell != 0; cell = load<u32>(cell + ACCOUNT_CHANGED_NEXT)) {
    packAccount(cell, accounts);
    accounts += ACCOUNT_RECORD;
    for (let slot = firstSlot(cell); slot != 0; slot = load<u32>(slot + SLOT_CHANGED_NEXT)) {
      packSlot(cell, slot, slots);
      slots += SLOT_RECORD;
    }
  }
}

// @ts-ignore: decorator
@inline
export function firstAccount(): usize {
  return load<u32>(CONTROL_CHANGED);
}

// @ts-ignore: decorator
@inline
export function firstSlot(cell: usize): usize {
  return load<u32>(cell + ACCOUNT_CHANGED_SLOTS);
}

function packAccount(cell: usize, out: usize): void {
  const value = cell + ACCOUNT_VALUE;
  store<u8>(out, TAG);
  memory.copy(out + ADDRESS, cell + ACCOUNT_ADDRESS, 20);
  copy(out + BALANCE, value + VALUE_BALANCE);
  store<u64>(out, load<u64>(value, VALUE_NONCE), NONCE);
  store<u32>(out, load<u32>(value, VALUE_EPOCH), EPOCH);
  store<u32>(out, load<u32>(value, VALUE_FLAGS), FLAGS);
  const code: usize = load<u32>(value, VALUE_CODE);
  if (code == 0) memory.fill(out + CODE, 0, 32);
  else copyHash(out + CODE, code + CODE_HASH);
}

function packSlot(account: usize, slot: usize, out: usize): void {
  store<u8>(out, TAG);
  memory.copy(out + ADDRESS, account + ACCOUNT_ADDRESS, 20);
  copy(out + KEY, slot + SLOT_KEY);
  copy(out + WORD, slot + SLOT_VALUE);
  store<u32>(out, load<u32>(slot + SLOT_EPOCH), WORD_EPOCH);
}

/** Makes accounts what their records say. Returns how many; fewer than `count` where the code of the next is not known. */
export function unpackAccounts(records: usize, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++, records += ACCOUNT_RECORD) {
    const cell = accountAt(records + ADDRESS);
    const value = cell + ACCOUNT_VALUE;
    const code = findCode(records + CODE);
    if (code == 0 && !isNoHash(records + CODE)) return i;
    copy(value + VALUE_BALANCE, records + BALANCE);
    store<u64>(value, load<u64>(records, NONCE), VALUE_NONCE);
    store<u32>(value, <u32>code, VALUE_CODE);
    store<u32>(value, load<u32>(records, EPOCH), VALUE_EPOCH);
    store<u32>(value, load<u32>(records, FLAGS), VALUE_FLAGS);
    markAccountChanged(cell);
  }
  return count;
}

/** The same for slots, after their accounts. What was written before an account's storage was wiped is passed over. */
export function unpackSlots(records: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++, records += SLOT_RECORD) {
    const account = accountAt(records + ADDRESS);
    const epoch = load<u32>(records, WORD_EPOCH);
    if (load<u32>(account + ACCOUNT_VALUE, VALUE_EPOCH) != epoch) continue;
    const slot = slotAt(account, records + KEY);
    copy(slot + SLOT_VALUE, records + WORD);
    store<u32>(slot + SLOT_EPOCH, epoch);
    markSlotChanged(slot);
  }
}

function isNoHash(hash: usize): bool {
  return (load<u64>(hash) | load<u64>(hash, 8) | load<u64>(hash, 16) | load<u64>(hash, 24)) == 0;
}

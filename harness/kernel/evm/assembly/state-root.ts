/**
 * The root of the state, made anew from the lists of changes by all threads together. Each calls `stateRoot`; between
 * the steps they wait for each other. Which thread does what does not matter to the root.
 *
 * Who clears EXISTS of an account must let its epoch grow, as its storage trie is given back then.
 */
import {
  ACCOUNT_ADDRESS, ACCOUNT_HASH, ACCOUNT_HASHED, ACCOUNT_STORAGE_ROOT, ACCOUNT_TRIE, ACCOUNT_VALUE, EXISTS, VALUE_BALANCE,
  VALUE_CODE, VALUE_EPOCH, VALUE_FLAGS, VALUE_NONCE,
} from './account';
import { Arena, newArena, take } from './arena';
import { waitForAll } from './barrier';
import { CODE_HASH } from './code';
import { CONTROL_ROOT_COUNTERS, CONTROL_STATE_ROOT, CONTROL_TRIE } from './control';
import { copyHash, hashLater, hashRest, messageRoom } from './keccak-pairs';
import { SLOT_EPOCH, SLOT_HASH, SLOT_HASHED, SLOT_KEY, SLOT_VALUE } from './slot';
import {
  BELOW_NIBBLE, CHANGE, CHANGE_COUNT, CHANGE_FIRST, CHANGE_TOP, PIECE, WORK_ACCOUNTS, WORK_ACCOUNT_COUNT,
  WORK_ACCOUNT_NIBBLES, WORK_PIECES, WORK_PIECE_COUNT, WORK_SLOTS, WORK_SLOT_COUNT, WORK_SLOT_NIBBLES, gatherWork,
} from './state-work';
import { insertBelow, removeBelow, topOf } from './trie';
import { EMPTY_ROOT, collectStale, hash, nameOf, settle } from './trie-hash';
import { HOLDER, HOLDER_SIZE, putHolder } from './trie-nodes';
import { closePart, closeTop, openPart } from './trie-top';
import { number256Length, numberLength, putHeader, putNumber, putNumber256 } from '../../assembly/rlp';

/** keccak-256 of nothing. */
const EMPTY_CODE = memory.data<u64>([
  0x3c23f7860146d2c5, 0xc003c7dcb27d7e92, 0x3b2782ca53b600e5, 0x70a4855d04d8fa7b,
]);
/** Keys that a thread hashes at a time. */
const KEYS_A_PIECE: u32 = 128;

let holders: Arena = changetype<Arena>(0);
let number: usize = 0;
let encoded: usize = 0;

export function attachStateRoot(): void {
  holders = newArena();
  number = take(32);
  encoded = take(160);
}

/** Called by each of `threads` threads with its number from 0 on; the root is at CONTROL_STATE_ROOT when it returns. */
export function stateRoot(thread: u32, threads: u32): void {
  if (thread == 0) gatherWork();
  waitForAll(threads);
  hashKeys();
  waitForAll(threads);
  doStorage();
  waitForAll(threads);
  doAccounts();
  waitForAll(threads);
  if (thread == 0) {
    const root = closeTop(load<u32>(CONTROL_TRIE));
    store<u32>(CONTROL_TRIE, <u32>root);
    hash(root, CONTROL_STATE_ROOT);
  }
  waitForAll(threads);
}

/** The next piece of a step's work, by the step's number. */
// @ts-ignore: decorator
@inline
function nextPiece(step: usize): u32 {
  return atomic.add<u32>(CONTROL_ROOT_COUNTERS + 64 * step, 1);
}

function hashKeys(): void {
  const accounts = load<u32>(WORK_ACCOUNT_COUNT);
  const all = accounts + load<u32>(WORK_SLOT_COUNT);
  while (true) {
    const from = nextPiece(0) * KEYS_A_PIECE;
    if (from >= all) return;
    const to = min(from + KEYS_A_PIECE, all);
    for (let i = from; i < to; i++) {
      if (i < accounts) hashAddress(accountOf(i));
      else hashKey(slotOf(i - accounts));
    }
    hashRest();
    for (let i = from; i < to; i++) {
      if (i < accounts) store<u8>(nibblesOfAccounts() + i, load<u8>(accountOf(i) + ACCOUNT_HASH) >> 4);
      else store<u8>(nibblesOfSlots() + i - accounts, load<u8>(slotOf(i - accounts) + SLOT_HASH) >> 4);
    }
  }
}

// @ts-ignore: decorator
@inline
function nibblesOfAccounts(): usize {
  return load<u32>(WORK_ACCOUNT_NIBBLES);
}

// @ts-ignore: decorator
@inline
function nibblesOfSlots(): usize {
  return load<u32>(WORK_SLOT_NIBBLES);
}

// @ts-ignore: decorator
@inline
function changeAt(index: u32): usize {
  return <usize>load<u32>(WORK_ACCOUNTS) + CHANGE * <usize>index;
}

// @ts-ignore: decorator
@inline
function accountOf(index: u32): usize {
  return load<u32>(changeAt(index));
}

// @ts-ignore: decorator
@inline
function slotOf(index: u32): usize {
  return load<u32>(<usize>load<u32>(WORK_SLOTS) + 4 * <usize>index);
}

/** Sees to it that ACCOUNT_HASH is there after the next `hashRest`. */
export function hashAddress(cell: usize): void {
  if (load<u32>(cell + ACCOUNT_HASHED) != 0) return;
  copyHash(messageRoom(), cell + ACCOUNT_ADDRESS);
  hashLater(20, cell + ACCOUNT_HASH);
  store<u32>(cell + ACCOUNT_HASHED, 1);
}

/** Sees to it that SLOT_HASH is there after the next `hashRest`. */
export function hashKey(cell: usize): void {
  if (load<u32>(cell + SLOT_HASHED) != 0) return;
  putBigEndian(messageRoom(), cell + SLOT_KEY);
  hashLater(32, cell + SLOT_HASH);
  store<u32>(cell + SLOT_HASHED, 1);
}

/** 256 bits, least significant word first, as 32 bytes, most significant first. */
function putBigEndian(out: usize, words: usize): void {
  store<u64>(out, bswap<u64>(load<u64>(words, 24)));
  store<u64>(out, bswap<u64>(load<u64>(words, 16)), 8);
  store<u64>(out, bswap<u64>(load<u64>(words, 8)), 16);
  store<u64>(out, bswap<u64>(load<u64>(words)), 24);
}

function doStorage(): void {
  const count = load<u32>(WORK_PIECE_COUNT);
  while (true) {
    const index = nextPiece(1);
    if (index >= count) return;
    const piece = <usize>load<u32>(WORK_PIECES) + PIECE * <usize>index;
    const first = load<u32>(piece);
    const many = load<u32>(piece, 4);
    if (many >= BELOW_NIBBLE) changePartOfStorage(changeAt(first), many - BELOW_NIBBLE);
    else changeStorages(first, first + many);
  }
}

/** Of an account with many changed slots, those below one nibble. */
function changePartOfStorage(change: usize, nibble: u32): void {
  const top: usize = load<u32>(change, CHANGE_TOP);
  const first = load<u32>(change, CHANGE_FIRST);
  const end = first + load<u32>(change, CHANGE_COUNT);
  const epoch = epochOf(load<u32>(change));
  const nibbles = nibblesOfSlots();
  const part = openPart(top, nibble);
  for (let i = first; i < end; i++) {
    if (<u32>load<u8>(nibbles + i) == nibble) changeSlot(part, 1, slotOf(i), epoch);
  }
  closePart(top, nibble);
}

/** The storage of accounts with few changed slots each: all are hashed together. */
function changeStorages(first: u32, end: u32): void {
  holders.reset();
  for (let i = first; i < end; i++) {
    const change = changeAt(i);
    const count = load<u32>(change, CHANGE_COUNT);
    if (count == 0 || load<u32>(change, CHANGE_TOP) != 0) continue;
    const cell: usize = load<u32>(change);
    const holder = holders.take(HOLDER_SIZE);
    putHolder(holder, HOLDER, load<u32>(cell + ACCOUNT_TRIE));
    const from = load<u32>(change, CHANGE_FIRST);
    for (let slot = from; slot < from + count; slot++) changeSlot(holder, 0, slotOf(slot), epochOf(cell));
    collectStale(holder, 0, 0);
    // Until it is settled, the holder stands in the place of the trie.
    store<u32>(cell + ACCOUNT_TRIE, <u32>holder);
  }
  settle();
  for (let i = first; i < end; i++) {
    const change = changeAt(i);
    if (load<u32>(change, CHANGE_COUNT) == 0 || load<u32>(change, CHANGE_TOP) != 0) continue;
    const cell: usize = load<u32>(change);
    const holder: usize = load<u32>(cell + ACCOUNT_TRIE);
    const root = topOf(holder);
    store<u32>(cell + ACCOUNT_TRIE, <u32>root);
    if (root != 0) copyHash(cell + ACCOUNT_STORAGE_ROOT, nameOf(holder));
    else memory.fill(cell + ACCOUNT_STORAGE_ROOT, 0, 32);
  }
}

// @ts-ignore: decorator
@inline
function epochOf(cell: usize): u32 {
  return load<u32>(cell + ACCOUNT_VALUE + VALUE_EPOCH);
}

/** Brings one slot of a storage trie up to date. One that was written before the storage was wiped reads as zero. */
function changeSlot(holder: usize, depth: usize, slot: usize, epoch: u32): void {
  const value = slot + SLOT_VALUE;
  const bits = load<u64>(value) | load<u64>(value, 8) | load<u64>(value, 16) | load<u64>(value, 24);
  if (bits == 0 || load<u32>(slot + SLOT_EPOCH) != epoch) return removeBelow(holder, depth, slot + SLOT_HASH);
  putBigEndian(number, value);
  const length = putNumber256(encoded, number) - encoded;
  insertBelow(holder, depth, slot + SLOT_HASH, encoded, <u32>length);
}

function doAccounts(): void {
  const count = load<u32>(WORK_ACCOUNT_COUNT);
  const top: usize = load<u32>(CONTROL_TRIE);
  const nibbles = nibblesOfAccounts();
  while (true) {
    const nibble = nextPiece(2);
    if (nibble >= 16) return;
    let part: usize = 0;
    for (let i: u32 = 0; i < count; i++) {
      if (<u32>load<u8>(nibbles + i) != nibble) continue;
      if (part == 0) part = openPart(top, nibble);
      closeStorage(changeAt(i));
      changeAccount(part, accountOf(i));
    }
    if (part != 0) closePart(top, nibble);
  }
}

/** Puts together storage that was cut. */
function closeStorage(change: usize): void {
  const top: usize = load<u32>(change, CHANGE_TOP);
  if (top == 0) return;
  const cell: usize = load<u32>(change);
  const root = closeTop(top);
  store<u32>(cell + ACCOUNT_TRIE, <u32>root);
  if (root != 0) hash(root, cell + ACCOUNT_STORAGE_ROOT);
  else memory.fill(cell + ACCOUNT_STORAGE_ROOT, 0, 32);
}

function changeAccount(part: usize, cell: usize): void {
  const key = cell + ACCOUNT_HASH;
  if ((load<u32>(cell + ACCOUNT_VALUE + VALUE_FLAGS) & EXISTS) == 0) return removeBelow(part, 1, key);
  insertBelow(part, 1, key, encoded, <u32>(putAccount(encoded, cell) - encoded));
}

/** RLP of nonce, balance, root of the storage, hash of the code: up to 110 bytes. */
export function putAccount(out: usize, cell: usize): usize {
  const value = cell + ACCOUNT_VALUE;
  const nonce = load<u64>(value + VALUE_NONCE);
  putBigEndian(number, value + VALUE_BALANCE);
  let at = putHeader(out, 0xc0, numberLength(nonce) + number256Length(number) + 66);
  at = putNumber256(putNumber(at, nonce), number);
  const root = cell + ACCOUNT_STORAGE_ROOT;
  const isEmpty = (load<u64>(root) | load<u64>(root, 8) | load<u64>(root, 16) | load<u64>(root, 24)) == 0;
  const code: usize = load<u32>(value + VALUE_CODE);
  store<u8>(at, 0xa0);
  copyHash(at + 1, isEmpty ? EMPTY_ROOT : root);
  store<u8>(at + 33, 0xa0);
  copyHash(at + 34, code == 0 ? EMPTY_CODE : code + CODE_HASH);
  return at + 66;
}

/** The storage slots that were ever named: one cell each, found by account and key, never moved, never removed. */
import { take } from './arena';
import { CONTROL_SLOTS, CONTROL_SLOT_COUNT } from './control';
import { bucketCount, bucketOf, firstBucket, newTable } from './table';

/** Bytes of one cell. */
export const SLOT_CELL: usize = 176;

/** u32: the next cell of the same bucket. */
const NEXT: usize = 0;
/** u32: newest version of the block under way, 0 where there is none; at the same place as an account's. */
export const SLOT_VERSIONS: usize = 4;
/** u32: link of the account's list of slots that changed since the last root, and whether it is in it. */
export const SLOT_CHANGED_NEXT: usize = 8;
export const SLOT_CHANGED: usize = 12;
/** u32: cell of the account. */
export const SLOT_ACCOUNT: usize = 16;
/** u32: the epoch that the committed value was written under. */
export const SLOT_EPOCH: usize = 20;
/** u32: SLOT_HASH is there. */
export const SLOT_HASHED: usize = 24;
/** 256 bits, least significant word first, as on the stack of the EVM. */
export const SLOT_KEY: usize = 32;
export const SLOT_VALUE: usize = 64;
/** 32 bytes: keccak-256 of the key. */
export const SLOT_HASH: usize = 96;
/** 256 bits, and the u32 epoch: those of the last sealed block, which are read while the next one is made. */
export const SLOT_SEALED: usize = 128;
export const SLOT_SEALED_EPOCH: usize = 160;
/** u32: number of the last block that changed it, modulo 2^32. */
export const SLOT_STAMP: usize = 164;
/** u32: number of the last snapshot for which its value was kept; see undo.ts. */
export const SLOT_KEPT: usize = 168;

/** The cell of a slot, made where there is none. `key` as on the stack. Threads may call it at once. */
export function slotAt(account: usize, key: usize): usize {
  const k0 = load<u64>(key), k1 = load<u64>(key, 8), k2 = load<u64>(key, 16), k3 = load<u64>(key, 24);
  const bucket = bucketOf(load<u32>(CONTROL_SLOTS), <u32>mixed(account, k0, k1, k2, k3));
  let head: u32 = atomic.load<u32>(bucket);
  const found = findFrom(head, 0, account, k0, k1, k2, k3);
  if (found != 0) return found;
  const cell = take(SLOT_CELL);
  store<u32>(cell + SLOT_ACCOUNT, <u32>account);
  store<u64>(cell + SLOT_KEY, k0);
  store<u64>(cell + SLOT_KEY, k1, 8);
  store<u64>(cell + SLOT_KEY, k2, 16);
  store<u64>(cell + SLOT_KEY, k3, 24);
  while (true) {
    store<u32>(cell + NEXT, head);
    const seen = atomic.cmpxchg<u32>(bucket, head, <u32>cell);
    if (seen == head) break;
    const other = findFrom(seen, head, account, k0, k1, k2, k3);
    if (other != 0) return other;
    head = seen;
  }
  atomic.add<u32>(CONTROL_SLOT_COUNT, 1);
  return cell;
}

/** The cell of a slot, 0 where nobody named it yet. */
export function findSlot(account: usize, key: usize): usize {
  const k0 = load<u64>(key), k1 = load<u64>(key, 8), k2 = load<u64>(key, 16), k3 = load<u64>(key, 24);
  const bucket = bucketOf(load<u32>(CONTROL_SLOTS), <u32>mixed(account, k0, k1, k2, k3));
  return findFrom(atomic.load<u32>(bucket), 0, account, k0, k1, k2, k3);
}

/** Looks along a bucket's list from one cell to another, the latter excluded; 0 where it is not there. */
function findFrom(from: usize, end: usize, account: usize, k0: u64, k1: u64, k2: u64, k3: u64): usize {
  for (let cell = from; cell != end; cell = load<u32>(cell + NEXT)) {
    const at = cell + SLOT_KEY;
    if (
      load<u64>(at) == k0 && load<u64>(at, 8) == k1 && load<u64>(at, 16) == k2 && load<u64>(at, 24) == k3 &&
      load<u32>(cell + SLOT_ACCOUNT) == <u32>account
    ) return cell;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function mixed(account: usize, k0: u64, k1: u64, k2: u64, k3: u64): u64 {
  const h = ((k0 ^ (<u64>account * 0x9e3779b97f4a7c15)) * 0xbf58476d1ce4e5b9 ^ k1) * 0x94d049bb133111eb;
  const g = ((k2 * 0x9e3779b97f4a7c15) ^ k3) * 0xbf58476d1ce4e5b9;
  return ((h ^ (h >> 31)) + (g ^ (g >> 29))) * 0x9e3779b97f4a7c15 >> 32;
}

/** Twice the buckets or more where there are more cells than buckets. Between blocks only, by one thread. */
export function growSlots(): void {
  const old: usize = load<u32>(CONTROL_SLOTS);
  const count = load<u32>(CONTROL_SLOT_COUNT);
  if (count < <u32>bucketCount(old)) return;
  const table = newTable(33 - clz<u32>(count));
  for (let i: usize = 0; i < bucketCount(old); i++) {
    let cell: usize = load<u32>(firstBucket(old) + 4 * i);
    while (cell != 0) {
      const next: usize = load<u32>(cell + NEXT);
      const at = cell + SLOT_KEY;
      const hash = mixed(
        load<u32>(cell + SLOT_ACCOUNT), load<u64>(at), load<u64>(at, 8), load<u64>(at, 16), load<u64>(at, 24),
      );
      const bucket = bucketOf(table, <u32>hash);
      store<u32>(cell + NEXT, load<u32>(bucket));
      store<u32>(bucket, <u32>cell);
      cell = next;
    }
  }
  store<u32>(CONTROL_SLOTS, <u32>table);
}

/** Calls `visit` for every slot. Between blocks only, by one thread. */
export function eachSlot(visit: (slot: usize) => void): void {
  const table: usize = load<u32>(CONTROL_SLOTS);
  for (let i: usize = 0; i < bucketCount(table); i++) {
    for (let cell: usize = load<u32>(firstBucket(table) + 4 * i); cell != 0; cell = load<u32>(cell + NEXT)) visit(cell);
  }
}

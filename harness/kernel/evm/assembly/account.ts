/**
 * The accounts that were ever named: one cell each, found by address, never moved, never removed. A cell holds the
 * committed value of the account; what a block writes meanwhile hangs from its list of versions.
 */
import { take } from './arena';
import { CONTROL_ACCOUNTS, CONTROL_ACCOUNT_COUNT } from './control';
import { bucketCount, bucketOf, firstBucket, newTable } from './table';

/** Bytes of one cell. */
export const ACCOUNT_CELL: usize = 272;

/** u32: the next cell of the same bucket. */
const NEXT: usize = 0;
/** u32: newest version of the block under way, 0 where there is none; see versions.ts. */
export const ACCOUNT_VERSIONS: usize = 4;
/** u32: links of the list of accounts and of their slots whose committed value changed since the last root. */
export const ACCOUNT_CHANGED_NEXT: usize = 8;
export const ACCOUNT_CHANGED_SLOTS: usize = 12;
/** 20 bytes, then 12 zeros. */
export const ACCOUNT_ADDRESS: usize = 16;
/** The committed value, 64 bytes: see VALUE. */
export const ACCOUNT_VALUE: usize = 48;
/** 32 bytes: keccak-256 of the address, once ACCOUNT_HASHED is 1. */
export const ACCOUNT_HASH: usize = 112;
/** 32 bytes: root of its storage as of the last root; all zeros stands for that of an empty one. */
export const ACCOUNT_STORAGE_ROOT: usize = 144;
/** u32: root node of its storage trie, and the epoch that trie is of. */
export const ACCOUNT_TRIE: usize = 176;
export const ACCOUNT_TRIE_EPOCH: usize = 180;
export const ACCOUNT_HASHED: usize = 184;
/** u32: flags of the bookkeeping of roots: 1 is in the list of the changed. */
export const ACCOUNT_CHANGED: usize = 188;

/** The value as of the last sealed block, 64 bytes: what is read while the next one is made. */
export const ACCOUNT_SEALED: usize = 192;
/** u32: number of the last block that changed it, modulo 2^32. */
export const ACCOUNT_STAMP: usize = 256;
/** u32: number of the last snapshot for which its value was kept; see undo.ts. */
export const ACCOUNT_KEPT: usize = 260;

/** An account's value: 256-bit balance, u64 nonce, u32 code (0: none), u32 epoch, u32 flags. 64 bytes wherever it stands. */
export const VALUE: usize = 64;
export const VALUE_BALANCE: usize = 0;
export const VALUE_NONCE: usize = 32;
export const VALUE_CODE: usize = 40;
/** Grows when the storage is wiped: slots written under an older epoch read as zero. */
export const VALUE_EPOCH: usize = 44;
export const VALUE_FLAGS: usize = 48;
/** The account exists (EIP-161: it may exist and be empty only by a genesis). */
export const EXISTS: u32 = 1;

/** The cell of an address, made where there is none. `address`: 20 bytes. Threads may call it at once. */
export function accountAt(address: usize): usize {
  const w0 = load<u64>(address), w1 = load<u64>(address, 8), w2 = load<u32>(address, 16);
  const bucket = bucketOf(load<u32>(CONTROL_ACCOUNTS), <u32>mixed(w0, w1, w2));
  let head: u32 = atomic.load<u32>(bucket);
  const found = findFrom(head, 0, w0, w1, w2);
  if (found != 0) return found;
  const cell = take(ACCOUNT_CELL);
  store<u64>(cell + ACCOUNT_ADDRESS, w0);
  store<u64>(cell + ACCOUNT_ADDRESS, w1, 8);
  store<u32>(cell + ACCOUNT_ADDRESS, w2, 16);
  while (true) {
    store<u32>(cell + NEXT, head);
    const seen = atomic.cmpxchg<u32>(bucket, head, <u32>cell);
    if (seen == head) break;
    const other = findFrom(seen, head, w0, w1, w2);
    if (other != 0) return other;
    head = seen;
  }
  atomic.add<u32>(CONTROL_ACCOUNT_COUNT, 1);
  return cell;
}

/** The cell of an address, 0 where nobody named it yet. */
export function findAccount(address: usize): usize {
  const w0 = load<u64>(address), w1 = load<u64>(address, 8), w2 = load<u32>(address, 16);
  const bucket = bucketOf(load<u32>(CONTROL_ACCOUNTS), <u32>mixed(w0, w1, w2));
  return findFrom(atomic.load<u32>(bucket), 0, w0, w1, w2);
}

/** Looks along a bucket's list from one cell to another, the latter excluded; 0 where it is not there. */
function findFrom(from: usize, end: usize, w0: u64, w1: u64, w2: u32): usize {
  for (let cell = from; cell != end; cell = load<u32>(cell + NEXT)) {
    const at = cell + ACCOUNT_ADDRESS;
    if (load<u64>(at) == w0 && load<u64>(at, 8) == w1 && load<u32>(at, 16) == w2) return cell;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function mixed(w0: u64, w1: u64, w2: u32): u64 {
  const h = ((w0 * 0x9e3779b97f4a7c15) ^ w1) * 0xbf58476d1ce4e5b9 ^ (<u64>w2 * 0x94d049bb133111eb);
  return (h ^ (h >> 29)) * 0x9e3779b97f4a7c15 >> 32;
}

/** Twice the buckets or more where there are more cells than buckets. Between blocks only, by one thread. */
export function growAccounts(): void {
  const old: usize = load<u32>(CONTROL_ACCOUNTS);
  const count = load<u32>(CONTROL_ACCOUNT_COUNT);
  if (count < <u32>bucketCount(old)) return;
  const table = newTable(33 - clz<u32>(count));
  for (let i: usize = 0; i < bucketCount(old); i++) {
    let cell: usize = load<u32>(firstBucket(old) + 4 * i);
    while (cell != 0) {
      const next: usize = load<u32>(cell + NEXT);
      const at = cell + ACCOUNT_ADDRESS;
      const bucket = bucketOf(table, <u32>mixed(load<u64>(at), load<u64>(at, 8), load<u32>(at, 16)));
      store<u32>(cell + NEXT, load<u32>(bucket));
      store<u32>(bucket, <u32>cell);
      cell = next;
    }
  }
  store<u32>(CONTROL_ACCOUNTS, <u32>table);
}

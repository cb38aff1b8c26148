/** From the overlay of a transaction that ran to the end into multi-version memory: its writes, and what it has read. */
import { VALUE, VALUE_EPOCH } from './account';
import { accountChanged, slotChanged } from './commit';
import {
  ENTRY_BEFORE, ENTRY_CELL, ENTRY_ORIGIN, ENTRY_READ, ENTRY_VALUE, newestAccount, newestSlot, ONLY_ADDED_TO, ONLY_CODE_READ,
  SLOT_NOW, SLOT_OWNER,
} from './overlay';
import { settlePromises } from './promises';
import { TASK_READS, TASK_WRITES } from './schedule-words';
import { copy } from './u256';
import { READ_ACCOUNT, READ_CODE, READ_SLOT } from './version-read';
import {
  DELTA, listOf, newVersion, OF_ACCOUNT, OF_SLOT, publish, publishedNew, removeEstimates, takeForVersions,
  VERSION_EPOCH, VERSION_VALUE, WHOLE,
} from './versions';

/** Whether something was written where this transaction had not written before. */
let wroteNew: bool = false;
/** Where the next read and the next written node are noted. */
let reads: usize = 0;
let writes: usize = 0;

/** Publishes for transaction `tx`; nothing but its reads where it was refused. Returns whether it wrote a new location. */
export function publishOverlay(tx: u32, task: usize, refused: bool): bool {
  wroteNew = false;
  const count = countEntries();
  const readList = takeForVersions(4 + 8 * count), writeList = takeForVersions(4 + 4 * count);
  reads = readList + 4;
  writes = writeList + 4;
  for (let entry = newestAccount(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) {
    const how: u32 = load<u8>(entry, ENTRY_READ);
    if (how == 0) continue;
    if (how != ONLY_ADDED_TO) noteRead(entry, how == ONLY_CODE_READ ? READ_CODE : READ_ACCOUNT);
    if (!refused) publishAccount(tx, entry, how);
  }
  for (let entry = newestSlot(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) {
    if (load<u8>(entry, ENTRY_READ) == 0) continue;
    noteRead(entry, READ_SLOT);
    if (!refused && slotChanged(entry)) publishSlot(tx, entry);
  }
  store<u32>(readList, <u32>((reads - readList - 4) >> 3));
  store<u32>(writeList, <u32>((writes - writeList - 4) >> 2));
  removeEstimates(load<u32>(task, TASK_WRITES));
  settlePromises(task);
  store<u32>(task, <u32>writeList, TASK_WRITES);
  atomic.store<u32>(task + TASK_READS, <u32>readList);
  return wroteNew;
}

function countEntries(): usize {
  let count: usize = 0;
  for (let entry = newestAccount(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) count++;
  for (let entry = newestSlot(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) count++;
  return count;
}

function noteRead(entry: usize, how: u32): void {
  store<u32>(reads, load<u32>(entry, ENTRY_CELL) | how);
  store<u32>(reads, load<u32>(entry, ENTRY_ORIGIN), 4);
  reads += 8;
}

function put(list: usize, version: usize): void {
  store<u32>(writes, <u32>publish(list, version));
  writes += 4;
  if (publishedNew) wroteNew = true;
}

function publishAccount(tx: u32, entry: usize, how: u32): void {
  const isDelta = how >= ONLY_CODE_READ;
  if (!isDelta && !accountChanged(entry)) return;
  const bytes: usize = isDelta ? 32 : VALUE;
  const version = newVersion(tx, isDelta ? DELTA : WHOLE, bytes);
  memory.copy(version + VERSION_VALUE, entry + ENTRY_VALUE, bytes);
  put(listOf(load<u32>(entry, ENTRY_CELL), OF_ACCOUNT), version);
}

function publishSlot(tx: u32, entry: usize): void {
  const version = newVersion(tx, WHOLE, 32);
  store<u32>(version, load<u32>(<usize>load<u32>(entry, SLOT_OWNER) + ENTRY_VALUE, VALUE_EPOCH), VERSION_EPOCH);
  copy(version + VERSION_VALUE, entry + SLOT_NOW);
  put(listOf(load<u32>(entry, ENTRY_CELL), OF_SLOT), version);
}

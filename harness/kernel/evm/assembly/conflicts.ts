/**
 * How many transactions met what an earlier one of their block had changed: a slot that they touched, an account that
 * they changed. A property of the block, whoever executes it and how; what the fee recipient earns does not count.
 */
import { ACCOUNT_STAMP } from './account';
import { block, BLOCK_NUMBER, BLOCK_RECIPIENT_CELL } from './block';
import { accountChanged } from './commit';
import { ENTRY_BEFORE, ENTRY_CELL, ENTRY_READ, newestAccount, newestSlot } from './overlay';
import { CONFLICTING, TASK_READS, TASK_WRITES, taskAt } from './schedule-words';
import { SLOT_STAMP } from './slot';
import { READ_BITS, READ_SLOT } from './version-read';
import { isWrittenBelow, listAt, LIST_CELL, LIST_KIND, NODE_LIST, OF_ACCOUNT } from './versions';

/** Of the transaction in the overlay, which is about to be committed to the cells. */
export function countOverlay(): void {
  if (overlayMeets()) countOne();
}

/** Of a transaction of which all below are committed. */
export function countTask(tx: u32): void {
  const task = taskAt(tx);
  if (readsMeet(load<u32>(task, TASK_READS), tx) || writesMeet(load<u32>(task, TASK_WRITES), tx)) countOne();
}

/** By the one thread that commits. */
function countOne(): void {
  store<u32>(CONFLICTING, load<u32>(CONFLICTING) + 1);
}

function overlayMeets(): bool {
  for (let entry = newestSlot(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) {
    if (load<u8>(entry, ENTRY_READ) != 0 && changedBefore(<usize>load<u32>(entry, ENTRY_CELL) + SLOT_STAMP)) return true;
  }
  for (let entry = newestAccount(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) {
    const cell: usize = load<u32>(entry, ENTRY_CELL);
    if (counts(cell) && changedBefore(cell + ACCOUNT_STAMP) && accountChanged(entry)) return true;
  }
  return false;
}

function readsMeet(reads: usize, tx: u32): bool {
  if (reads == 0) return false;
  for (let left = load<u32>(reads), at = reads + 4; left != 0; left--, at += 8) {
    const location = load<u32>(at);
    if ((location & READ_BITS) != READ_SLOT) continue;
    const cell = <usize>(location & ~READ_BITS), list = listAt(cell);
    if ((list != 0 && isWrittenBelow(list, tx)) || changedBefore(cell + SLOT_STAMP)) return true;
  }
  return false;
}

function writesMeet(writes: usize, tx: u32): bool {
  if (writes == 0) return false;
  for (let left = load<u32>(writes), at = writes + 4; left != 0; left--, at += 4) {
    const list: usize = load<u32>(<usize>load<u32>(at), NODE_LIST);
    const cell: usize = load<u32>(list, LIST_CELL);
    if (load<u32>(list, LIST_KIND) != OF_ACCOUNT || !counts(cell)) continue;
    if (isWrittenBelow(list, tx) || changedBefore(cell + ACCOUNT_STAMP)) return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function counts(cell: usize): bool {
  return cell != <usize>load<u32>(block, BLOCK_RECIPIENT_CELL);
}

// @ts-ignore: decorator
@inline
function changedBefore(stamp: usize): bool {
  return load<u32>(stamp) == load<u32>(block, BLOCK_NUMBER);
}

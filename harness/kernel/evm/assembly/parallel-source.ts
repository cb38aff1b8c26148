/**
 * What an execution reads while other threads write. Where it meets an estimate it is given up and waits for whose it is,
 * and promises to write the location itself (promises.ts).
 */
import { isHot, promise } from './promises';
import { blocker, list, readAccountVersion, readCodeVersion, readOrigin, readSlotVersion } from './version-read';

/** As in source.ts. */
const BLOCKED: u32 = 0xffffffff;

/** Whether this thread executes a transaction beside others: then source.ts reads here. */
export let isParallel: bool = false;
/** Where an execution was given up: the transaction to wait for. */
export let blockedBy: u32 = 0;

let reader: u32 = 0;

/** Reads are those of a transaction from here on. */
export function readAs(tx: u32): void {
  isParallel = true;
  reader = tx;
}

/** Reads are of the committed state again. */
export function readCommitted(): void {
  isParallel = false;
}

export function readAccountInParallel(cell: usize, out: usize): u32 {
  return readAccountVersion(cell, reader, out) ? goOn() : giveUp();
}

export function readSlotInParallel(cell: usize, epoch: u32, out: usize): u32 {
  return readSlotVersion(cell, epoch, reader, out) ? goOn() : giveUp();
}

/** Leaves the code in `readCode` of version-read.ts. Nobody who looks at code is expected to write there. */
export function readCodeInParallel(cell: usize): u32 {
  if (readCodeVersion(cell, reader)) return <u32>readOrigin;
  blockedBy = blocker;
  return BLOCKED;
}

// @ts-ignore: decorator
@inline
function goOn(): u32 {
  if (list != 0 && isHot(list)) promise(list, reader);
  return <u32>readOrigin;
}

function giveUp(): u32 {
  blockedBy = blocker;
  promise(list, reader);
  return BLOCKED;
}

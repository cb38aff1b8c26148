/**
 * What an execution reads while other threads write. Where it meets an estimate, or a location that a lower transaction
 * is known to wait for and will therefore write, it is given up and waits as well: so all that want one hot location
 * stand in one chain, each woken by the one before.
 */
import { hasExecuted } from './schedule';
import {
  blocker, list, readAccountVersion, readCodeVersion, readOrigin, readSlotVersion, writer,
} from './version-read';
import { LIST_AWAITED, LIST_SCORE } from './versions';

/** As in source.ts. */
const BLOCKED: u32 = 0xffffffff;
/** How well those who waited for a location must have foretold that they write it, and what one mistake costs. */
const MOST_SCORE: i32 = 16;
const MISTAKE: i32 = 8;

/** Whether this thread executes a transaction beside others: then source.ts reads here. */
export let isParallel: bool = false;
/** Where an execution was given up: the transaction to wait for, and the list of the location. */
export let blockedBy: u32 = 0;
export let blockedAt: usize = 0;

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
  if (!readAccountVersion(cell, reader, out)) return giveUp(blocker);
  return list != 0 && isPromisedAbove(writer) ? giveUp(load<u32>(list, LIST_AWAITED) - 1) : <u32>readOrigin;
}

export function readSlotInParallel(cell: usize, epoch: u32, out: usize): u32 {
  if (!readSlotVersion(cell, epoch, reader, out)) return giveUp(blocker);
  return list != 0 && isPromisedAbove(writer) ? giveUp(load<u32>(list, LIST_AWAITED) - 1) : <u32>readOrigin;
}

/** Leaves the code in `readCode` of version-read.ts. */
export function readCodeInParallel(cell: usize): u32 {
  return readCodeVersion(cell, reader) ? <u32>readOrigin : giveUp(blocker);
}

/** Whether somebody between a transaction (given as one above) and the reader waits for the location. */
function isPromisedAbove(written: u32): bool {
  const awaited = load<u32>(list, LIST_AWAITED);
  return awaited > written && awaited <= reader && load<i32>(list, LIST_SCORE) >= 0 && !hasExecuted(awaited - 1);
}

function giveUp(lower: u32): u32 {
  const awaited = load<u32>(list, LIST_AWAITED);
  blockedBy = isPromisedAbove(lower + 1) ? awaited - 1 : lower;
  blockedAt = list;
  // A hint only: that two threads may overtake each other here does no harm.
  if (awaited <= reader) store<u32>(list, reader + 1, LIST_AWAITED);
  return BLOCKED;
}

/** What came of it: a transaction that waited for a location has or has not written it. */
export function scoreWait(awaited: usize, wrote: bool): void {
  const score = load<i32>(awaited, LIST_SCORE);
  store<i32>(awaited, wrote ? min(score + 1, MOST_SCORE) : score - MISTAKE, LIST_SCORE);
}

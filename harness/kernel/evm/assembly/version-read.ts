/**
 * What a transaction sees of multi-version memory, and whether it would see the same now. Deltas are summed onto the
 * highest whole value below, or onto the committed one; an estimate stops the reader.
 */
import { ACCOUNT_VALUE, EXISTS, VALUE, VALUE_CODE, VALUE_FLAGS } from './account';
import { take } from './arena';
import { SLOT_EPOCH, SLOT_VALUE } from './slot';
import { add, copy, equal, setZero } from './u256';
import {
  DELTA, ESTIMATE, firstBelow, listAt, newVersion, nextNode, NODE_TX, NODE_VERSION, PROMISE, SUM, VERSION_EPOCH,
  VERSION_KIND, VERSION_VALUE,
} from './versions';

/** Of the read done last: one above the highest transaction that wrote, 0 for none; the one that it is blocked by. */
export let writer: u32 = 0;
export let blocker: u32 = 0;

/** The list of the location that was read last, 0 where nobody has written there. */
export let list: usize = 0;

/** The highest whole version, 0 for the committed value; and the sum of the deltas above it, if there are any. */
let base: usize = 0;
let hasDeltas: bool = false;
let sum: usize = 0;
let whole: usize = 0;

/** Once a thread. */
export function attachVersionReads(): void {
  sum = take(32);
  whole = take(VALUE);
}

/** Looks a location up, as `reader` sees it. A weak look passes over deltas and promises. False where it meets an estimate. */
function look(cell: usize, reader: u32, weak: bool): bool {
  base = 0;
  hasDeltas = false;
  writer = 0;
  list = listAt(cell);
  if (list == 0) return true;
  for (let node = firstBelow(list, reader); node != 0; node = nextNode(node)) {
    const version = atomic.load<u32>(node + NODE_VERSION);
    if (version == 0) continue;
    const kind = load<u32>(<usize>(version & ~ESTIMATE), VERSION_KIND), isDelta = kind == DELTA;
    if (weak && (isDelta || kind == PROMISE)) continue;
    if (version & ESTIMATE) {
      blocker = load<u32>(node, NODE_TX);
      return false;
    }
    if (writer == 0) writer = load<u32>(node, NODE_TX) + 1;
    if (!isDelta) {
      base = version;
      return true;
    }
    if (!hasDeltas) setZero(sum);
    hasDeltas = true;
    add(sum, sum, <usize>version + VERSION_VALUE);
  }
  return true;
}

/** Where the value of an origin is: that of a version, or the committed one of an account. */
// @ts-ignore: decorator
@inline
function accountValueAt(cell: usize, origin: usize): usize {
  return origin == 0 ? cell + ACCOUNT_VALUE : origin + VERSION_VALUE;
}

/** The whole value of the account looked up last. */
function sumUp(cell: usize, out: usize): void {
  memory.copy(out, accountValueAt(cell, base), VALUE);
  if (!hasDeltas) return;
  add(out, out, sum);
  store<u32>(out, load<u32>(out, VALUE_FLAGS) | EXISTS, VALUE_FLAGS);
}

/** Copies an account's value, 64 bytes. False where the reader is blocked; otherwise `readOrigin` tells its origin. */
export function readAccountVersion(cell: usize, reader: u32, out: usize): bool {
  if (!look(cell, reader, false)) return false;
  sumUp(cell, out);
  readOrigin = base;
  if (!hasDeltas) return true;
  readOrigin = newVersion(writer - 1, SUM, VALUE);
  memory.copy(readOrigin + VERSION_VALUE, out, VALUE);
  return true;
}

/** Of the read done last: a version or the sum of several; 0 is the committed value. */
export let readOrigin: usize = 0;
/** The code of the account that was read weakly last. */
export let readCode: usize = 0;

/** What code an account has, which is nothing that deltas change. False where the reader is blocked. */
export function readCodeVersion(cell: usize, reader: u32): bool {
  if (!look(cell, reader, true)) return false;
  readOrigin = base;
  readCode = load<u32>(accountValueAt(cell, base), VALUE_CODE);
  return true;
}

/** Copies a slot's value, 32 bytes: zero where it was written under another epoch. False where the reader is blocked. */
export function readSlotVersion(cell: usize, epoch: u32, reader: u32, out: usize): bool {
  if (!look(cell, reader, false)) return false;
  readOrigin = base;
  const written = base == 0 ? load<u32>(cell, SLOT_EPOCH) : load<u32>(base, VERSION_EPOCH);
  if (written != epoch) setZero(out);
  else copy(out, base == 0 ? cell + SLOT_VALUE : base + VERSION_VALUE);
  return true;
}

/** How a location was read: bits of the pointer to its cell in a list of reads. */
export const READ_ACCOUNT: u32 = 0;
export const READ_SLOT: u32 = 1;
export const READ_CODE: u32 = 2;
export const READ_BITS: u32 = 15;

/** What `review` comes to. */
export const SAME: u32 = 0;
export const OTHER: u32 = 1;
/** An estimate: `blocker` is to finish first. */
export const UNDECIDED: u32 = 2;

/** Whether a read would come to the same now: by its origin, otherwise by its value. */
export function review(location: u32, origin: usize, reader: u32): u32 {
  const cell = <usize>(location & ~READ_BITS), kind = location & READ_BITS;
  if (listAt(cell) == 0) return SAME;
  if (!look(cell, reader, kind == READ_CODE)) return UNDECIDED;
  if (!hasDeltas && base == origin) return SAME;
  if (kind == READ_SLOT) return isSameSlot(cell, base, origin) ? SAME : OTHER;
  const before = accountValueAt(cell, origin);
  if (kind == READ_CODE) {
    return load<u32>(accountValueAt(cell, base), VALUE_CODE) == load<u32>(before, VALUE_CODE) ? SAME : OTHER;
  }
  sumUp(cell, whole);
  return equal(whole, before) && equal(whole + 32, before + 32) ? SAME : OTHER;
}

function isSameSlot(cell: usize, now: usize, before: usize): bool {
  const epochNow = now == 0 ? load<u32>(cell, SLOT_EPOCH) : load<u32>(now, VERSION_EPOCH);
  const epochBefore = before == 0 ? load<u32>(cell, SLOT_EPOCH) : load<u32>(before, VERSION_EPOCH);
  const valueNow = now == 0 ? cell + SLOT_VALUE : now + VERSION_VALUE;
  const valueBefore = before == 0 ? cell + SLOT_VALUE : before + VERSION_VALUE;
  return epochNow == epochBefore && equal(valueNow, valueBefore);
}

/** The final value of an account, once all has been committed: into `out`; whether it differs from the committed one. */
export function finalAccount(cell: usize, out: usize): bool {
  look(cell, u32.MAX_VALUE, false);
  sumUp(cell, out);
  const before = cell + ACCOUNT_VALUE;
  return !(equal(out, before) && equal(out + 32, before + 32));
}

/** The last version of a slot, 0 where there is none. */
export function finalSlot(cell: usize): usize {
  look(cell, u32.MAX_VALUE, false);
  return base;
}

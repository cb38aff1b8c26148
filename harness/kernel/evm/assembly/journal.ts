/**
 * What a revert takes back: bytes as they were before they were overwritten, newest last. Whatever a call may have to
 * undo stands at an address that stays until the transaction's end, so that one kind of record serves for all.
 * A record is the bytes, u32 address, u32 length.
 */
import { takeShared } from './arena';

const FIRST_BYTES: usize = 1 << 16;
const TRAILER: usize = 8;

let start: usize = 0;
let top: usize = 0;
let end: usize = 0;

/** Once a thread. */
export function attachJournal(): void {
  start = takeShared(FIRST_BYTES);
  top = start;
  end = start + FIRST_BYTES;
}

/** Forgets everything: nothing is to be taken back any more. */
export function clearJournal(): void {
  top = start;
}

/** Where the journal stands, for `undoTo`. */
export function journalMark(): u32 {
  return <u32>(top - start);
}

/** Remembers bytes that are about to change. */
export function remember(address: usize, length: usize): void {
  if (top + length + TRAILER > end) growJournal();
  memory.copy(top, address, length);
  noteRecord(address, length);
}

/** The same for one 256-bit number. */
// @ts-ignore: decorator
@inline
export function rememberWord(address: usize): void {
  if (top + 32 + TRAILER > end) growJournal();
  v128.store(top, v128.load(address));
  v128.store(top, v128.load(address, 16), 16);
  noteRecord(address, 32);
}

// @ts-ignore: decorator
@inline
function noteRecord(address: usize, length: usize): void {
  store<u32>(top + length, <u32>address);
  store<u32>(top + length, <u32>length, 4);
  top += length + TRAILER;
}

/** Takes back what was written since the mark. */
export function undoTo(mark: u32): void {
  const from = start + mark;
  while (top > from) {
    const length: usize = load<u32>(top - 4);
    memory.copy(load<u32>(top - TRAILER), top - TRAILER - length, length);
    top -= TRAILER + length;
  }
}

/** To twice the room elsewhere; marks are offsets and stay right. */
function growJournal(): void {
  const bytes: usize = (end - start) << 1;
  const larger = takeShared(bytes);
  memory.copy(larger, start, top - start);
  top = larger + (top - start);
  start = larger;
  end = larger + bytes;
}

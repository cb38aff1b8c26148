/**
 * keccak-256 of many short messages whose hashes are not wanted at once: two of as many blocks go through the SIMD lanes
 * side by side, which takes about as long as one alone. The message is written to a room, handed over, and hashed when
 * its partner comes, or by `hashRest`.
 */
import { SPAN, keccak256, keccak256Spans, putSpan } from '../../assembly/keccak';
import { take } from './arena';

const RATE: usize = 136;
/** Messages of so many blocks or more are hashed alone. */
const CLASSES: usize = 17;
/** The longest message there is room for; writers may write so many bytes past it. */
export const MESSAGE: usize = CLASSES * RATE - RATE;
const SLACK: usize = 64;

/** Where the next message goes. */
let room: usize = 0;
/** By number of blocks: u32 room, u32 length of the message that waits there, u32 where its hash goes (0: none waits). */
const WAITING: usize = 12;
let waiting: usize = 0;
let spans: usize = 0;
let hashes: usize = 0;

export function attachPairs(): void {
  waiting = take(WAITING * CLASSES);
  for (let i: usize = 0; i < CLASSES; i++) store<u32>(waiting + WAITING * i, <u32>take(MESSAGE + SLACK));
  room = take(MESSAGE + SLACK);
  spans = take(2 * SPAN);
  hashes = take(64);
}

/** Where to write the next message of up to MESSAGE bytes; another place after each `hashLater`. */
// @ts-ignore: decorator
@inline
export function messageRoom(): usize {
  return room;
}

/** Hashes the message in the room, of up to MESSAGE bytes, by the next `hashRest` at the latest. `out`: 32 bytes. */
export function hashLater(length: usize, out: usize): void {
  const place = waiting + WAITING * (length / RATE);
  const other: usize = load<u32>(place);
  const otherOut: usize = load<u32>(place, 8);
  if (otherOut == 0) {
    store<u32>(place, <u32>room);
    store<u32>(place, <u32>length, 4);
    store<u32>(place, <u32>out, 8);
    room = other;
    return;
  }
  putSpan(spans, 0, other, load<u32>(place, 4));
  putSpan(spans, 1, room, length);
  keccak256Spans(hashes, spans, 2);
  copyHash(otherOut, hashes);
  copyHash(out, hashes + 32);
  store<u32>(place, 0, 8);
}

/** Hashes whatever still waits for a partner. */
export function hashRest(): void {
  for (let place = waiting; place < waiting + WAITING * CLASSES; place += WAITING) {
    const out: usize = load<u32>(place, 8);
    if (out == 0) continue;
    keccak256(out, load<u32>(place), load<u32>(place, 4));
    store<u32>(place, 0, 8);
  }
}

// @ts-ignore: decorator
@inline
export function copyHash(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
  store<u64>(to, load<u64>(from, 16), 16);
  store<u64>(to, load<u64>(from, 24), 24);
}

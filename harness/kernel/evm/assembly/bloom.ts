/**
 * Bloom filters of logs (Yellow Paper, section 4.3.1): 2,048 bits, three for each address and topic. Which three is
 * remembered, the last of those that fall on the same place: the same few come again and again.
 */
import { keccak256 } from '../../assembly/keccak';
import { take } from './arena';
import { LOG_ADDRESS, LOG_TOPICS, LOG_TOPIC_COUNT } from './log';

/** Bytes of a filter. */
export const BLOOM: usize = 256;

/** u32 length of what was hashed (20 or 32; 0: nothing), u16 three bits; 32 bytes of what was hashed. */
const ENTRY: usize = 48;
const ENTRY_BITS: usize = 4;
const ENTRY_VALUE: usize = 16;
const ENTRIES: usize = 8192;
let remembered: usize = 0;
let hash: usize = 0;

export function attachBlooms(): void {
  remembered = take(ENTRY * ENTRIES);
  hash = take(32);
}

/** Adds what logs name to a filter. `logs`: u32 pointers. */
export function addLogs(bloom: usize, logs: usize, count: u32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const log: usize = load<u32>(logs + 4 * i);
    addBits(bloom, entryOf(log + LOG_ADDRESS, 20));
    const topics: usize = load<u32>(log, LOG_TOPIC_COUNT);
    for (let t: usize = 0; t < topics; t++) addBits(bloom, entryOf(log + LOG_TOPICS + 32 * t, 32));
  }
}

/** Adds all bits of another filter. */
export function addBloom(bloom: usize, other: usize): void {
  for (let at: usize = 0; at < BLOOM; at += 16) {
    v128.store(bloom + at, v128.or(v128.load(bloom + at), v128.load(other + at)));
  }
}

function addBits(bloom: usize, entry: usize): void {
  for (let i: usize = 0; i < 3; i++) {
    const bit: u32 = load<u16>(entry + 2 * i, ENTRY_BITS);
    const byte = bloom + 255 - <usize>(bit >> 3);
    store<u8>(byte, load<u8>(byte) | <u8>(<u32>1 << (bit & 7)));
  }
}

/** The entry of an address or topic; of those that were there in its place, the last one is gone. */
function entryOf(value: usize, length: u32): usize {
  const w0 = load<u64>(value), w1 = load<u64>(value, 8);
  const w2 = length == 20 ? <u64>load<u32>(value, 16) : load<u64>(value, 16);
  const w3 = length == 20 ? 0 : load<u64>(value, 24);
  const mixed = (((w0 * 0x9e3779b97f4a7c15) ^ w1) * 0xbf58476d1ce4e5b9 + (w2 ^ (w3 >> 7))) * 0x94d049bb133111eb + w3;
  const entry = remembered + ENTRY * (<usize>((mixed * 0x9e3779b97f4a7c15) >> 32) & (ENTRIES - 1));
  const kept = entry + ENTRY_VALUE;
  if (
    load<u32>(entry) == length && load<u64>(kept) == w0 && load<u64>(kept, 8) == w1 && load<u64>(kept, 16) == w2 &&
    load<u64>(kept, 24) == w3
  ) return entry;
  keccak256(hash, value, length);
  for (let i: usize = 0; i < 3; i++) {
    store<u16>(entry + 2 * i, ((<u16>load<u8>(hash + 2 * i) << 8) | <u16>load<u8>(hash + 2 * i, 1)) & 2047, ENTRY_BITS);
  }
  store<u64>(kept, w0);
  store<u64>(kept, w1, 8);
  store<u64>(kept, w2, 16);
  store<u64>(kept, w3, 24);
  store<u32>(entry, length);
  return entry;
}

/** SHA-256 (FIPS 180-4) of one message. */
import { INITIAL, K } from '../../assembly/sha256-quad';

const BLOCK: usize = 64;

/** This thread's room: the schedule, 64 words; the last blocks of a message, padded; the state. */
let schedule: usize = 0;
let tail: usize = 0;
let state: usize = 0;
export const SHA256_AREA: usize = 256 + 128 + 32;

export function useSha256Area(area: usize): void {
  schedule = area;
  tail = area + 256;
  state = area + 384;
}

/** Writes 32 bytes. */
export function sha256(out: usize, message: usize, length: usize): void {
  memory.copy(state, INITIAL, 32);
  const whole = length & ~(BLOCK - 1);
  for (let at: usize = 0; at < whole; at += BLOCK) compress(message + at);
  const rest = length - whole;
  // The length stands in the last 8 bytes, behind a bit that is set: together they may need a block more.
  const padded = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
  memory.fill(tail, 0, padded);
  memory.copy(tail, message + whole, rest);
  store<u8>(tail + rest, 0x80);
  store<u64>(tail + padded - 8, bswap<u64>(8 * <u64>length));
  for (let at: usize = 0; at < padded; at += BLOCK) compress(tail + at);
  for (let at: usize = 0; at < 32; at += 4) store<u32>(out + at, bswap<u32>(load<u32>(state + at)));
}

function extend(block: usize): void {
  for (let at: usize = 0; at < 64; at += 4) store<u32>(schedule + at, bswap<u32>(load<u32>(block + at)));
  for (let at = schedule + 64; at < schedule + 256; at += 4) {
    const early = load<u32>(at - 60), late = load<u32>(at - 8);
    const s0 = rotr<u32>(early, 7) ^ rotr<u32>(early, 18) ^ (early >> 3);
    const s1 = rotr<u32>(late, 17) ^ rotr<u32>(late, 19) ^ (late >> 10);
    store<u32>(at, load<u32>(at - 64) + s0 + load<u32>(at - 28) + s1);
  }
}

/** Takes one block into the state. */
function compress(block: usize): void {
  extend(block);
  let a = load<u32>(state), b = load<u32>(state, 4), c = load<u32>(state, 8), d = load<u32>(state, 12);
  let e = load<u32>(state, 16), f = load<u32>(state, 20), g = load<u32>(state, 24), h = load<u32>(state, 28);
  for (let at: usize = 0; at < 256; at += 4) {
    const s1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const choice = g ^ (e & (f ^ g));
    const t1 = h + s1 + choice + load<u32>(K + at) + load<u32>(schedule + at);
    const s0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const majority = b ^ ((a ^ b) & (b ^ c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + s0 + majority;
  }
  plus(0, a);
  plus(4, b);
  plus(8, c);
  plus(12, d);
  plus(16, e);
  plus(20, f);
  plus(24, g);
  plus(28, h);
}

// @ts-ignore: decorator
@inline
function plus(at: usize, word: u32): void {
  store<u32>(state + at, load<u32>(state + at) + word);
}

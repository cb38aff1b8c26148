/**
 * The codes that were ever deployed or run: one object each, found by hash, never removed. After the header come the
 * bytes with 64 zeros behind them, so that the interpreter may run and push past the end, then the bitset of valid jump
 * destinations.
 */
import { keccak256 } from '../../assembly/keccak';
import { take } from './arena';
import { CONTROL_CODES } from './control';
import { bucketOf, newTable } from './table';

/** u32 next, u32 length, u32 pointer of the bitset, u32 flags; then 32 bytes of hash; then the bytes. */
const NEXT: usize = 0;
export const CODE_LENGTH: usize = 4;
export const CODE_JUMPS: usize = 8;
export const CODE_HASH: usize = 16;
export const CODE_BYTES: usize = 48;
/** Zeros behind the bytes. */
const PADDING: usize = 64;

const JUMPDEST: u8 = 0x5b;
const PUSH1: u8 = 0x60;
const PUSH32: u8 = 0x7f;

/** The object of a code. `hash`: 32 bytes of room that its hash is written to. Threads may call it at once. */
export function codeOf(bytes: usize, length: usize, hash: usize): usize {
  keccak256(hash, bytes, length);
  const bucket = bucketOf(load<u32>(CONTROL_CODES), load<u32>(hash));
  let head: u32 = atomic.load<u32>(bucket);
  const found = findFrom(head, 0, hash);
  if (found != 0) return found;
  const code = newCode(bytes, length);
  memory.copy(code + CODE_HASH, hash, 32);
  while (true) {
    store<u32>(code + NEXT, head);
    const seen = atomic.cmpxchg<u32>(bucket, head, <u32>code);
    if (seen == head) return code;
    const other = findFrom(seen, head, hash);
    if (other != 0) return other;
    head = seen;
  }
}

/** The object of the code that has this hash; 0 where there is none. */
export function findCode(hash: usize): usize {
  return findFrom(atomic.load<u32>(bucketOf(load<u32>(CONTROL_CODES), load<u32>(hash))), 0, hash);
}

function findFrom(from: usize, end: usize, hash: usize): usize {
  for (let code = from; code != end; code = load<u32>(code + NEXT)) {
    const at = code + CODE_HASH;
    if (
      load<u64>(at) == load<u64>(hash) && load<u64>(at, 8) == load<u64>(hash, 8) &&
      load<u64>(at, 16) == load<u64>(hash, 16) && load<u64>(at, 24) == load<u64>(hash, 24)
    ) return code;
  }
  return 0;
}

function newCode(bytes: usize, length: usize): usize {
  const words = (length >> 5) + 1;
  const code = take(CODE_BYTES + length + PADDING + 4 * words + 4);
  store<u32>(code, <u32>length, CODE_LENGTH);
  memory.copy(code + CODE_BYTES, bytes, length);
  const jumps = (code + CODE_BYTES + length + PADDING + 3) & ~3;
  store<u32>(code, <u32>jumps, CODE_JUMPS);
  markJumps(bytes, length, jumps);
  return code;
}

/** Sets a bit for each JUMPDEST that is no operand of a PUSH (Yellow Paper, section 9.4.3). */
export function markJumps(bytes: usize, length: usize, jumps: usize): void {
  for (let at: usize = 0; at < length; at++) {
    const op = load<u8>(bytes + at);
    if (op == JUMPDEST) {
      const word = jumps + 4 * (at >> 5);
      store<u32>(word, load<u32>(word) | (1 << <u32>(at & 31)));
    } else if (op >= PUSH1 && op <= PUSH32) at += <usize>(op - PUSH1) + 1;
  }
}

/** Buckets of the table of codes: 2^16, which is not enlarged. */
export function newCodes(): usize {
  return newTable(16);
}

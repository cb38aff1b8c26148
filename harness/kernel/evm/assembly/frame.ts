/**
 * The calls under way: a record for each, one stack of words and one memory for all of them. A callee's stack and memory
 * begin where its caller's end, since only the innermost call grows; the memory moves elsewhere where it outgrows its
 * place. The innermost call's gas and memory stand in globals.
 */
import { take, takeShared } from './arena';
import { CODE_BYTES } from './code';

/** u32: object of the code that runs, and what the loop stores while a callee runs: next byte, top of the stack. */
export const FRAME_CODE: usize = 0;
export const FRAME_PC: usize = 4;
export const FRAME_TOP: usize = 8;
/** u32: bottom of the stack. */
export const FRAME_STACK: usize = 12;
/** u64, while a callee runs. */
export const FRAME_GAS: usize = 16;
/** u32: its memory, and how much there is of it. */
export const FRAME_MEMORY: usize = 24;
export const FRAME_MEMORY_LENGTH: usize = 28;
/** u32: entry of the account whose storage this is. */
export const FRAME_SELF: usize = 32;
/** u32. */
export const FRAME_INPUT: usize = 36;
export const FRAME_INPUT_LENGTH: usize = 40;
export const FRAME_FLAGS: usize = 44;
/** What a revert goes back to: u32 mark of the journal, u32 newest log, u32 their count, i64 refund. */
export const FRAME_JOURNAL: usize = 48;
export const FRAME_LOG: usize = 52;
export const FRAME_LOGS: usize = 56;
export const FRAME_REFUND: usize = 64;
/** u32: where in the caller's memory the result goes, and how much of it. */
export const FRAME_OUT: usize = 72;
export const FRAME_OUT_LENGTH: usize = 76;
/** 256-bit numbers: its own address, the caller's, the value sent. */
export const FRAME_ADDRESS: usize = 96;
export const FRAME_CALLER: usize = 128;
export const FRAME_VALUE: usize = 160;
const FRAME: usize = 192;

/** Flags: it may not write (EIP-214); it makes a contract of what it returns. */
export const STATIC: u32 = 1;
export const CREATES: u32 = 2;

/** Calls within calls (Yellow Paper, section 9.1), and words of one stack. */
const MAX_DEPTH: usize = 1024;
const STACK_BYTES: usize = 1024 * 32;
/** More than any gas limit below 10^8 can pay for; what would need more is out of gas. */
const MEMORY_LIMIT: usize = 1 << 28;
const FIRST_MEMORY: usize = 1 << 20;

let frames: usize = 0;
let stack: usize = 0;
let region: usize = 0;
let regionEnd: usize = 0;

/** The innermost call. */
export let frame: usize = 0;
export let gasLeft: u64 = 0;
export let memoryBase: usize = 0;
export let memoryLength: usize = 0;
/** What the last callee returned, in memory that the next one may overwrite. */
export let returned: usize = 0;
export let returnedLength: usize = 0;
let returnedRoom: usize = 0;
let returnedBuffer: usize = 0;

/** Once a thread. The stack is room for all depths, of which only what is used becomes memory. */
export function attachFrames(): void {
  frames = take((MAX_DEPTH + 1) * FRAME);
  stack = takeShared((MAX_DEPTH + 1) * STACK_BYTES);
  region = takeShared(FIRST_MEMORY);
  regionEnd = region + FIRST_MEMORY;
}

/** No call is under way any more. */
export function clearFrames(): void {
  frame = 0;
  returnedLength = 0;
}

/** Whether another call may begin inside the innermost. */
export function mayDescend(): bool {
  return frame != frames + MAX_DEPTH * FRAME;
}

/** Makes a call the innermost. The caller's stack ends at its FRAME_TOP; the fields not named here are the caller's to fill. */
export function pushFrame(code: usize, gas: u64): usize {
  let next = frames;
  let bottom = stack;
  let memoryStart = region;
  if (frame != 0) {
    store<u64>(frame, gasLeft, FRAME_GAS);
    store<u32>(frame, <u32>memoryLength, FRAME_MEMORY_LENGTH);
    next = frame + FRAME;
    bottom = load<u32>(frame, FRAME_TOP);
    memoryStart = memoryBase + memoryLength;
  }
  store<u32>(next, <u32>code, FRAME_CODE);
  store<u32>(next, <u32>(code + CODE_BYTES), FRAME_PC);
  store<u32>(next, <u32>bottom, FRAME_STACK);
  store<u32>(next, <u32>bottom, FRAME_TOP);
  store<u32>(next, <u32>memoryStart, FRAME_MEMORY);
  store<u32>(next, 0, FRAME_FLAGS);
  frame = next;
  gasLeft = gas;
  memoryBase = memoryStart;
  memoryLength = 0;
  returnedLength = 0;
  return next;
}

/** Back to the caller, whose gas is what it kept. Returns false where there is none. */
export function popFrame(): bool {
  if (frame == frames) {
    frame = 0;
    return false;
  }
  frame -= FRAME;
  gasLeft = load<u64>(frame, FRAME_GAS);
  memoryBase = load<u32>(frame, FRAME_MEMORY);
  memoryLength = load<u32>(frame, FRAME_MEMORY_LENGTH);
  return true;
}

export function setGas(gas: u64): void {
  gasLeft = gas;
}

/** Takes gas; false where there is too little, and then what is left does not matter any more. */
// @ts-ignore: decorator
@inline
export function charge(gas: u64): bool {
  if (gasLeft < gas) return false;
  gasLeft -= gas;
  return true;
}

/** Keeps what a callee returned, out of the way of its caller's memory. */
export function keepReturned(from: usize, length: usize): void {
  returnedLength = length;
  if (length == 0) return;
  if (length > returnedRoom) {
    returnedRoom = max<usize>(2 * length, 4096);
    returnedBuffer = takeShared(returnedRoom);
  }
  returned = returnedBuffer;
  memory.copy(returnedBuffer, from, length);
}

export function forgetReturned(): void {
  returnedLength = 0;
}

/** Gas of so many words of memory (Yellow Paper, appendix H, C_mem). */
// @ts-ignore: decorator
@inline
function gasOfWords(words: u64): u64 {
  return words * 3 + words * words / 512;
}

/** Charges for memory up to a byte and makes it zero. False where that is too much. */
export function extendTo(end: u64): bool {
  if (end <= <u64>memoryLength) return true;
  if (end > <u64>MEMORY_LIMIT) return false;
  const length: usize = (<usize>end + 31) & ~31;
  if (!charge(gasOfWords(length >> 5) - gasOfWords(memoryLength >> 5))) return false;
  if (memoryBase + length > regionEnd && !moveMemory(memoryBase - region + length)) return false;
  memory.fill(memoryBase + memoryLength, 0, length - memoryLength);
  memoryLength = length;
  return true;
}

/** The same for a range whose start and length are words on the stack; nothing is needed for no bytes. */
export function extendRange(start: usize, length: usize): bool {
  const bytes = load<u64>(length);
  const far = load<u64>(length, 8) | load<u64>(length, 16) | load<u64>(length, 24);
  if ((bytes | far) == 0) return true;
  const from = load<u64>(start);
  const high = far | load<u64>(start, 8) | load<u64>(start, 16) | load<u64>(start, 24);
  if (high != 0 || from > <u64>MEMORY_LIMIT || bytes > <u64>MEMORY_LIMIT) return false;
  return extendTo(from + bytes);
}

/** To a larger place; inputs that lie in a caller's memory move with it. */
function moveMemory(needed: usize): bool {
  if (needed > MEMORY_LIMIT) return false;
  const bytes = min<usize>(max<usize>(2 * (regionEnd - region), needed), max<usize>(MEMORY_LIMIT, needed));
  const larger = takeShared(bytes);
  memory.copy(larger, region, memoryBase + memoryLength - region);
  for (let one = frames; one <= frame; one += FRAME) {
    store<u32>(one, load<u32>(one, FRAME_MEMORY) - <u32>region + <u32>larger, FRAME_MEMORY);
    const input: usize = load<u32>(one, FRAME_INPUT);
    if (input >= region && input < regionEnd) store<u32>(one, <u32>(input - region + larger), FRAME_INPUT);
  }
  memoryBase = memoryBase - region + larger;
  region = larger;
  regionEnd = larger + bytes;
  return true;
}

/** Logs of the transaction under way: records in the block's arena, linked in the order in which they were written. */
import { Arena, newArena } from './arena';
import { toBytes } from './address';
import { charge, extendRange, frame, FRAME_ADDRESS, FRAME_FLAGS, memoryBase, STATIC } from './frame';
import { GO_ON, HALTED } from './outcome';
import { storeBigEndian } from './u256';

/** u32 next, u32 count of topics, u32 data, u32 its length; 20 bytes of address and 4 zeros; then topics of 32 bytes. */
export const LOG_NEXT: usize = 0;
export const LOG_TOPIC_COUNT: usize = 4;
export const LOG_DATA: usize = 8;
export const LOG_DATA_LENGTH: usize = 12;
export const LOG_ADDRESS: usize = 16;
export const LOG_TOPICS: usize = 40;

const BYTE_GAS: u64 = 8;

export let firstLog: usize = 0;
export let lastLog: usize = 0;
export let logCount: u32 = 0;
let blockArena: Arena = changetype<Arena>(0);

/** Once a thread. */
export function attachLogs(): void {
  blockArena = newArena();
}

/** Gives back what the block before wrote. */
export function clearBlockLogs(): void {
  blockArena.reset();
}

/** Bytes until the block's end, not zeroed. */
export function takeForBlock(bytes: usize): usize {
  return blockArena.take(bytes);
}

export function clearLogs(): void {
  firstLog = 0;
  lastLog = 0;
  logCount = 0;
}

/** Forgets what was written after a log. */
export function cutLogs(newest: usize, count: u32): void {
  lastLog = newest;
  logCount = count;
  if (newest == 0) firstLog = 0;
  else store<u32>(newest, 0, LOG_NEXT);
}

/** LOG0 to LOG4: start and length of the data, then topics, from `top` down. */
export function writeLog(top: usize, topics: usize): u32 {
  if (load<u32>(frame, FRAME_FLAGS) & STATIC) return HALTED;
  if (!extendRange(top - 32, top - 64)) return HALTED;
  const length = load<u64>(top - 64);
  if (!charge(BYTE_GAS * length)) return HALTED;
  const bytes = <usize>length;
  const log = takeForBlock(LOG_TOPICS + 32 * topics + bytes);
  store<u32>(log, 0, LOG_NEXT);
  store<u32>(log, <u32>topics, LOG_TOPIC_COUNT);
  store<u32>(log, <u32>bytes, LOG_DATA_LENGTH);
  toBytes(log + LOG_ADDRESS, frame + FRAME_ADDRESS);
  store<u32>(log, 0, LOG_ADDRESS + 20);
  let at = log + LOG_TOPICS;
  for (let i: usize = 0; i < topics; i++, at += 32) storeBigEndian(at, top - 96 - 32 * i);
  store<u32>(log, <u32>at, LOG_DATA);
  if (bytes != 0) memory.copy(at, memoryBase + <usize>load<u64>(top - 32), bytes);
  if (lastLog == 0) firstLog = log;
  else store<u32>(lastLog, <u32>log, LOG_NEXT);
  lastLog = log;
  logCount++;
  return GO_ON;
}

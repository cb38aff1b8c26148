/** Logs of the transaction under way: records in the block's arena, linked in the order in which they were written. */
import { Arena, newArena } from './arena';
import { toBytes } from './address';
import { charge, extendRange, frame, FRAME_ADDRESS, FRAME_FLAGS, memoryBase, STATIC } from './frame';
import { LOG_ADDRESS, LOG_DATA, LOG_DATA_LENGTH, LOG_TOPIC_COUNT, LOG_TOPICS } from './log';
import { GO_ON, HALTED } from './outcome';
import { storeBigEndian } from './u256';

/** u32 before a record (log.ts): the log that was written after it. */
const NEXT: usize = 4;

const BYTE_GAS: u64 = 8;

let firstLog: usize = 0;
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
  else store<u32>(newest - NEXT, 0);
}

/** LOG0 to LOG4: start and length of the data, then topics, from `top` down. */
export function writeLog(top: usize, topics: usize): u32 {
  if (load<u32>(frame, FRAME_FLAGS) & STATIC) return HALTED;
  if (!extendRange(top - 32, top - 64)) return HALTED;
  const length = load<u64>(top - 64);
  if (!charge(BYTE_GAS * length)) return HALTED;
  const bytes = <usize>length;
  const log = takeForBlock(NEXT + LOG_TOPICS + 32 * topics + bytes) + NEXT;
  store<u32>(log - NEXT, 0);
  store<u32>(log, <u32>topics, LOG_TOPIC_COUNT);
  store<u32>(log, <u32>bytes, LOG_DATA_LENGTH);
  toBytes(log + LOG_ADDRESS, frame + FRAME_ADDRESS);
  store<u32>(log, 0, LOG_ADDRESS + 20);
  let at = log + LOG_TOPICS;
  for (let i: usize = 0; i < topics; i++, at += 32) storeBigEndian(at, top - 96 - 32 * i);
  store<u32>(log, <u32>at, LOG_DATA);
  if (bytes != 0) memory.copy(at, memoryBase + <usize>load<u64>(top - 32), bytes);
  if (lastLog == 0) firstLog = log;
  else store<u32>(lastLog - NEXT, <u32>log);
  lastLog = log;
  logCount++;
  return GO_ON;
}

/** The logs of the transaction as an array of u32 pointers, until the block's end. */
export function listLogs(): usize {
  if (logCount == 0) return 0;
  const list = takeForBlock(4 * <usize>logCount);
  let log = firstLog;
  for (let at = list; log != 0; at += 4) {
    store<u32>(at, <u32>log);
    log = load<u32>(log - NEXT);
  }
  return list;
}

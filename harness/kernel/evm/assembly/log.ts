/** What LOG instructions leave behind: records that a receipt points to, and their RLP. */
import { headerLength, putAddress, putBytes, putHeader } from '../../assembly/rlp';

/** 20 bytes and 4 zeros; u32 count of topics; u32 pointer and u32 length of the data; topics of 32 bytes, as in RLP. */
export const LOG_ADDRESS: usize = 0;
export const LOG_TOPIC_COUNT: usize = 24;
export const LOG_DATA: usize = 28;
export const LOG_DATA_LENGTH: usize = 32;
export const LOG_TOPICS: usize = 36;

/** Bytes of a log as RLP without the header. */
function payloadLength(log: usize): usize {
  const topics = <usize>33 * <usize>load<u32>(log, LOG_TOPIC_COUNT);
  const data: usize = load<u32>(log, LOG_DATA);
  const length: usize = load<u32>(log, LOG_DATA_LENGTH);
  const dataBytes = length == 1 && load<u8>(data) < 0x80 ? <usize>1 : headerLength(length) + length;
  return 21 + headerLength(topics) + topics + dataBytes;
}

function logsPayload(logs: usize, count: u32): usize {
  let sum: usize = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const payload = payloadLength(load<u32>(logs + 4 * i));
    sum += headerLength(payload) + payload;
  }
  return sum;
}

/** Bytes of a list of logs as RLP. `logs`: u32 pointers. */
export function logsLength(logs: usize, count: u32): usize {
  const payload = logsPayload(logs, count);
  return headerLength(payload) + payload;
}

/** Writes a list of logs as RLP; returns where the next byte goes. Writes up to 4 bytes past it. */
export function putLogs(out: usize, logs: usize, count: u32): usize {
  let at = putHeader(out, 0xc0, logsPayload(logs, count));
  for (let i: usize = 0; i < <usize>count; i++) at = putLog(at, load<u32>(logs + 4 * i));
  return at;
}

function putLog(out: usize, log: usize): usize {
  const topics: usize = load<u32>(log, LOG_TOPIC_COUNT);
  let at = putAddress(putHeader(out, 0xc0, payloadLength(log)), log + LOG_ADDRESS);
  at = putHeader(at, 0xc0, 33 * topics);
  for (let i: usize = 0; i < topics; i++) at = putBytes(at, log + LOG_TOPICS + 32 * i, 32);
  return putBytes(at, load<u32>(log, LOG_DATA), load<u32>(log, LOG_DATA_LENGTH));
}

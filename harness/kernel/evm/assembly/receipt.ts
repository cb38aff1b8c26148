/** Receipts as consensus sees them (EIP-658, EIP-2718): status, gas used so far, bloom filter, logs. */
import { headerLength, numberLength, putBytes, putHeader, putNumber } from '../../assembly/rlp';
import { BLOOM, addLogs } from './bloom';
import { logsLength, putLogs } from './log';

/** Bytes of a receipt; to be asked for before `putReceipt`, which writes up to 8 past them. */
export function receiptLength(type: u32, cumulativeGas: u64, logs: usize, count: u32): usize {
  const payload = payloadLength(cumulativeGas, logs, count);
  return (type == 0 ? 0 : 1) + headerLength(payload) + payload;
}

/**
 * Writes the receipt of a transaction of type 0 to 0x7f, and its bloom filter of BLOOM bytes. `status`: 1 or 0;
 * `logs`: u32 pointers to records of log.ts. Returns where the next byte goes.
 */
export function putReceipt(
  out: usize, type: u32, status: u32, cumulativeGas: u64, logs: usize, count: u32, bloom: usize,
): usize {
  memory.fill(bloom, 0, BLOOM);
  addLogs(bloom, logs, count);
  let at = out;
  if (type != 0) store<u8>(at++, <u8>type);
  at = putHeader(at, 0xc0, payloadLength(cumulativeGas, logs, count));
  at = putNumber(putNumber(at, status), cumulativeGas);
  return putLogs(putBytes(at, bloom, BLOOM), logs, count);
}

function payloadLength(cumulativeGas: u64, logs: usize, count: u32): usize {
  return 1 + numberLength(cumulativeGas) + 3 + BLOOM + logsLength(logs, count);
}

/** Receipts for the host, end to end in one piece of memory; `harness/kernel/evm/packed.ts` reads them. */
import { block, BLOCK_BASE_FEE } from './block';
import { LOG_ADDRESS, LOG_DATA, LOG_DATA_LENGTH, LOG_TOPIC_COUNT, LOG_TOPICS } from './log';
import {
  RESULT_CONTRACT, RESULT_GAS, RESULT_LOG_COUNT, RESULT_LOGS, RESULT_OUTPUT, RESULT_OUTPUT_LENGTH, RESULT_REVERTED,
  RESULT_STATUS,
} from './result';
import { TX_CREATES, TX_FLAGS, TX_HASH, TX_MAX_FEE, TX_SENDER, TX_TIP, TX_TO } from './transaction';

/** Bytes of a receipt without what a transaction returned and without logs; of a log without topics and data. */
const HEAD: usize = 100;
const LOG_HEAD: usize = 28;
const SUCCEEDED: u32 = 1;
const CREATES: u32 = 2;
const REVERTED: u32 = 4;

/** Bytes of `count` receipts. `pairs`: u32 record and u32 result of each. */
export function packedLength(pairs: usize, count: usize): usize {
  let length: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const result: usize = load<u32>(pairs + 8 * i, 4);
    length += HEAD + outputLength(result);
    const logs: usize = load<u32>(result, RESULT_LOGS);
    for (let n: usize = 0; n < <usize>load<u32>(result, RESULT_LOG_COUNT); n++) {
      const log: usize = load<u32>(logs + 4 * n);
      length += LOG_HEAD + 32 * <usize>load<u32>(log, LOG_TOPIC_COUNT) + <usize>load<u32>(log, LOG_DATA_LENGTH);
    }
  }
  return length;
}

/** Writes `count` receipts to `out`, and where each begins, u32 from `out`, to `starts`. */
export function packReceipts(pairs: usize, count: usize, out: usize, starts: usize): void {
  let at = out;
  for (let i: usize = 0; i < count; i++) {
    store<u32>(starts + 4 * i, <u32>(at - out));
    at = pack(load<u32>(pairs + 8 * i), load<u32>(pairs + 8 * i, 4), at);
  }
}

function outputLength(result: usize): usize {
  return load<u32>(result, RESULT_REVERTED) == 0 ? 0 : load<u32>(result, RESULT_OUTPUT_LENGTH);
}

function pack(record: usize, result: usize, at: usize): usize {
  const creates = (load<u32>(record, TX_FLAGS) & TX_CREATES) != 0;
  const reverted = load<u32>(result, RESULT_REVERTED) != 0;
  let flags = load<u32>(result, RESULT_STATUS) != 0 ? SUCCEEDED : 0;
  if (creates) flags |= CREATES;
  if (reverted) flags |= REVERTED;
  store<u32>(at, flags);
  store<u32>(at, load<u32>(result, RESULT_LOG_COUNT), 4);
  store<u64>(at, load<u64>(result, RESULT_GAS), 8);
  store<u64>(at, gasPriceOf(record), 16);
  memory.copy(at + 24, record + TX_HASH, 32);
  memory.copy(at + 56, record + TX_SENDER, 20);
  memory.copy(at + 76, creates ? result + RESULT_CONTRACT : record + TX_TO, 20);
  const length = outputLength(result);
  store<u32>(at, <u32>length, 96);
  memory.copy(at + HEAD, load<u32>(result, RESULT_OUTPUT), length);
  at += HEAD + length;
  const logs: usize = load<u32>(result, RESULT_LOGS);
  for (let n: usize = 0; n < <usize>load<u32>(result, RESULT_LOG_COUNT); n++) at = packLog(load<u32>(logs + 4 * n), at);
  return at;
}

function packLog(log: usize, at: usize): usize {
  const topics = <usize>load<u32>(log, LOG_TOPIC_COUNT) << 5;
  const length: usize = load<u32>(log, LOG_DATA_LENGTH);
  store<u32>(at, load<u32>(log, LOG_TOPIC_COUNT));
  store<u32>(at, <u32>length, 4);
  memory.copy(at + 8, log + LOG_ADDRESS, 20);
  memory.copy(at + LOG_HEAD, log + LOG_TOPICS, topics);
  memory.copy(at + LOG_HEAD + topics, load<u32>(log, LOG_DATA), length);
  return at + LOG_HEAD + topics + length;
}

/** What it pays for a unit of gas (EIP-1559), where that has 64 bits; the greatest such number else. */
function gasPriceOf(record: usize): u64 {
  const cap = record + TX_MAX_FEE;
  const base = block + BLOCK_BASE_FEE;
  const most = lowest(cap);
  // A cap below the base fee has no place in a block, so the sum is that of two smaller numbers, but for absurd ones.
  const wanted = lowest(base) + lowest(record + TX_TIP);
  return wanted < lowest(base) || wanted > most ? most : wanted;
}

/** The number where it has 64 bits, else the greatest that has. */
function lowest(number: usize): u64 {
  const higher = load<u64>(number, 8) | load<u64>(number, 16) | load<u64>(number, 24);
  return higher == 0 ? load<u64>(number) : u64.MAX_VALUE;
}

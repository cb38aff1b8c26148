/**
 * The two hashes of each transaction that was decoded: of all its bytes, and of those that were signed, which are
 * written anew. Some transactions wait for each other, so that messages of as many blocks are hashed side by side.
 */
import { keccak256Spans, putSpan, SPAN } from '../../assembly/keccak';
import { numberLength, putHeader, putNumber } from '../../assembly/rlp';
import { take, takeShared } from './arena';
import {
  TX_CHAIN_ID, TX_FLAGS, TX_HASH, TX_HAS_CHAIN_ID, TX_RAW, TX_RAW_LENGTH, TX_SIGNING_HASH, TX_TYPE,
} from './transaction';

/** Transactions that wait at most. */
const WAITING: usize = 64;
/** What a message has besides the fields: type, header of the list, EIP-155's chain id and two zeros, overruns. */
const BESIDES: usize = 48;
const ROOM: usize = 1 << 16;

let records: usize = 0;
let spans: usize = 0;
let hashes: usize = 0;
let messages: usize = 0;
let room: usize = 0;
let used: usize = 0;
let waiting: usize = 0;

/** Once a thread. */
export function takeDecodeHashes(): void {
  records = take(4 * WAITING);
  spans = take(SPAN * 2 * WAITING);
  hashes = take(32 * 2 * WAITING);
  messages = takeShared(ROOM);
  room = ROOM;
}

/** Queues a record whose signed fields are those bytes; its hashes are there after `finishHashes`. */
export function queueHashes(record: usize, fields: usize, length: usize): void {
  const size = length + BESIDES;
  if (waiting == WAITING || used + size > room) finishHashes();
  if (size > room) {
    // What was there before is lost; with twice the size each time that is less than what is kept.
    room = max<usize>(size, 2 * room);
    messages = takeShared(room);
  }
  const message = messages + used;
  const end = putMessage(message, record, fields, length);
  used += ((end - message) + 15) & ~15;
  putSpan(spans, waiting, load<u32>(record + TX_RAW), load<u32>(record + TX_RAW_LENGTH));
  putSpan(spans, WAITING + waiting, message, end - message);
  store<u32>(records + 4 * waiting, <u32>record);
  waiting++;
}

/** Writes what was signed; returns its end. */
function putMessage(out: usize, record: usize, fields: usize, length: usize): usize {
  const type = load<u32>(record + TX_TYPE);
  const chainId = load<u64>(record + TX_CHAIN_ID);
  if (type != 0) store<u8>(out++, <u8>type);
  const protects = type == 0 && (load<u32>(record + TX_FLAGS) & TX_HAS_CHAIN_ID) != 0;
  out = putHeader(out, 0xc0, protects ? length + numberLength(chainId) + 2 : length);
  memory.copy(out, fields, length);
  out += length;
  if (!protects) return out;
  out = putNumber(out, chainId);
  store<u16>(out, 0x8080);
  return out + 2;
}

/** Hashes what waits. */
export function finishHashes(): void {
  if (waiting == 0) return;
  keccak256Spans(hashes, spans, waiting);
  keccak256Spans(hashes + 32 * WAITING, spans + SPAN * WAITING, waiting);
  for (let i: usize = 0; i < waiting; i++) {
    const record = <usize>load<u32>(records + 4 * i);
    copyHash(record + TX_HASH, hashes + 32 * i);
    copyHash(record + TX_SIGNING_HASH, hashes + 32 * (WAITING + i));
  }
  waiting = 0;
  used = 0;
}

// @ts-ignore: decorator
@inline
function copyHash(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
}

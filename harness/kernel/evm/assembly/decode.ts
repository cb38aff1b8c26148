/**
 * From the signed bytes of a transaction to its record: types 0 (with EIP-155 and without), 1 (EIP-2930), 2 (EIP-1559),
 * 3 (EIP-4844, as it stands in a block) and 4 (EIP-7702). What a record points to lies in the signed bytes themselves
 * (the data) or in the arena of this thread that `decodeInto` named; both must live as long as the record.
 */
import { isHigh, isScalar } from '../../assembly/scalar';
import { Arena, newArena, take } from './arena';
import { finishHashes, queueHashes, takeDecodeHashes } from './decode-hashes';
import { readAccessList, readAuthorisations, readBlobHashes } from './decode-lists';
import {
  BAD_PARITY, BAD_R, BAD_S, BLOBS_ATTACHED, CANNOT_CREATE, CHAIN_ID_TOO_LARGE, GAS_LIMIT_TOO_LARGE, HIGH_S,
  NONCE_TOO_LARGE, TOO_SHORT, TRAILING, UNKNOWN_TYPE,
} from './decode-reasons';
import {
  at, closeList, content, end, fail, length, nextIsList, open, openList, readAddress, readBytes256, readString,
  readU256, readU64, reason,
} from './rlp-reader';
import {
  TX, TX_CHAIN_ID, TX_CREATES, TX_DATA, TX_DATA_LENGTH, TX_FLAGS, TX_GAS_LIMIT, TX_HAS_CHAIN_ID, TX_MAX_BLOB_FEE,
  TX_MAX_FEE, TX_NONCE, TX_PARITY, TX_R, TX_RAW, TX_RAW_LENGTH, TX_S, TX_TIP, TX_TO, TX_TYPE, TX_VALUE,
} from './transaction';

let own: usize = 0;
let into: usize = 0;
/** 256 bits of room. */
let number: usize = 0;

/** Once a thread, after the work area of keccak. */
export function attachDecoder(): void {
  number = take(32);
  own = changetype<usize>(newArena());
  into = own;
  takeDecodeHashes();
}

/** From now on this thread's records point into that arena; 0 is the thread's own, which `resetDecoded` empties. */
export function decodeInto(arena: usize): void {
  into = arena == 0 ? own : arena;
}

/** Gives back whatever this thread's own arena holds for records. */
export function resetDecoded(): void {
  changetype<Arena>(own).reset();
}

/** Writes the record of TX bytes, TX_SENDER left open. Returns 0, or why the bytes are no transaction. */
export function decodeTransaction(raw: usize, length: usize, record: usize): u32 {
  const refused = readTransaction(raw, length, record);
  finishHashes();
  return refused;
}

/**
 * The same for `count` transactions, whose hashes are made side by side: `spans` has u32 pointer and u32 length of
 * each, the records lie one after the other, and `reasons` takes a u32 each. Returns how many were decoded.
 */
export function decodeTransactions(spans: usize, count: usize, records: usize, reasons: usize): u32 {
  let decoded: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const refused = readTransaction(load<u32>(spans + 8 * i), load<u32>(spans + 8 * i, 4), records + TX * i);
    store<u32>(reasons + 4 * i, refused);
    if (refused == 0) decoded++;
  }
  finishHashes();
  return decoded;
}

/** All but the hashes, which are queued. */
function readTransaction(raw: usize, rawLength: usize, record: usize): u32 {
  memory.fill(record, 0, TX);
  store<u32>(record + TX_RAW, <u32>raw);
  store<u32>(record + TX_RAW_LENGTH, <u32>rawLength);
  if (rawLength == 0) return TOO_SHORT;
  const first = <u32>load<u8>(raw);
  const type: u32 = first >= 0xc0 ? 0 : first;
  if (type > 4 || first == 0) return UNKNOWN_TYPE;
  store<u32>(record + TX_TYPE, type);
  open(type == 0 ? raw : raw + 1, type == 0 ? rawLength : rawLength - 1);
  const outer = openList();
  const fields = at;
  readFields(record, type);
  const signedLength = at - fields;
  readSignature(record, type);
  closeList(outer);
  if (reason == 0 && at != end) fail(TRAILING);
  if (reason == 0) queueHashes(record, fields, signedLength);
  return reason;
}

/** What is signed. */
function readFields(record: usize, type: u32): void {
  if (type == 3 && nextIsList()) return fail(BLOBS_ATTACHED);
  if (type != 0) {
    store<u64>(record + TX_CHAIN_ID, readU64(CHAIN_ID_TOO_LARGE));
    store<u32>(record + TX_FLAGS, TX_HAS_CHAIN_ID);
  }
  store<u64>(record + TX_NONCE, readU64(NONCE_TOO_LARGE));
  readU256(record + TX_TIP);
  if (type >= 2) readU256(record + TX_MAX_FEE);
  else memory.copy(record + TX_MAX_FEE, record + TX_TIP, 32);
  store<u64>(record + TX_GAS_LIMIT, readU64(GAS_LIMIT_TOO_LARGE));
  if (!readAddress(record + TX_TO, true)) {
    if (type > 2) fail(CANNOT_CREATE);
    store<u32>(record + TX_FLAGS, load<u32>(record + TX_FLAGS) | TX_CREATES);
  }
  readU256(record + TX_VALUE);
  if (readString()) {
    store<u32>(record + TX_DATA, <u32>content);
    store<u32>(record + TX_DATA_LENGTH, <u32>length);
  }
  if (type == 0) return;
  const arena = changetype<Arena>(into);
  readAccessList(record, arena);
  if (type == 3) {
    readU256(record + TX_MAX_BLOB_FEE);
    readBlobHashes(record, arena);
  } else if (type == 4) readAuthorisations(record, arena);
}

function readSignature(record: usize, type: u32): void {
  if (type == 0) readV(record);
  else {
    const parity = readU64(BAD_PARITY);
    if (parity > 1) fail(BAD_PARITY);
    store<u32>(record + TX_PARITY, <u32>parity);
  }
  readBytes256(record + TX_R);
  readBytes256(record + TX_S);
  if (reason != 0) return;
  if (!isScalar(record + TX_R)) fail(BAD_R);
  else if (!isScalar(record + TX_S)) fail(BAD_S);
  else if (isHigh(record + TX_S)) fail(HIGH_S);
}

/** Of legacy transactions: 27 and the parity, or, by EIP-155, 35, the parity and twice the chain id. */
function readV(record: usize): void {
  memory.fill(number, 0, 32);
  readU256(number);
  if (reason != 0) return;
  const low = load<u64>(number), high = load<u64>(number, 8);
  if ((load<u64>(number, 16) | load<u64>(number, 24)) != 0) return fail(CHAIN_ID_TOO_LARGE);
  if (high == 0 && (low == 27 || low == 28)) {
    store<u32>(record + TX_PARITY, <u32>(low - 27));
    return;
  }
  // 35 and 36 would name chain 0, which there is not.
  if (high == 0 && low < 37) return fail(BAD_PARITY);
  const less: u64 = low - 35;
  const above: u64 = high - (low < 35 ? 1 : 0);
  if (above > 1) return fail(CHAIN_ID_TOO_LARGE);
  store<u64>(record + TX_CHAIN_ID, (less >> 1) | (above << 63));
  store<u32>(record + TX_PARITY, <u32>(less & 1));
  store<u32>(record + TX_FLAGS, load<u32>(record + TX_FLAGS) | TX_HAS_CHAIN_ID);
}

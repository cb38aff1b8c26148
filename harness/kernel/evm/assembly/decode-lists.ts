/** The lists in a transaction, flattened into an arena: access list, hashes of blobs, authorisations of EIP-7702. */
import { keccak256 } from '../../assembly/keccak';
import { putHeader } from '../../assembly/rlp';
import { isHigh, isScalar } from '../../assembly/scalar';
import { Arena } from './arena';
import { BAD_AUTHORISATION } from './decode-reasons';
import {
  at, closeList, content, end, fail, hasMore, moveTo, openList, readAddress, readBytes256, readHash, readU256, readU64,
  reason, skip,
} from './rlp-reader';
import {
  ACCESS_ENTRY, ACCESS_KEY_COUNT, ACCESS_KEYS, AUTHORISATION, AUTHORISATION_ADDRESS, AUTHORISATION_CHAIN_ID,
  AUTHORISATION_FLAGS, AUTHORISATION_HASH, AUTHORISATION_NONCE, AUTHORISATION_PARITY, AUTHORISATION_R, AUTHORISATION_S,
  AUTHORISATION_UNSIGNED, TX_ACCESS, TX_ACCESS_COUNT, TX_AUTHORISATION_COUNT, TX_AUTHORISATIONS, TX_BLOB_COUNT,
  TX_BLOBS,
} from './transaction';

/** EIP-7702: what the message that an authority signs begins with. */
const MAGIC: u8 = 0x05;
/** A hash of 32 bytes with its header. */
const HASH_ITEM: usize = 33;

/** The items of the list that was entered, its headers alone looked at; leaves the cursor where it was. */
function countItems(): usize {
  const start = at;
  let count: usize = 0;
  while (hasMore()) {
    skip();
    count++;
  }
  moveTo(start);
  return reason == 0 ? count : 0;
}

export function readAccessList(record: usize, arena: Arena): void {
  const outer = openList();
  const count = countItems();
  const entries = arena.take(ACCESS_ENTRY * count);
  for (let i: usize = 0; i < count && reason == 0; i++) readAccessEntry(entries + ACCESS_ENTRY * i, arena);
  closeList(outer);
  store<u32>(record + TX_ACCESS, <u32>entries);
  store<u32>(record + TX_ACCESS_COUNT, <u32>count);
}

function readAccessEntry(entry: usize, arena: Arena): void {
  memory.fill(entry, 0, ACCESS_ENTRY);
  const outer = openList();
  readAddress(entry, false);
  const around = openList();
  const count = reason == 0 ? (end - at) / HASH_ITEM : 0;
  const keys = arena.take(32 * count);
  for (let i: usize = 0; i < count && readHash(); i++) putReversed(keys + 32 * i, content);
  // What is left over is a key that is none.
  if (hasMore()) readHash();
  closeList(around);
  closeList(outer);
  store<u32>(entry, <u32>keys, ACCESS_KEYS);
  store<u32>(entry, <u32>count, ACCESS_KEY_COUNT);
}

/** 32 bytes, most significant first, as 4 x u64, least significant first. */
// @ts-ignore: decorator
@inline
function putReversed(out: usize, bytes: usize): void {
  store<u64>(out, bswap<u64>(load<u64>(bytes, 24)));
  store<u64>(out, bswap<u64>(load<u64>(bytes, 16)), 8);
  store<u64>(out, bswap<u64>(load<u64>(bytes, 8)), 16);
  store<u64>(out, bswap<u64>(load<u64>(bytes)), 24);
}

export function readBlobHashes(record: usize, arena: Arena): void {
  const outer = openList();
  const count = reason == 0 ? (end - at) / HASH_ITEM : 0;
  const hashes = arena.take(32 * count);
  for (let i: usize = 0; i < count && readHash(); i++) memory.copy(hashes + 32 * i, content, 32);
  if (hasMore()) readHash();
  closeList(outer);
  store<u32>(record + TX_BLOBS, <u32>hashes);
  store<u32>(record + TX_BLOB_COUNT, <u32>count);
}

export function readAuthorisations(record: usize, arena: Arena): void {
  const outer = openList();
  const count = countItems();
  const list = arena.take(AUTHORISATION * count);
  const message = arena.take(MESSAGE);
  for (let i: usize = 0; i < count && reason == 0; i++) readAuthorisation(list + AUTHORISATION * i, message);
  closeList(outer);
  store<u32>(record + TX_AUTHORISATIONS, <u32>list);
  store<u32>(record + TX_AUTHORISATION_COUNT, <u32>count);
}

/** Magic, header, chain id, address and nonce. */
const MESSAGE: usize = 1 + 2 + 33 + 21 + 9;

function readAuthorisation(out: usize, message: usize): void {
  memory.fill(out, 0, AUTHORISATION);
  const outer = openList();
  const fields = at;
  readU256(out + AUTHORISATION_CHAIN_ID);
  readAddress(out + AUTHORISATION_ADDRESS, false);
  store<u64>(out, readU64(BAD_AUTHORISATION), AUTHORISATION_NONCE);
  const signedLength = at - fields;
  const parity = readU64(BAD_AUTHORISATION);
  if (parity > 255) fail(BAD_AUTHORISATION);
  store<u32>(out, <u32>parity, AUTHORISATION_PARITY);
  readBytes256(out + AUTHORISATION_R);
  readBytes256(out + AUTHORISATION_S);
  closeList(outer);
  if (reason != 0) return;
  const r = out + AUTHORISATION_R, s = out + AUTHORISATION_S;
  if (parity > 1 || !isScalar(r) || !isScalar(s) || isHigh(s)) {
    store<u32>(out, AUTHORISATION_UNSIGNED, AUTHORISATION_FLAGS);
  }
  store<u8>(message, MAGIC);
  const body = putHeader(message + 1, 0xc0, signedLength);
  memory.copy(body, fields, signedLength);
  keccak256(out + AUTHORISATION_HASH, message, body + signedLength - message);
}

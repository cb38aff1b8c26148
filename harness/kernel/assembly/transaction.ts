/**
 * Transactions as bytes: legacy with replay protection (EIP-155) or, for chain 0, without, EIP-2930, EIP-1559 and
 * EIP-7702, from fixed records and a payload behind them. The fields that signed and unsigned form share, the body, are
 * written once.
 */
import { headerLength, number256Length, numberLength, putAddress, putBytes, putHeader, putNumber, putNumber256 } from './rlp';

/** A record: the host packs it, see harness/kernel/transaction-batch.ts. */
export const RECORD: usize = 160;
const TYPE: usize = 0;
const HAS_TO: usize = 1;
const FROM: usize = 4;
const NONCE: usize = 8;
const GAS_LIMIT: usize = 16;
const DATA_LENGTH: usize = 24;
const ACCESS_LENGTH: usize = 28;
const AUTHORIZATIONS_LENGTH: usize = 32;
const TO: usize = 36;
const VALUE: usize = 56;
const MAX_FEE: usize = 88;
const TIP: usize = 120;
/** An authorization: chain id (32), address (20), nonce (u64), parity (1), r (32), s (32). */
const AUTHORIZATION: usize = 125;
/** Room before a body for its type and the header of its list, and after it for what legacy adds and for overruns. */
export const BEFORE: usize = 8;
export const AFTER: usize = 32;

// @ts-ignore: decorator
@inline
export function senderOf(record: usize): u32 {
  return load<u32>(record + FROM);
}

// @ts-ignore: decorator
@inline
export function payloadLength(record: usize): usize {
  return load<u32>(record + DATA_LENGTH) + load<u32>(record + ACCESS_LENGTH) + load<u32>(record + AUTHORIZATIONS_LENGTH);
}

/** Writes the fields without the header of their list; returns their end. */
export function putBody(out: usize, record: usize, payload: usize, chainId: u64): usize {
  const type = load<u8>(record + TYPE);
  const dataLength = <usize>load<u32>(record + DATA_LENGTH);
  if (type != 0) out = putNumber(out, chainId);
  out = putNumber(out, load<u64>(record + NONCE));
  if (type >= 2) out = putNumber256(out, record + TIP);
  out = putNumber256(out, record + MAX_FEE);
  out = putNumber(out, load<u64>(record + GAS_LIMIT));
  if (load<u8>(record + HAS_TO)) out = putAddress(out, record + TO);
  else store<u8>(out++, 0x80);
  out = putNumber256(out, record + VALUE);
  out = putBytes(out, payload, dataLength);
  if (type == 0) return out;
  const accessLength = <usize>load<u32>(record + ACCESS_LENGTH);
  out = putAccessList(out, payload + dataLength, accessLength);
  if (type != 4) return out;
  return putAuthorizations(out, payload + dataLength + accessLength, load<u32>(record + AUTHORIZATIONS_LENGTH));
}

/** Entries of an address (20), a u32 count and so many keys of 32 bytes. */
function putAccessList(out: usize, list: usize, length: usize): usize {
  const end = list + length;
  let total: usize = 0;
  for (let at = list; at < end; ) {
    const keys = (<usize>load<u32>(at, 20)) * 33;
    const entry = headerLength(keys) + keys + 21;
    total += headerLength(entry) + entry;
    at += 24 + 32 * <usize>load<u32>(at, 20);
  }
  out = putHeader(out, 0xc0, total);
  for (let at = list; at < end; ) {
    const count = <usize>load<u32>(at, 20);
    out = putHeader(out, 0xc0, 21 + headerLength(33 * count) + 33 * count);
    out = putAddress(out, at);
    out = putHeader(out, 0xc0, 33 * count);
    at += 24;
    for (let key: usize = 0; key < count; key++, at += 32) out = putBytes(out, at, 32);
  }
  return out;
}

function authorizationLength(at: usize): usize {
  const numbers = number256Length(at) + numberLength(load<u64>(at, 52)) + numberLength(load<u8>(at, 60));
  return numbers + 21 + number256Length(at + 61) + number256Length(at + 93);
}

function putAuthorizations(out: usize, list: usize, length: usize): usize {
  const end = list + length;
  let total: usize = 0;
  for (let at = list; at < end; at += AUTHORIZATION) {
    total += headerLength(authorizationLength(at)) + authorizationLength(at);
  }
  out = putHeader(out, 0xc0, total);
  for (let at = list; at < end; at += AUTHORIZATION) {
    out = putHeader(out, 0xc0, authorizationLength(at));
    out = putNumber256(out, at);
    out = putAddress(out, at + 32);
    out = putNumber(out, load<u64>(at, 52));
    out = putNumber(out, load<u8>(at, 60));
    out = putNumber256(out, at + 61);
    out = putNumber256(out, at + 93);
  }
  return out;
}

/** Ends a body for the hash that is signed: EIP-155 adds the chain id and two zeros to legacy. Returns the end. */
export function closeUnsigned(end: usize, record: usize, chainId: u64): usize {
  if (load<u8>(record + TYPE) != 0 || chainId == 0) return end;
  const at = putNumber(end, chainId);
  store<u16>(at, 0x8080);
  return at + 2;
}

/** Puts the header of the list, and the type before it, right before a body; returns where they begin. */
export function putFrame(body: usize, length: usize, record: usize): usize {
  const start = body - headerLength(length);
  putHeader(start, 0xc0, length);
  const type = load<u8>(record + TYPE);
  if (type == 0) return start;
  store<u8>(start - 1, type);
  return start - 1;
}

/** Writes the signed transaction; returns its end. */
export function putSigned(out: usize, record: usize, body: usize, bodyLength: usize, signature: usize, chainId: u64): usize {
  const type = load<u8>(record + TYPE);
  const parity = <u64>(load<u8>(signature + 64) & 1);
  const v = type != 0 ? parity : chainId == 0 ? 27 + parity : 2 * chainId + 35 + parity;
  const tail = numberLength(v) + number256Length(signature) + number256Length(signature + 32);
  if (type != 0) store<u8>(out++, type);
  out = putHeader(out, 0xc0, bodyLength + tail);
  memory.copy(out, body, bodyLength);
  out = putNumber(out + bodyLength, v);
  out = putNumber256(out, signature);
  return putNumber256(out, signature + 32);
}

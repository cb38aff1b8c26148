/** From packed intents to signed bytes, their hashes and their hexadecimal, a work area's worth at a time. */
import { LANES } from './batch-add';
import { putHex } from './hex';
import { keccak256Spans, putSpan, SPAN } from './keccak';
import { take } from './memory';
import { SIGNATURE, signLanes } from './sign';
import { AFTER, BEFORE, closeUnsigned, payloadLength, putBody, putFrame, putSigned, RECORD, senderOf } from './transaction';

let bodies: usize = 0;
let lengths: usize = 0;
let spans: usize = 0;
let senders: usize = 0;
let hashes: usize = 0;
let signatures: usize = 0;

export function takeTransactions(): bool {
  bodies = take(4 * LANES);
  lengths = take(4 * LANES);
  spans = take(SPAN * LANES);
  senders = take(4 * LANES);
  hashes = take(32 * LANES);
  signatures = take(SIGNATURE * LANES);
  return signatures != 0;
}

/**
 * Signs `count` transactions. `payload` has the data, access list and authorizations of each, one after the other.
 * `raw` takes the signed bytes, `ends` the u32 offset of the end of each, `out` 32 bytes of hash each, and `hex` "0x"
 * and two digits a byte for each. `room` is at least as large as `raw`. Returns the bytes of all.
 */
export function signTransactions(
  ring: usize, records: usize, payload: usize, count: usize, chainId: u64, compatible: bool, raw: usize, ends: usize, out: usize,
  hex: usize, room: usize,
): usize {
  let end = raw;
  for (let start: usize = 0; start < count; start += LANES) {
    const some = min<usize>(LANES, count - start);
    const first = records + RECORD * start;
    payload = hashUnsigned(first, payload, some, chainId, room);
    signLanes(signatures, ring, senders, hashes, some, compatible);
    for (let i: usize = 0; i < some; i++) {
      const begin = end;
      const signature = signatures + SIGNATURE * i;
      end = putSigned(
        end, first + RECORD * i, load<u32>(bodies + 4 * i), load<u32>(lengths + 4 * i), signature, chainId,
      );
      putSpan(spans, i, begin, end - begin);
      store<u32>(ends + 4 * (start + i), <u32>(end - raw));
    }
    keccak256Spans(out + 32 * start, spans, some);
    for (let i: usize = 0; i < some; i++) {
      const begin = <usize>load<u32>(spans + SPAN * i);
      const at = hex + 2 * (begin - raw) + 2 * (start + i);
      store<u16>(at, 0x7830);
      putHex(at + 2, begin, load<u32>(spans + SPAN * i, 4));
    }
  }
  return end - raw;
}

/** Writes the bodies into `room` and what is to be signed into `hashes`; returns where the next payload begins. */
function hashUnsigned(records: usize, payload: usize, count: usize, chainId: u64, room: usize): usize {
  for (let i: usize = 0; i < count; i++) {
    const record = records + RECORD * i;
    const body = room + BEFORE;
    const end = putBody(body, record, payload, chainId);
    const closed = closeUnsigned(end, record, chainId);
    const start = putFrame(body, closed - body, record);
    store<u32>(bodies + 4 * i, <u32>body);
    store<u32>(lengths + 4 * i, <u32>(end - body));
    store<u32>(senders + 4 * i, senderOf(record));
    putSpan(spans, i, start, closed - start);
    payload += payloadLength(record);
    room = closed + AFTER;
  }
  keccak256Spans(hashes, spans, count);
  return payload;
}

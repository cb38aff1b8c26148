/**
 * Nonces: RFC 6979, what other signers give, or a keyed hash, which is cheaper. Both follow from the secret key and the
 * message hash alone, so that a nonce is never used for two messages; none is ever derived from another.
 */
import { forgetKeccak, keccak256Spans, putSpan } from './keccak';
import { take } from './memory';
import { LANES } from './batch-add';
import { deriveNonces } from './rfc6979';
import { isScalar } from './scalar';

/** keccak-256 of tag (16 bytes), secret (32), message hash (32), attempt (1). */
const MESSAGE: usize = 81;
/** "lakh nonce keyed" */
const TAG = memory.data<u8>([
  0x6c, 0x61, 0x6b, 0x68, 0x20, 0x6e, 0x6f, 0x6e, 0x63, 0x65, 0x20, 0x6b, 0x65, 0x79, 0x65, 0x64,
]);
let messages: usize = 0;
let spans: usize = 0;
const quadSecrets = memory.data(16);
const quadHashes = memory.data(16);
const quadNonces = memory.data(128);

export function takeNonces(): bool {
  spans = take(8 * LANES);
  messages = take(MESSAGE * LANES);
  return messages != 0;
}

/** Writes the nonces of `count` signatures by RFC 6979, from a table of u32 pointers to secrets and messages of 32 bytes. */
export function compatibleNonces(out: usize, secrets: usize, messageHashes: usize, count: usize): void {
  for (let start: usize = 0; start < count; start += 4) {
    for (let lane: usize = 0; lane < 4; lane++) {
      const at = min<usize>(start + lane, count - 1) * 4;
      store<u32>(quadSecrets + 4 * lane, load<u32>(secrets + at));
      store<u32>(quadHashes + 4 * lane, <u32>(messageHashes + 8 * at));
    }
    deriveNonces(quadNonces, quadSecrets, quadHashes);
    memory.copy(out + 32 * start, quadNonces, 32 * min<usize>(4, count - start));
  }
  memory.fill(quadNonces, 0, 128);
}

/**
 * Writes the nonces of `count` signatures by the keyed hash. An output of n or above, or zero, is rejected and the next
 * attempt hashed, so that nonces are spread over all scalars evenly.
 */
export function keyedNonces(out: usize, secrets: usize, messageHashes: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const message = messages + MESSAGE * i;
    memory.copy(message, TAG, 16);
    memory.copy(message + 16, load<u32>(secrets + 4 * i), 32);
    memory.copy(message + 48, messageHashes + 32 * i, 32);
    store<u8>(message + 80, 0);
    putSpan(spans, i, message, MESSAGE);
  }
  keccak256Spans(out, spans, count);
  for (let i: usize = 0; i < count; i++) {
    const message = messages + MESSAGE * i;
    while (!isScalar(out + 32 * i)) {
      store<u8>(message + 80, load<u8>(message + 80) + 1);
      putSpan(spans, 0, message, MESSAGE);
      keccak256Spans(out + 32 * i, spans, 1);
    }
  }
  memory.fill(messages, 0, MESSAGE * count);
  forgetKeccak();
}

/** Owns Bloom filters over logs (Yellow Paper, 4.3.1): 2,048 bits, three an address or topic. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Receipt } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import { fromHex, toHex } from '../../std/hex.ts';

const BLOOM_BYTES = 256;
const EMPTY: Hex = `0x${'00'.repeat(BLOOM_BYTES)}`;
/** Addresses and first topics come again and again. */
const REMEMBERED = 4096;

const bitsByText = new Map<string, readonly number[]>();

/** The three bits of an address or topic. */
function bitsOf(text: Hex): readonly number[] {
  const known = bitsByText.get(text);
  if (known !== undefined) return known;
  const hash = keccak_256(fromHex(text));
  const bits = [0, 2, 4].map((at) => ((hash[at]! << 8) | hash[at + 1]!) & 2047);
  if (bitsByText.size >= REMEMBERED) bitsByText.clear();
  bitsByText.set(text, bits);
  return bits;
}

/** False where no log under this filter can have the address or topic. */
export function mayHold(bloom: Uint8Array, text: Hex): boolean {
  return bitsOf(text).every((bit) => (bloom[BLOOM_BYTES - 1 - (bit >> 3)]! & (1 << (bit & 7))) !== 0);
}

/** The filter of one receipt. */
export function bloomOf({ logs }: Receipt): Hex {
  if (logs.length === 0) return EMPTY;
  const bloom = new Uint8Array(BLOOM_BYTES);
  for (const { address, topics } of logs) {
    for (const text of [address, ...topics]) {
      for (const bit of bitsOf(text)) {
        const at = BLOOM_BYTES - 1 - (bit >> 3);
        bloom[at] = bloom[at]! | (1 << (bit & 7));
      }
    }
  }
  return toHex(bloom);
}

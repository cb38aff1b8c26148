/**
 * Spoiled and random bytes for the decoder. They lie right before the end of the memory, so that a read beyond them
 * traps, and the record between two guards.
 */
import { Transaction } from 'ethers';
import type { EvmInstance } from '../../harness/kernel/evm/instance.ts';
import { RECORD_BYTES } from '../../harness/kernel/evm/transaction-record.ts';
import type { keyedRandom } from '../../harness/std/index.ts';
import { toHex } from '../../harness/std/index.ts';
import { Decoder } from './evm-records.ts';
import { encodedAgain, randomTransaction, rawOf } from './evm-transactions.ts';
import { join } from './kernel.ts';

type Random = ReturnType<typeof keyedRandom>;
const GUARD = 64;
/** Headers that promise much, long lengths, edges of the forms. */
const HEADERS = [
  0x00, 0x7f, 0x80, 0x81, 0xb7, 0xb8, 0xb9, 0xbb, 0xbf, 0xc0, 0xc1, 0xf7, 0xf8, 0xf9, 0xfb, 0xff,
];
/** Reasons that ethers does not know: the ranges of r and s, EIP-2. */
const NOT_OF_ETHERS = [18, 19, 20];

export interface Fuzzed {
  readonly tried: number;
  readonly taken: number;
  readonly disagreements: string[];
}

/** Of what is taken or refused one in `judged` is encoded again, or shown to ethers. */
export function fuzz(random: Random, count: number, judged: number): Fuzzed {
  const decoder = new Decoder();
  const { evm } = decoder;
  const sources = Array.from({ length: 40 }, (_, i) => rawOf(randomTransaction(9, i)));
  const record = evm.call.take(GUARD + RECORD_BYTES + GUARD) + GUARD;
  // The arena of lists takes its first chunk here, so that nothing moves the end of the memory later.
  for (const source of sources) {
    const at = evm.call.takeShared(source.length) >>> 0;
    evm.view().set(source, at);
    evm.call.decodeTransaction(at, source.length, record);
  }
  const disagreements: string[] = [];
  let taken = 0;
  for (let i = 0; i < count; i++) {
    const bytes = i % 16 === 0 ? noise(random) : spoiled(random, sources[random.below(sources.length)]!);
    const code = decodeAtTheEnd(evm, bytes, record);
    if (code === 0) taken++;
    if (i % judged !== 0 || NOT_OF_ETHERS.includes(code)) continue;
    if (code === 0 ? !isOneEncoding(decoder, bytes) : isGood(bytes))
      disagreements.push(`${code}: ${toHex(bytes)}`);
  }
  return { tried: count, taken, disagreements };
}

function decodeAtTheEnd(evm: EvmInstance, bytes: Uint8Array, record: number): number {
  evm.call.resetDecoded();
  const memory = evm.view();
  memory.fill(0xaa, record - GUARD, record);
  memory.fill(0xaa, record + RECORD_BYTES, record + RECORD_BYTES + GUARD);
  const at = memory.length - bytes.length;
  memory.set(bytes, at);
  const code = evm.call.decodeTransaction(at, bytes.length, record);
  for (let i = 1; i <= GUARD; i++) {
    if (memory[record - i] !== 0xaa || memory[record + RECORD_BYTES + i - 1] !== 0xaa)
      throw new Error(`wrote beyond the record: ${toHex(bytes)}`);
  }
  if (evm.view().length !== memory.length) throw new Error(`took memory: ${toHex(bytes)}`);
  return code;
}

function isOneEncoding(decoder: Decoder, bytes: Uint8Array): boolean {
  return decoder.decode(bytes) === 0 && encodedAgain(decoder) === toHex(bytes);
}

/** Whether ethers takes what was refused, and would write it so itself. */
function isGood(bytes: Uint8Array): boolean {
  try {
    const transaction = Transaction.from(toHex(bytes));
    return transaction.from !== null && transaction.serialized === toHex(bytes);
  } catch {
    return false;
  }
}

function noise(random: Random): Uint8Array {
  const bytes = Uint8Array.from({ length: random.below(80) }, () => byte(random));
  if (bytes.length > 1 && random.below(4) > 0) {
    bytes[0] = random.below(6) === 0 ? 0xf8 + random.below(8) : 1 + random.below(4);
    bytes[1] = HEADERS[random.below(HEADERS.length)]!;
  }
  return bytes;
}

function byte(random: Random): number {
  return random.below(3) === 0 ? HEADERS[random.below(HEADERS.length)]! : random.below(256);
}

/** One to three changes: a byte, some bytes less or more, an end cut off, a piece of itself elsewhere. */
function spoiled(random: Random, source: Uint8Array): Uint8Array {
  let bytes = source;
  for (let changes = 1 + random.below(3); changes > 0 && bytes.length > 0; changes--) {
    const at = random.below(8) > 0 ? random.below(bytes.length) : random.below(Math.min(bytes.length, 12));
    const kind = random.below(10);
    if (kind < 7) {
      bytes = bytes.slice();
      bytes[at] = random.below(2) ? bytes[at]! ^ (1 << random.below(8)) : byte(random);
    } else if (kind === 7) bytes = bytes.subarray(0, at);
    else if (kind === 8) bytes = join(bytes.subarray(0, at), bytes.subarray(at + random.below(5)));
    else bytes = join(bytes.subarray(0, at), bytes.subarray(random.below(at + 1), at), bytes.subarray(at));
  }
  return bytes;
}

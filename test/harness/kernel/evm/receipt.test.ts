/** Receipts and bloom filters against @ethereumjs/vm. */
import { encodeReceipt, Bloom as TheirBloom, type TxReceipt } from '@ethereumjs/vm';
import { describe, expect, it } from 'vitest';
import { EvmInstance } from '../../../../harness/kernel/evm/instance.ts';
import { type KeyedRandom, keyedRandom, toHex } from '../../../../harness/std/index.ts';

const evm = new EvmInstance();
type Log = [address: Uint8Array, topics: Uint8Array[], data: Uint8Array];

function bytes(random: KeyedRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

/** Addresses and topics of a few, as in a block of token transfers, and some that come once. */
function logsOf(random: KeyedRandom, count: number): Log[] {
  const known = Array.from({ length: 5 }, (_, i) => bytes(keyedRandom(i), 32));
  const word = (): Uint8Array => (random.below(2) === 0 ? known[random.below(5)]! : bytes(random, 32));
  return Array.from({ length: count }, () => [
    word().subarray(0, 20),
    Array.from({ length: random.below(5) }, word),
    random.below(4) === 0 ? Uint8Array.of(random.below(256)) : bytes(random, random.below(300)),
  ]);
}

/** The records of log.ts; the pointers to them. */
function putLogs(logs: readonly Log[]): number {
  const pointers = evm.call.take(4 * logs.length + 4) >>> 0;
  for (const [i, [address, topics, data]] of logs.entries()) {
    const log = evm.call.take(36 + 32 * topics.length) >>> 0;
    const dataAt = evm.call.take(data.length + 1) >>> 0;
    const view = evm.view();
    const words = new DataView(view.buffer);
    view.set(address, log);
    words.setUint32(log + 24, topics.length, true);
    words.setUint32(log + 28, dataAt, true);
    words.setUint32(log + 32, data.length, true);
    for (const [t, topic] of topics.entries()) view.set(topic, log + 36 + 32 * t);
    view.set(data, dataAt);
    words.setUint32(pointers + 4 * i, log, true);
  }
  return pointers;
}

describe('receipts', () => {
  it('are those of @ethereumjs/vm, with their filters, and the block’s filter has the bits of all', () => {
    const random = keyedRandom(4);
    const ofBlock = evm.call.take(256) >>> 0;
    const theirsOfBlock = new TheirBloom();
    for (let i = 0; i < 300; i++) {
      const logs = logsOf(random, random.below(6));
      const type = random.below(5);
      const status = random.below(2) as 0 | 1;
      const gas = [1n, 127n, 128n, 21_000n, BigInt(random.below(2 ** 31)) ** 2n][random.below(5)]!;
      const bloom = evm.call.take(256) >>> 0;
      const pointers = putLogs(logs);
      const length = evm.call.receiptLength(type, gas, pointers, logs.length);
      const out = evm.call.take(length + 8) >>> 0;
      const end = evm.call.putReceipt(out, type, status, gas, pointers, logs.length, bloom) >>> 0;
      expect(end - out).toBe(length);

      const theirs = new TheirBloom();
      for (const [address, topics] of logs) for (const part of [address, ...topics]) theirs.add(part);
      theirsOfBlock.or(theirs);
      evm.call.addBloom(ofBlock, bloom);
      expect(toHex(evm.view().slice(bloom, bloom + 256))).toBe(toHex(theirs.bitvector));
      const receipt: TxReceipt = { status, cumulativeBlockGasUsed: gas, bitvector: theirs.bitvector, logs };
      expect(toHex(evm.view().slice(out, end))).toBe(
        toHex(encodeReceipt(receipt, type as 0 | 1 | 2 | 3 | 4)),
      );
    }
    expect(toHex(evm.view().slice(ofBlock, ofBlock + 256))).toBe(toHex(theirsOfBlock.bitvector));
  });
});

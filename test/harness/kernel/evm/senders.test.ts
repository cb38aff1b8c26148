import { secp256k1 } from '@noble/curves/secp256k1.js';
import { computeAddress, keccak256, type Transaction } from 'ethers';
import { describe, expect, it } from 'vitest';
import { SenderDirectory } from '../../../../harness/kernel/evm/sender-directory.ts';
import { Senders } from '../../../../harness/kernel/evm/senders.ts';
import { RECORD_BYTES, RECORD_S, RECORD_SENDER } from '../../../../harness/kernel/evm/transaction-record.ts';
import { createKernel } from '../../../../harness/kernel/index.ts';
import { NO_HINT } from '../../../../harness/spec/engine.ts';
import { fromHex, keyedRandom, toHex } from '../../../../harness/std/index.ts';
import { Decoder } from '../../../support/evm-records.ts';
import { keyOf, randomTransaction, rawOf } from '../../../support/evm-transactions.ts';

const decoder = new Decoder();
const { evm } = decoder;
const kernel = createKernel({ windowBits: 8 });
const SENDERS = 12;

/** A transfer of one of the senders. */
function transfer(i: number): Transaction {
  const transaction = randomTransaction(3, 5 * i + 2);
  transaction.signature = keyOf(i % SENDERS).sign(transaction.unsignedHash);
  return transaction;
}

const TRANSFERS = Array.from({ length: 200 }, (_, i) => transfer(i));
const HINTS = TRANSFERS.map((_, i) => i % SENDERS);
const ADDRESSES = TRANSFERS.map((_, i) => computeAddress(keyOf(i % SENDERS)).toLowerCase());

/** Decoded for good; the record of each. */
function decoded(transactions: readonly Transaction[]): number[] {
  return transactions.map((transaction) => {
    const raw = rawOf(transaction);
    const at = evm.call.take(raw.length);
    const record = evm.call.take(RECORD_BYTES);
    evm.view().set(raw, at);
    expect(evm.call.decodeTransaction(at, raw.length, record)).toBe(0);
    return record;
  });
}

function senderOf(record: number): string {
  return toHex(evm.view().slice(record + RECORD_SENDER, record + RECORD_SENDER + 20));
}

/** Whoever can have signed what stands in the record, by another library; null where nobody can. */
function senderByNoble(record: number): string | null {
  const { r, s, parity, signingHash } = decoder.fields(record);
  try {
    const signature = new secp256k1.Signature(BigInt(r), BigInt(s)).addRecoveryBit(parity);
    const point = signature.recoverPublicKey(fromHex(signingHash as `0x${string}`));
    return `0x${keccak256(point.toBytes(false).subarray(1)).slice(-40)}`;
  } catch {
    return null;
  }
}

/** A directory that has seen every sender, and what finds them with it. */
function informed(): Senders {
  const directory = new SenderDirectory(64);
  const senders = new Senders(evm, directory, kernel);
  senders.check(decoded(TRANSFERS.slice(0, SENDERS)), HINTS);
  for (let hint = 0; hint < SENDERS; hint++) expect(directory.knows(hint)).toBe(true);
  return senders;
}

describe('senders', () => {
  it('are those that ethers finds, of all types, with no hints', () => {
    const transactions = Array.from({ length: 60 }, (_, i) => randomTransaction(4, i));
    const records = decoded(transactions);
    expect(new Senders(evm, new SenderDirectory(0), kernel).check(records)).toEqual([]);
    expect(records.map(senderOf)).toEqual(transactions.map(({ from }) => from!.toLowerCase()));
  });

  it('are the same where keys are known, unknown, few or many of one', () => {
    for (const [hints, count] of [
      [HINTS, 200],
      [HINTS, 5],
      [HINTS.map((hint, i) => (i % 3 ? hint : NO_HINT)), 200],
      [HINTS.map((hint) => hint + 20), 200],
      [HINTS.map((hint) => hint + 1000), 200],
    ] as const) {
      const records = decoded(TRANSFERS.slice(0, count));
      expect(informed().check(records, hints)).toEqual([]);
      expect(records.map(senderOf)).toEqual(ADDRESSES.slice(0, count));
    }
    const ofOne = TRANSFERS.filter((_, i) => i % SENDERS === 4);
    const records = decoded([...ofOne, ...ofOne, ...ofOne]);
    expect(
      informed().check(
        records,
        records.map(() => 4),
      ),
    ).toEqual([]);
    expect(new Set(records.map(senderOf))).toEqual(new Set([ADDRESSES[4]]));
  });

  it('need no hint to be right', () => {
    const random = keyedRandom(5);
    for (const wrong of [0.02, 0.3, 1]) {
      const hints = HINTS.map((hint) => (random.float() < wrong ? random.below(SENDERS) : hint));
      const records = decoded(TRANSFERS);
      expect(informed().check(records, hints)).toEqual([]);
      expect(records.map(senderOf)).toEqual(ADDRESSES);
    }
  });

  it('are right while hints are trusted, after they were wrong, and when they are trusted again', () => {
    const senders = informed();
    const verified: number[] = [];
    const counting = new Senders(evm, senders.directory, {
      ...kernel,
      keccak256Batch: (messages, ends) => kernel.keccak256Batch(messages, ends),
      recover: (hashes, signatures) => kernel.recover(hashes, signatures),
      verifyBatch: (batch) => {
        verified.push(batch.signers.length);
        return kernel.verifyBatch(batch);
      },
    });
    const many = [0, 1, 2, 3, 4].flatMap(() => decoded(TRANSFERS));
    const hints = many.map((_, i) => HINTS[i % 200]!);
    const check = (hinted: readonly number[]) => {
      verified.length = 0;
      evm.view().fill(0, many[0]! + RECORD_SENDER, many[0]! + RECORD_SENDER + 20);
      expect(counting.check(many, hinted)).toEqual([]);
      expect(many.map(senderOf)).toEqual(many.map((_, i) => ADDRESSES[i % 200]));
      return verified.slice();
    };
    expect(check(hints)).toEqual([256, 512, 232]);
    expect(check(hints)).toEqual([1000]);
    expect(check(hints.map((hint) => (hint + 1) % SENDERS))).toEqual([1000]);
    expect(check(hints)).toEqual([]);
    for (let i = 0; i < 15; i++) check(hints);
    expect(check(hints)).toEqual([]);
    expect(check(hints)).toEqual([256, 512, 232]);
  });

  it('of spoiled signatures are strangers or nobody, wherever they stand, and the others are not touched', () => {
    const random = keyedRandom(6);
    let nobody = 0;
    for (let round = 0; round < 25; round++) {
      const records = decoded(TRANSFERS);
      const spoiled = new Set<number>();
      for (let n = round % 5; n >= 0; n--) spoiled.add(random.below(records.length));
      for (const i of spoiled) {
        const bytes = evm.view();
        // In r or s, not so that s becomes high; or the parity.
        const at = [
          records[i]! + RECORD_S - 1 - random.below(31),
          records[i]! + RECORD_S + 1 + random.below(31),
        ];
        if (random.below(8) === 0) bytes[records[i]! + 248]! ^= 1;
        else bytes[at[random.below(2)]!]! ^= 1 << random.below(8);
      }
      const expected = ADDRESSES.map((address, i) => (spoiled.has(i) ? senderByNoble(records[i]!) : address));
      const refused = informed().check(records, HINTS);
      expect(refused).toEqual(expected.flatMap((address, i) => (address === null ? [i] : [])));
      nobody += refused.length;
      for (const [i, record] of records.entries()) {
        if (expected[i] !== null) expect(senderOf(record)).toBe(expected[i]);
        expect(senderOf(record) === ADDRESSES[i]).toBe(!spoiled.has(i));
      }
    }
    expect(nobody).toBeGreaterThan(5);
  });

  it('are learnt once, under a hint that is free, and seen by other threads', () => {
    const directory = new SenderDirectory(64);
    const senders = new Senders(evm, directory, kernel);
    const records = decoded(TRANSFERS.slice(0, 60));
    senders.check(
      records,
      records.map(() => 7),
    );
    const other = new SenderDirectory(directory.buffer);
    expect(other.knows(7)).toBe(true);
    expect([other.knows(6), other.knows(64), other.knows(NO_HINT)]).toEqual([false, false, false]);
    const words = new Int32Array(5);
    other.putAddress(7, words, 0);
    expect(toHex(new Uint8Array(words.buffer))).toBe(ADDRESSES[0]);
    // All but those of the first sender have a wrong hint now.
    const again = decoded(TRANSFERS.slice(0, 60));
    expect(
      new Senders(evm, other, kernel).check(
        again,
        again.map(() => 7),
      ),
    ).toEqual([]);
    expect(again.map(senderOf)).toEqual(ADDRESSES.slice(0, 60));
  });
});

it('authorities of authorisations are those that signed them', () => {
  const transactions = Array.from({ length: 12 }, (_, i) => randomTransaction(8, 5 * i + 4));
  const expected = transactions.map(({ authorizationList }) => authorizationList!.length);
  expect(Math.max(...expected)).toBeGreaterThan(2);
  const records = decoded(transactions);
  const unsigned = records.find((_, i) => expected[i]! > 1)!;
  const first = decoder.u32(unsigned + 224);
  // The one that decoding marked is left alone.
  new Uint32Array(evm.memory.buffer)[(first + 132) >> 2] = 2;
  new Senders(evm, new SenderDirectory(0), kernel).authorise(records);
  let found = 0;
  for (const record of records) {
    for (const [i, one] of decoder.fields(record).authorisations.entries()) {
      const authority = secp256k1.Signature.fromBytes(fromHex(`${one.r}${one.s.slice(2)}` as `0x${string}`))
        .addRecoveryBit(one.parity)
        .recoverPublicKey(fromHex(one.hash as `0x${string}`));
      const address = `0x${keccak256(authority.toBytes(false).subarray(1)).slice(-40)}`;
      const isUnsigned = record === unsigned && i === 0;
      expect([one.flags, one.authority]).toEqual(isUnsigned ? [2, `0x${'00'.repeat(20)}`] : [1, address]);
      found++;
    }
  }
  expect(found).toBe(expected.reduce((sum, count) => sum + count, 0));
});

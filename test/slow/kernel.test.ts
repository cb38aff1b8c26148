/**
 * The kernel at length: many signatures judged by other libraries, and all of the official fixtures. LAKH_KERNEL_CASES says
 * how many: 100,000 for every change of the kernel itself.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { Transaction } from 'ethers';
import * as tiny from 'tiny-secp256k1';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createKernel,
  type NonceMode,
  SIGNATURE_BYTES,
  TransactionBatch,
} from '../../harness/kernel/index.ts';
import { toHex } from '../../harness/std/index.ts';
import { SIGNING_WINDOW_BITS } from '../../harness/wallet/signer.ts';
import { bytesFrom, indices, join, piece } from '../support/kernel.ts';
import { checkEncodings, checkSenders, fixtureFiles } from '../support/kernel-fixtures.ts';

/** With the windows that generators sign with. */
const kernel = createKernel({ windowBits: SIGNING_WINDOW_BITS });
afterAll(() => kernel.close());
const COUNT = Number(process.env.LAKH_KERNEL_CASES ?? 1_000);
const SPOILED = Math.floor(0.77777 * COUNT);
const KEYS = 50;
/** Other libraries take up to 8 ms a case on a busy machine. */
const PATIENCE = { timeout: 60_000 + 10 * COUNT };
const SIZES = [1, 2, 3, 4, 7, 16, 33, 64, 128, 146, 256, 341, 511, 512, 1024, 1300];

/** `count` cut into spans of these sizes by turns. */
function spans(count: number): [from: number, to: number][] {
  const cut: [number, number][] = [];
  for (let from = 0; from < count; from = cut.at(-1)![1])
    cut.push([from, Math.min(count, from + SIZES[cut.length % SIZES.length]!)]);
  return cut;
}

describe(`${COUNT} random signatures`, () => {
  const keys = bytesFrom(51, KEYS);
  const publicKeys = kernel.publicKeys(keys);
  const hashes = bytesFrom(52, COUNT);
  const senders = indices(COUNT, (i) => i % KEYS);
  const ring = kernel.ring(keys);
  // How a batch is worked on depends on its size.
  const signed = (nonces: NonceMode) =>
    join(
      ...spans(COUNT).map(([from, to]) =>
        ring.sign(senders.subarray(from, to), hashes.subarray(32 * from, 32 * to), nonces),
      ),
    );
  const compatible = signed('rfc6979');
  const keyed = signed('keyed');

  it('by RFC 6979 are byte for byte those of @noble/curves', PATIENCE, () => {
    for (let i = 0; i < COUNT; i++) {
      const options = { prehash: false, format: 'recovered' } as const;
      const reference = secp256k1.sign(piece(hashes, i, 32), piece(keys, senders[i]!, 32), options);
      const ours = piece(compatible, i, SIGNATURE_BYTES);
      if (toHex(ours) !== toHex(join(reference.subarray(1), reference.subarray(0, 1))))
        throw new Error(`signature ${i}`);
    }
  });

  it('by keyed nonces recover to the keys that signed, by libsecp256k1 and by the kernel', PATIENCE, () => {
    const { publicKeys: recovered } = kernel.recover(hashes, keyed);
    for (let i = 0; i < COUNT; i++) {
      const signature = piece(keyed, i, SIGNATURE_BYTES);
      const id = signature[64]! as 0 | 1 | 2 | 3;
      const other = tiny.recover(piece(hashes, i, 32), signature.subarray(0, 64), id, false)!.subarray(1);
      const expected = toHex(piece(publicKeys, senders[i]!, 64));
      if (toHex(other) !== expected || toHex(piece(recovered, i, 64)) !== expected)
        throw new Error(`signature ${i}`);
    }
  });

  it('are all found right at once, and the one that is spoiled is found', PATIENCE, () => {
    for (const signatures of [compatible, keyed]) {
      expect(kernel.verifyBatch({ hashes, signatures, signers: senders, publicKeys }).rightCount).toBe(COUNT);
      const spoiled = signatures.slice();
      spoiled[SIGNATURE_BYTES * SPOILED + 33]! ^= 1;
      const { right, rightCount } = kernel.verifyBatch({
        hashes,
        signatures: spoiled,
        signers: senders,
        publicKeys,
      });
      expect([rightCount, right.indexOf(0)]).toEqual([COUNT - 1, SPOILED]);
    }
  });

  it('share no r', () => {
    const all = new Set<string>();
    for (const signatures of [compatible, keyed]) {
      for (let i = 0; i < COUNT; i++) all.add(toHex(piece(signatures, i, SIGNATURE_BYTES).subarray(0, 32)));
    }
    expect(all.size).toBe(2 * COUNT);
  });
});

it(`${COUNT} transactions in one batch are read by ethers as they were packed`, PATIENCE, () => {
  const keys = bytesFrom(53, 7);
  const addresses = kernel.addresses(keys);
  const batch = new TransactionBatch();
  for (let i = 0; i < COUNT; i++) {
    batch.push({
      type: i % 3 === 0 ? 'legacy' : 'eip1559',
      from: i % 7,
      nonce: i,
      to: null,
      valueWei: BigInt(i) ** 5n,
      gasLimit: 100_000 + i,
      maxFeeWei: 10n ** 10n,
      tipWei: 10n ** 9n,
      data: toHex(bytesFrom(i, 1, i % 90)),
    });
  }
  const signed = kernel.ring(keys).signTransactions(batch, 31337);
  for (let i = 0; i < signed.count; i++) {
    const read = Transaction.from(Buffer.from(signed.hexOf(i)).toString('latin1'));
    expect([read.nonce, read.value, read.data, read.hash, read.from!.toLowerCase()]).toEqual([
      i,
      BigInt(i) ** 5n,
      toHex(bytesFrom(i, 1, i % 90)),
      toHex(signed.transaction(i).hash),
      toHex(piece(addresses, i % 7, 20)),
    ]);
  }
});

describe('the official fixtures, all of them', () => {
  const transactionTests = fixtureFiles('transaction-tests');
  const stateTests = fixtureFiles('state-tests');

  it.skipIf(!transactionTests)('transaction-tests', () => {
    expect(transactionTests!.flatMap((file) => checkSenders(kernel, file).faults)).toEqual([]);
  });

  it.skipIf(!stateTests)('state-tests: signed with their keys, byte for byte', PATIENCE, () => {
    const results = stateTests!.map((file) => checkEncodings(kernel, file));
    expect(results.flatMap(({ faults }) => faults)).toEqual([]);
    const [checked, leftOut] = [sum(results, 'checked'), sum(results, 'leftOut')];
    expect(checked).toBeGreaterThan(10_000);
    // Blob transactions, and malformed ones that the fixtures expect a node to refuse.
    expect(leftOut, `${checked} checked`).toBeLessThan(checked / 4);
  });
});

function sum<K extends string>(all: readonly Record<K, unknown>[], key: K): number {
  return all.reduce((total, one) => total + (one[key] as number), 0);
}

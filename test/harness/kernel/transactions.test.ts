import { concat, decodeRlp, encodeRlp, getAddress, Transaction } from 'ethers';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Authorization,
  createKernel,
  TRANSACTION_TYPES,
  TransactionBatch,
  type TransactionFields,
} from '../../../harness/kernel/index.ts';
import type { Hex } from '../../../harness/spec/intent.ts';
import { toHex } from '../../../harness/std/index.ts';
import { bytesFrom, piece } from '../../support/kernel.ts';
import { ethersTransaction } from '../../support/kernel-transactions.ts';

const kernel = createKernel({ windowBits: 8 });
afterAll(() => kernel.close());
const keys = bytesFrom(21, 5);
const ring = kernel.ring(keys);

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const hexOf = (length: number) => bytes(length).map(toHex);
/** Numbers of every length, and the edges of RLP: zero, one byte below and above 0x80, whole words. */
const uint = (bits: number) =>
  fc.oneof(
    fc.constantFrom(0n, 1n, 0x7fn, 0x80n, 0xffn, 0x100n, (1n << BigInt(bits)) - 1n),
    fc.integer({ min: 1, max: bits }).chain((some) => fc.bigInt({ min: 0n, max: (1n << BigInt(some)) - 1n })),
  );
const data = fc.oneof(
  fc.constantFrom<Hex>('0x', '0x00', '0x7f', '0x80', `0x${'ab'.repeat(55)}`, `0x${'ab'.repeat(56)}`),
  fc.uint8Array({ maxLength: 700 }).map(toHex),
);
/** In the order of addresses into which ethers brings them. */
const accessList = fc
  .array(fc.record({ address: hexOf(20), storageKeys: fc.array(hexOf(32), { maxLength: 9 }) }), {
    maxLength: 4,
  })
  .map((list) => list.sort((a, b) => getAddress(a.address).localeCompare(getAddress(b.address))));
const authorization: fc.Arbitrary<Authorization> = fc.record({
  chainId: uint(256),
  address: hexOf(20),
  nonce: uint(64),
  parity: fc.constantFrom(0, 1),
  r: bytes(32),
  // ethers reads low s alone.
  s: bytes(32).map((s) => s.map((byte, i) => (i === 0 ? byte & 0x7f : byte))),
});
const common = {
  from: fc.integer({ min: 0, max: 4 }),
  nonce: uint(53).map(Number),
  valueWei: uint(256),
  gasLimit: uint(64),
  maxFeeWei: uint(256),
  // ethers takes no tip above the fee.
  tipWei: fc.constant(0n),
  data,
};
const anyTransaction: fc.Arbitrary<TransactionFields> = fc.oneof(
  fc.record({ type: fc.constant('legacy' as const), to: fc.option(hexOf(20)), ...common }),
  fc.record({
    type: fc.constantFrom('eip2930' as const, 'eip1559' as const),
    to: fc.option(hexOf(20)),
    ...common,
    accessList,
  }),
  fc.record({
    type: fc.constant('eip7702' as const),
    to: hexOf(20),
    ...common,
    accessList,
    authorizations: fc.array(authorization, { maxLength: 3 }),
  }),
);

const transaction = fc
  .tuple(anyTransaction, uint(256))
  .map(([tx, tip]) => ({ ...tx, tipWei: tip < tx.maxFeeWei ? tip : tx.maxFeeWei }));

function packed(transactions: readonly TransactionFields[]): TransactionBatch {
  const batch = new TransactionBatch();
  for (const tx of transactions) batch.push(tx);
  return batch;
}

describe('signed transactions', () => {
  it('of every type are byte for byte those of ethers', { timeout: 60_000 }, () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.array(transaction, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(1, 127, 128, 31337, 2 ** 40, 2 ** 52),
        (transactions, chainId) => {
          const signed = ring.signTransactions(packed(transactions), chainId);
          expect(signed.count).toBe(transactions.length);
          transactions.forEach((tx, i) => {
            const reference = ethersTransaction(tx, chainId, piece(keys, tx.from, 32));
            const { raw, hash } = signed.transaction(i);
            expect(toHex(raw)).toBe(reference.serialized);
            expect(toHex(hash)).toBe(reference.hash);
            expect(Buffer.from(signed.hexOf(i)).toString('latin1')).toBe(reference.serialized);
            seen.set(tx.type, (seen.get(tx.type) ?? 0) + 1);
          });
        },
      ),
      { numRuns: 60 },
    );
    expect([...seen.keys()].sort()).toEqual(Object.keys(TRANSACTION_TYPES).sort());
  });

  it('hold the numbers that ethers does not take: the greatest nonce, a tip above the fee', () => {
    const tx: TransactionFields = {
      type: 'eip1559',
      from: 2,
      nonce: 2n ** 64n - 1n,
      to: `0x${'22'.repeat(20)}`,
      valueWei: 2n ** 256n - 1n,
      gasLimit: 2n ** 64n - 1n,
      maxFeeWei: 0n,
      tipWei: 2n ** 256n - 1n,
      data: '0x80',
    };
    const { raw } = ring.signTransactions(packed([tx]), 1).transaction(0);
    const fields = decodeRlp(raw.subarray(1)) as string[];
    const most = `0x${'ff'.repeat(32)}`;
    const word = `0x${'ff'.repeat(8)}`;
    expect(fields.slice(0, 9)).toEqual(['0x01', word, most, '0x', word, tx.to, most, '0x80', []]);
    const [parity, r, s] = fields.slice(9) as [string, string, string];
    const hash = kernel.keccak256(
      Buffer.from(concat(['0x02', encodeRlp(fields.slice(0, 9))]).slice(2), 'hex'),
    );
    const signature = new Uint8Array(65);
    signature.set(Buffer.from(r.slice(2).padStart(64, '0') + s.slice(2).padStart(64, '0'), 'hex'));
    signature[64] = Number(parity === '0x' ? 0 : parity);
    expect(kernel.recover(hash, signature).publicKeys).toEqual(kernel.publicKeys(piece(keys, 2, 32)));
  });

  it('of legacy on chain 0 go without replay protection', () => {
    const tx: TransactionFields = {
      type: 'legacy',
      from: 1,
      nonce: 3,
      to: `0x${'11'.repeat(20)}`,
      valueWei: 5n,
      gasLimit: 21_000,
      maxFeeWei: 7n,
      tipWei: 0n,
      data: '0x',
    };
    const { raw } = ring.signTransactions(packed([tx]), 0).transaction(0);
    const read = Transaction.from(toHex(raw));
    expect(read.signature!.networkV).toBe(null);
    expect(toHex(raw)).toBe(ethersTransaction(tx, 0, piece(keys, 1, 32)).serialized);
  });

  it('of a batch beyond the work area are those of smaller ones, by either kind of nonce', () => {
    const of = (i: number): TransactionFields => ({
      type: 'eip1559',
      from: i % 5,
      nonce: i,
      to: `0x${(i % 256).toString(16).padStart(2, '0').repeat(20)}`,
      valueWei: BigInt(i),
      gasLimit: 21_000 + i,
      maxFeeWei: 10n ** 9n,
      tipWei: 1n,
      data: `0x${'5a'.repeat(i % 200)}`,
    });
    const all = Array.from({ length: 2_300 }, (_, i) => of(i));
    for (const nonces of ['rfc6979', 'keyed'] as const) {
      const whole = ring.signTransactions(packed(all), 31337, nonces);
      for (let start = 0; start < all.length; start += 700) {
        const part = ring.signTransactions(packed(all.slice(start, start + 700)), 31337, nonces);
        for (let i = 0; i < part.count; i++) {
          expect(toHex(part.transaction(i).raw)).toBe(toHex(whole.transaction(start + i).raw));
          expect(toHex(part.transaction(i).hash)).toBe(toHex(whole.transaction(start + i).hash));
        }
      }
      const last = Transaction.from(Buffer.from(whole.hexOf(2_299)).toString('latin1'));
      expect(last.from?.toLowerCase()).toBe(toHex(kernel.addresses(piece(keys, 2_299 % 5, 32))));
      expect(last.nonce).toBe(2_299);
    }
  });

  it('of a cleared batch are those of a fresh one', () => {
    const tx: TransactionFields = {
      type: 'eip1559',
      from: 0,
      nonce: 0,
      to: null,
      valueWei: 0n,
      gasLimit: 1,
      maxFeeWei: 0n,
      tipWei: 0n,
      data: '0x6001',
    };
    const batch = packed([{ ...tx, to: `0x${'ff'.repeat(20)}`, valueWei: 2n ** 200n, data: '0x', nonce: 9 }]);
    batch.clear();
    batch.push(tx);
    expect(ring.signTransactions(batch, 1)).toEqual(ring.signTransactions(packed([tx]), 1));
  });

  it('of an empty batch are none', () => {
    expect(ring.signTransactions(new TransactionBatch(), 1)).toMatchObject({
      count: 0,
      raw: new Uint8Array(0),
    });
  });
});

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createKernel,
  type Kernel,
  type NonceMode,
  SIGNATURE_BYTES,
  TransactionBatch,
  type TransactionFields,
} from '../../../harness/kernel/index.ts';
import type { KernelInstance } from '../../../harness/kernel/instance.ts';
import type { Hex } from '../../../harness/spec/intent.ts';
import { LakhError, toHex } from '../../../harness/std/index.ts';
import { bytes32, bytesFrom, indices, join, N, numberOf, P, piece } from '../../support/kernel.ts';

const kernel = createKernel({ windowBits: 4 });
afterAll(() => kernel.close());
const keys = bytesFrom(41, 3);
const ring = kernel.ring(keys);
const hash = bytesFrom(42, 1);
const key = kernel.publicKeys(keys.subarray(0, 32));
const signature = ring.sign(Uint32Array.of(0), hash);

function refusal(act: () => unknown): LakhError {
  try {
    act();
  } catch (error) {
    if (error instanceof LakhError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the boundary refuses', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['windows too wide', () => createKernel({ windowBits: 17 }), /4 to 16 bits, not 17/],
    ['windows that are no number', () => createKernel({ windowBits: Number.NaN }), /4 to 16 bits/],
    ['half a key', () => kernel.ring(keys.subarray(0, 40)), /32 bytes each, and has 40/],
    ['a short hash', () => ring.sign(Uint32Array.of(0), hash.subarray(1)), /32 bytes for each of 1/],
    ['more senders than hashes', () => ring.sign(Uint32Array.of(0, 1), hash), /64 in all, and has 32/],
    ['a sender beyond the ring', () => ring.sign(Uint32Array.of(3), hash), /is 3, and there are only 3/],
    ['unknown nonces', () => ring.sign(Uint32Array.of(0), hash, 'counted' as 'keyed'), /no nonces "counted"/],
    ['ends that go back', () => kernel.keccak256Batch(hash, Uint32Array.of(20, 10, 32)), /before it begins/],
    [
      'ends that stop short',
      () => kernel.keccak256Batch(hash, Uint32Array.of(20)),
      /end at 20, and there are 32/,
    ],
    [
      'a signature of 63 bytes',
      () => kernel.verify(hash, signature.subarray(0, 63), key),
      /65 bytes for each of 1/,
    ],
    ['a key of 65 bytes', () => kernel.verify(hash, signature, join(key, hash.subarray(0, 1))), /64 bytes/],
    ['signatures of 64 bytes in recovery', () => kernel.recover(hash, signature.subarray(0, 64)), /65 bytes/],
    [
      'a key off the curve',
      () =>
        kernel.verifyBatch({
          hashes: hash,
          signatures: signature,
          signers: Uint32Array.of(0),
          publicKeys: join(key, bytes32(1n), bytes32(1n)),
        }),
      /Public key 1 is not a point/,
    ],
    [
      'a key with coordinates of p and above',
      () =>
        kernel.verifyBatch({
          hashes: hash,
          signatures: signature,
          signers: Uint32Array.of(0),
          publicKeys: join(bytes32(P), bytes32(P)),
        }),
      /Public key 0 is not a point/,
    ],
  ])('%s', (_, act, message) => {
    const error = refusal(act);
    expect(error.message).toMatch(message);
    expect(error.code).toBe('kernel-refused');
    expect(error.hint).not.toBe('');
  });

  it.each([0n, N, N + 1n, 2n ** 256n - 1n])('the key %i, without showing it', (bad) => {
    const bytes = join(bytes32(1n), bytes32(bad));
    for (const act of [
      () => kernel.ring(bytes),
      () => kernel.publicKeys(bytes),
      () => kernel.addresses(bytes),
    ]) {
      const error = refusal(act);
      expect(error).toMatchObject({
        code: 'bad-key',
        message: expect.stringContaining('Secret key 1 is zero or not below'),
      });
      expect(error.message).not.toContain(toHex(bytes32(bad)).slice(2));
    }
  });

  it('more than memory can hold', () => {
    // Never touched, so it takes no memory of the machine's.
    const huge = new Uint8Array(2 ** 31 - 8);
    expect(refusal(() => kernel.keccak256(huge)).message).toMatch(/has no memory for/);
    expect(toHex(kernel.keccak256(new Uint8Array(0)))).toMatch(/^0xc5d2/);
  });
});

describe('a transaction batch refuses', () => {
  const good: TransactionFields = {
    type: 'eip1559',
    from: 0,
    nonce: 0,
    to: `0x${'11'.repeat(20)}`,
    valueWei: 0n,
    gasLimit: 21_000,
    maxFeeWei: 1n,
    tipWei: 1n,
    data: '0x',
  };
  it.each<[Partial<Record<keyof TransactionFields, unknown>>, RegExp]>([
    [{ type: 'blob' }, /no transaction type blob/],
    [{ from: -1 }, /no sender -1/],
    [{ from: 0.5 }, /no sender 0.5/],
    [{ nonce: -1 }, /nonce must be a whole number and is -1/],
    [{ nonce: 2 ** 53 }, /nonce must be a whole number/],
    [{ nonce: 2n ** 64n }, /nonce must be from 0 to 2\^64/],
    [{ gasLimit: Number.NaN }, /gas limit must be a whole number/],
    [{ gasLimit: undefined }, /gas limit must be a whole number and is undefined/],
    [{ valueWei: 5 }, /value must be a bigint and is 5/],
    [{ tipWei: undefined }, /tip must be a bigint/],
    [{ to: undefined }, /recipient must be 0x and 40/],
    [{ data: undefined }, /data must be 0x/],
    [{ data: '0x\u0130\u0131' }, /data must be 0x/],
    [{ valueWei: -1n }, /value must be from 0 to 2\^256/],
    [{ valueWei: 2n ** 256n }, /value must be from 0 to 2\^256/],
    [{ maxFeeWei: 2n ** 256n }, /fee must be from 0/],
    [{ tipWei: -1n }, /tip must be from 0/],
    [{ to: '0x11' }, /recipient must be 0x and 40/],
    [{ to: '11'.repeat(21) }, /recipient must be 0x and 40/],
    [{ to: `0x${'1g'.repeat(20)}` }, /recipient must be 0x and 40/],
    [{ data: '0x1' }, /data must be 0x and an even number/],
    [{ data: '' }, /data must be 0x/],
    [{ data: '0xzz' }, /data must be 0x/],
    [{ type: 'legacy', accessList: [] }, /legacy transaction has no access list/],
    [{ authorizations: [] }, /Only an EIP-7702/],
    [{ type: 'eip7702', to: null }, /cannot create a contract/],
    [{ accessList: [{ address: '0x', storageKeys: [] }] }, /address of the access list must be/],
    [{ accessList: [{ address: good.to, storageKeys: ['0x00'] }] }, /storage key of the access list must be/],
  ])('%o', (change, message) => {
    const batch = new TransactionBatch();
    batch.push(good);
    const error = refusal(() => batch.push({ ...good, ...change } as TransactionFields));
    expect(error).toMatchObject({ code: 'kernel-refused', message: expect.stringMatching(message) });
    // It is as it was before.
    batch.push(good);
    const twice = new TransactionBatch();
    twice.push(good);
    twice.push(good);
    expect(ring.signTransactions(batch, 1)).toEqual(ring.signTransactions(twice, 1));
  });

  it('a chain id that is none, typed transactions on no chain, senders beyond the ring', () => {
    const batch = new TransactionBatch();
    batch.push({ ...good, from: 3 });
    expect(refusal(() => ring.signTransactions(batch, 1)).message).toMatch(/is 3, and there are only 3/);
    batch.clear();
    batch.push(good);
    expect(refusal(() => ring.signTransactions(batch, 0)).message).toMatch(/Only legacy/);
    for (const chainId of [-1, 0.5, 2 ** 53]) {
      expect(refusal(() => ring.signTransactions(batch, chainId)).message).toMatch(/A chain id is/);
    }
  });

  it('nothing of what it grows for', () => {
    const batch = new TransactionBatch();
    const data: Hex = `0x${'00'.repeat(1000)}`;
    for (let nonce = 0; nonce < 500; nonce++) batch.push({ ...good, nonce, data });
    expect([batch.count, batch.payload.length, batch.highestSender]).toEqual([500, 500_000, 0]);
    expect(ring.signTransactions(batch, 1).count).toBe(500);
  });
});

describe('memory', () => {
  it('grows while rings stay', () => {
    const other = createKernel({ windowBits: 4 });
    const first = other.ring(keys);
    const before = first.sign(Uint32Array.of(2), hash);
    other.keccak256(new Uint8Array(40 << 20));
    const second = other.ring(keys);
    expect(first.sign(Uint32Array.of(2), hash)).toEqual(before);
    expect(second.sign(Uint32Array.of(2), hash)).toEqual(before);
    other.close();
  });

  it('holds neither keys nor anything else once it is closed, and nothing can be called', () => {
    const other = createKernel({ windowBits: 4 });
    const signer = other.ring(keys);
    signer.sign(
      indices(3, (i) => i),
      bytesFrom(43, 3),
    );
    const memory = memoryOf(other);
    expect(memory.includes(Buffer.from(keys.subarray(0, 32)))).toBe(true);
    other.close();
    expect(memory.every((byte) => byte === 0)).toBe(true);
    other.close();
    const calls = [
      () => other.keccak256(hash),
      () => other.publicKeys(keys),
      () => other.ring(keys),
      () => signer.sign(Uint32Array.of(0), hash),
    ];
    for (const act of calls) expect(refusal(act).message).toBe('The kernel is closed');
  });

  it.each([1, 5])('holds nothing of %i keys whose public keys were computed', (count) => {
    const other = createKernel({ windowBits: 4 });
    const secrets = bytesFrom(44, count);
    other.publicKeys(secrets);
    for (let i = 0; i < count; i++) expect(traces(other, numberOf(piece(secrets, i, 32)))).toEqual([]);
    other.close();
  });

  it.each<[number, NonceMode]>([
    [1, 'rfc6979'],
    [1, 'keyed'],
    [6, 'rfc6979'],
    [6, 'keyed'],
  ])('holds nothing of the nonces of %i signatures, %s', (count, mode) => {
    const other = createKernel({ windowBits: 4 });
    const secrets = bytesFrom(45, count);
    const hashes = bytesFrom(46, count);
    const signatures = other.ring(secrets).sign(
      indices(count, (i) => i),
      hashes,
      mode,
    );
    for (let i = 0; i < count; i++) {
      const [r, s, z, d] = [
        piece(signatures, i, SIGNATURE_BYTES).subarray(0, 32),
        piece(signatures, i, SIGNATURE_BYTES).subarray(32, 64),
        piece(hashes, i, 32),
        piece(secrets, i, 32),
      ].map(numberOf) as [bigint, bigint, bigint, bigint];
      // SEC 1: s = (z + r d) / k, and here perhaps the negative of it.
      const k = Fn.create(Fn.inv(s) * (z + r * d));
      expect(traces(other, k)).toEqual([]);
    }
    other.close();
  });

  it('of which too much is asked for is as it was', () => {
    const other = createKernel({ windowBits: 4 });
    const { call } = instanceOf(other);
    for (const count of [63_160_000, 63_200_000, 2 ** 31]) expect(call.takeRing(count)).toBe(0);
    expect(other.ring(keys).sign(Uint32Array.of(2), hash)).toEqual(ring.sign(Uint32Array.of(2), hash));
    // Beyond 32 bits: as a whole number of these it would seem small.
    expect(call.batchVerifySize(10_040_000, 1)).toBeGreaterThan(2 ** 32);
    other.close();
  });
});

const { Fn } = secp256k1.Point;

/** In which forms a scalar, or its negative, stands in the kernel's memory. */
function traces(of: Kernel, scalar: bigint): string[] {
  const memory = memoryOf(of);
  const forms: [string, bigint][] = [
    ['it', scalar],
    ['its negative', N - scalar],
  ];
  return forms.flatMap(([name, value]) => [
    ...(memory.includes(Buffer.from(bytes32(value))) ? [`${name} as bytes`] : []),
    ...(memory.includes(limbs(value)) ? [`${name} as limbs`] : []),
  ]);
}

/** Nine words of 29 bits, as `harness/kernel/assembly/field.ts` has them. */
function limbs(value: bigint): Buffer {
  const words = Array.from({ length: 9 }, (_, i) => Number((value >> BigInt(29 * i)) & 0x1fffffffn));
  return Buffer.from(Uint32Array.from(words).buffer);
}

function instanceOf(of: Kernel): KernelInstance {
  return (of as unknown as { instance: KernelInstance }).instance;
}

function memoryOf(of: Kernel): Buffer {
  const view = instanceOf(of).view();
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { computeAddress, recoverAddress, SigningKey } from 'ethers';
import { afterAll, describe, expect, it } from 'vitest';
import { createKernel, type NonceMode, SIGNATURE_BYTES } from '../../../harness/kernel/index.ts';
import { toHex } from '../../../harness/std/index.ts';
import { bytes32, bytesFrom, indices, join, N, numberOf, piece, pointBytes } from '../../support/kernel.ts';

const kernel = createKernel();
afterAll(() => kernel.close());

/** The highest s that EIP-2 allows. */
const HALF = N >> 1n;

describe('public keys and addresses', () => {
  const LOW = Array.from({ length: 40 }, (_, i) => BigInt(i + 1));
  const WINDOWS = Array.from({ length: 256 }, (_, i) => 2n ** BigInt(i)).filter((key) => key < N);
  const edges = [...LOW, ...LOW.map((key) => N - key), ...WINDOWS, HALF, HALF + 1n];

  it('of the least, the greatest and all powers of two are those of @noble/curves', () => {
    const keys = join(...edges.map(bytes32));
    const ours = kernel.publicKeys(keys);
    const addresses = kernel.addresses(keys);
    edges.forEach((key, i) => {
      expect(toHex(piece(ours, i, 64))).toBe(toHex(pointBytes(secp256k1.Point.BASE.multiply(key))));
      expect(toHex(piece(addresses, i, 20))).toBe(computeAddress(toHex(bytes32(key))).toLowerCase());
    });
  });

  it.each([
    4, 5, 8, 10, 11, 13, 16,
  ])('are the same with windows of %i bits, where two equal points meet as well', (bits) => {
    const other = createKernel({ windowBits: bits });
    let meetings = 0;
    for (const count of [3, 101, 200, 400, 1000]) {
      const meeting = keyWhereEqualsMeet(bits, count);
      if (meeting !== null) meetings++;
      const few = [meeting ?? 5n, 1n, N - 1n, N - 2n];
      const keys = [...few, ...Array.from({ length: count }, (_, i) => BigInt(i + 1))].slice(0, count);
      const ours = other.publicKeys(join(...keys.map(bytes32)));
      few.slice(0, count).forEach((key, i) => {
        expect(toHex(piece(ours, i, 64))).toBe(toHex(pointBytes(secp256k1.Point.BASE.multiply(key))));
      });
    }
    other.close();
    expect(meetings).toBeGreaterThan(0);
  });
});

/**
 * The one key for which, in a batch of so many, the last addition is a doubling; `null` where it is none below the
 * order. Its digits are those of the order, but for the sign of those that are added last: so their sum less that of the
 * others is the order.
 */
function keyWhereEqualsMeet(bits: number, count: number): bigint | null {
  const windows = Math.ceil(256 / bits);
  const length = Math.ceil(windows / Math.min(8, Math.floor(1024 / (count + (count % 2)))));
  const addedLast = length === windows ? (i: number) => i === windows - 1 : inUpperHalf(windows, length);
  let key = 0n;
  digitsOf(N, bits, windows).forEach((digit, i) => {
    key += (addedLast(i) ? -digit : digit) << BigInt(bits * i);
  });
  if (key < 0n) key = -key;
  return key < N ? key : null;
}

/** Which windows are in the half that is added to the other in the end. */
function inUpperHalf(windows: number, length: number): (window: number) => boolean {
  let sums = Array.from({ length: Math.ceil(windows / length) }, (_, part) => [part]);
  while (sums.length > 2) {
    const left = sums.length - (sums.length >> 1);
    sums = sums.slice(0, left).map((sum, i) => [...sum, ...(sums[left + i] ?? [])]);
  }
  return (window) => sums[1]!.includes(Math.floor(window / length));
}

/** Odd digits below 2^bits in size whose sum, each times its power of 2^bits, is the odd number. */
function digitsOf(value: bigint, bits: number, windows: number): bigint[] {
  const biased = (value - 1n) / 2n + (1n << BigInt(bits * windows - 1));
  const mask = (1n << BigInt(bits)) - 1n;
  return Array.from(
    { length: windows },
    (_, i) => 2n * ((biased >> BigInt(bits * i)) & mask) + 1n - (1n << BigInt(bits)),
  );
}

describe('RFC 6979', () => {
  // From the test suites of Trezor and CoreBitcoin, as python-ecdsa and others list them: key, message, r and s.
  const VECTORS = [
    [
      '01',
      'Satoshi Nakamoto',
      '934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8',
      '2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5',
    ],
    [
      '01',
      'All those moments will be lost in time, like tears in rain. Time to die...',
      '8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b',
      '547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21',
    ],
    [
      'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140',
      'Satoshi Nakamoto',
      'fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0',
      '6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5',
    ],
    [
      'f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181',
      'Alan Turing',
      '7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c',
      '58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea',
    ],
  ] as const;

  it.each(VECTORS)('key %s, "%s"', async (key, message, r, s) => {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(message));
    const ring = kernel.ring(bytes32(BigInt(`0x${key}`)));
    const signature = ring.sign(Uint32Array.of(0), new Uint8Array(hash));
    expect(toHex(signature.subarray(0, 64))).toBe(`0x${r}${s}`);
  });

  it('reduces message hashes of n and above', () => {
    const key = bytes32(7n);
    const hashes = [N - 1n, N, N + 1n, 2n ** 256n - 1n, 0n].map(bytes32);
    const ours = kernel.ring(key).sign(
      indices(hashes.length, () => 0),
      join(...hashes),
    );
    hashes.forEach((hash, i) => {
      const reference = secp256k1.sign(hash, key, { prehash: false });
      expect(toHex(piece(ours, i, SIGNATURE_BYTES).subarray(0, 64))).toBe(toHex(reference));
    });
  });
});

describe.each<NonceMode>(['rfc6979', 'keyed'])('signatures with %s nonces', (nonces) => {
  const COUNT = 1_100;
  const keys = join(bytes32(1n), bytes32(N - 1n), bytesFrom(11, 14));
  const hashes = bytesFrom(12, COUNT);
  const senders = indices(COUNT, (i) => i % 16);
  const ring = kernel.ring(keys);

  // One in eight, and all at either end of a batch that is larger than the work area; test/slow judges every one of more.
  const isJudged = (i: number) => i < 32 || i > COUNT - 96 || i % 8 === 0;

  it('are right to ethers and @noble/curves, with low s', { timeout: 120_000 }, () => {
    const signatures = ring.sign(senders, hashes, nonces);
    const addresses = kernel.addresses(keys);
    for (let i = 0; i < COUNT; i++) {
      if (!isJudged(i)) continue;
      const signature = piece(signatures, i, SIGNATURE_BYTES);
      const hash = piece(hashes, i, 32);
      const key = piece(keys, senders[i]!, 32);
      expect(numberOf(signature.subarray(32, 64))).toBeLessThanOrEqual(HALF);
      if (nonces === 'rfc6979') {
        const reference = secp256k1.sign(hash, key, { prehash: false, format: 'recovered' });
        expect(toHex(signature)).toBe(toHex(join(reference.subarray(1), reference.subarray(0, 1))));
      } else {
        const publicKey = secp256k1.getPublicKey(key);
        expect(secp256k1.verify(signature.subarray(0, 64), hash, publicKey, { prehash: false })).toBe(true);
      }
      const v = 27 + (signature[64]! & 1);
      const recovered = recoverAddress(hash, {
        r: toHex(signature.subarray(0, 32)),
        s: toHex(signature.subarray(32, 64)),
        v,
      });
      expect(recovered.toLowerCase()).toBe(toHex(piece(addresses, senders[i]!, 20)));
    }
  });

  it('are the same alone, in any batch, and in the other order', () => {
    const whole = ring.sign(senders, hashes, nonces);
    for (const count of [1, 2, 3, 5, 64, 1023, 1024, 1025]) {
      expect(toHex(ring.sign(senders.subarray(0, count), hashes.subarray(0, 32 * count), nonces))).toBe(
        toHex(whole.subarray(0, SIGNATURE_BYTES * count)),
      );
    }
    const backward = ring.sign(
      indices(COUNT, (i) => senders[COUNT - 1 - i]!),
      join(...Array.from({ length: COUNT }, (_, i) => piece(hashes, COUNT - 1 - i, 32))),
      nonces,
    );
    for (let i = 0; i < COUNT; i++) {
      expect(toHex(piece(backward, COUNT - 1 - i, SIGNATURE_BYTES))).toBe(
        toHex(piece(whole, i, SIGNATURE_BYTES)),
      );
    }
  });

  it('never share an r between keys or messages: that would give the key away', () => {
    const signatures = ring.sign(senders, hashes, nonces);
    const same = ring.sign(
      indices(16, (i) => i),
      join(...Array.from({ length: 16 }, () => hashes.subarray(0, 32))),
      nonces,
    );
    const all = [
      ...Array.from({ length: COUNT }, (_, i) =>
        toHex(piece(signatures, i, SIGNATURE_BYTES).subarray(0, 32)),
      ),
      ...Array.from({ length: 15 }, (_, i) => toHex(piece(same, i + 1, SIGNATURE_BYTES).subarray(0, 32))),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

it('the two kinds of nonces differ', () => {
  const ring = kernel.ring(bytes32(5n));
  const hash = bytesFrom(3, 1);
  expect(ring.sign(Uint32Array.of(0), hash, 'keyed')).not.toEqual(
    ring.sign(Uint32Array.of(0), hash, 'rfc6979'),
  );
  expect(new SigningKey(toHex(bytes32(5n))).sign(toHex(hash)).r).toBe(
    toHex(ring.sign(Uint32Array.of(0), hash, 'rfc6979').subarray(0, 32)),
  );
});

/** Recovery of so many at once that they go in step, each judged by libsecp256k1, spoiled and contrived ones among them. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import * as tiny from 'tiny-secp256k1';
import { afterAll, describe, expect, it } from 'vitest';
import { createKernel, SIGNATURE_BYTES } from '../../../harness/kernel/index.ts';
import { toHex } from '../../../harness/std/index.ts';
import { bytes32, bytesFrom, indices, join, N, numberOf, piece } from '../../support/kernel.ts';

const kernel = createKernel({ windowBits: 8 });
afterAll(() => kernel.close());
const LAMBDA = 0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72n;

interface Signed {
  readonly hash: Uint8Array;
  readonly signature: Uint8Array;
}

function honest(seed: number, count: number): Signed[] {
  const hashes = bytesFrom(seed, count);
  const signatures = kernel.ring(bytesFrom(seed + 1, 9)).sign(
    indices(count, (i) => i % 9),
    hashes,
  );
  return Array.from({ length: count }, (_, i) => ({
    hash: piece(hashes, i, 32),
    signature: piece(signatures, i, SIGNATURE_BYTES),
  }));
}

/** With R = jG, and a, b so that the key is b R + a G. */
function contrived(j: bigint, a: bigint, b: bigint): Signed {
  const point = secp256k1.Point.BASE.multiply(j).toAffine();
  const r = point.x % N;
  const mod = (value: bigint) => ((value % N) + N) % N;
  const signature = join(bytes32(r), bytes32(mod(b * r)), Uint8Array.of(Number(point.y & 1n)));
  return { hash: bytes32(mod(-a * r)), signature };
}

/** Sums that meet infinity, the same point, or its negative on their way or at their end. */
function edges(): Signed[] {
  const scalars = [
    1n,
    2n,
    3n,
    15n,
    16n,
    17n,
    32n,
    N - 1n,
    N - 2n,
    LAMBDA,
    N - LAMBDA,
    LAMBDA + 1n,
    2n * LAMBDA,
    1n << 128n,
  ];
  const all = scalars.flatMap((b) => [0n, 1n, N - b, 2n * b, b].map((a) => contrived(1n, a, b)));
  return [
    ...all,
    ...scalars.map((j) => contrived(j, N - 5n, 7n)),
    ...scalars.map((j) => contrived(j, -7n * j, 7n)),
  ];
}

function expected({ hash, signature }: Signed): string | null {
  try {
    const id = signature[64]! as 0 | 1 | 2 | 3;
    const key = tiny.recover(hash, signature.subarray(0, 64), id, false);
    return key && toHex(key.subarray(1));
  } catch {
    return null;
  }
}

function check(all: readonly Signed[]): number {
  const { publicKeys, found } = kernel.recover(
    join(...all.map(({ hash }) => hash)),
    join(...all.map(({ signature }) => signature)),
  );
  const ours = all.map((_, i) => (found[i] ? toHex(piece(publicKeys, i, 64)) : null));
  expect(ours).toEqual(all.map(expected));
  return ours.filter((key) => key === null).length;
}

describe('recovery in step', () => {
  it('finds what libsecp256k1 finds, in numbers around every bound', () => {
    const all = honest(11, 1100);
    for (const count of [63, 64, 65, 127, 511, 512, 513, 575, 576, 577, 1023, 1024, 1025, 1100])
      expect(check(all.slice(0, count))).toBe(0);
  });

  it('finds nobody where there is nobody, and does not mistake the others for it', () => {
    const all = honest(13, 600).map(({ hash, signature }, i) => {
      const spoiled = signature.slice();
      if (i % 3 === 0) spoiled[(i * 7) % 64]! ^= 1 << (i % 8);
      if (i % 50 === 7) spoiled.fill(0, 0, 32);
      return { hash: i % 11 === 0 ? new Uint8Array(32) : hash, signature: spoiled };
    });
    expect(check(all)).toBeGreaterThan(50);
  });

  it('is right where a sum meets infinity, the same point or its negative', () => {
    const all = edges();
    expect(numberOf(all[0]!.hash)).toBe(0n);
    expect(check([...all, ...honest(15, 80), ...all])).toBeGreaterThan(20);
    for (const one of all) check([...honest(17, 70), one]);
  });
});

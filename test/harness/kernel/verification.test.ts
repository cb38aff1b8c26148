import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createKernel, SIGNATURE_BYTES } from '../../../harness/kernel/index.ts';
import { toHex } from '../../../harness/std/index.ts';
import {
  bytes32,
  bytesFrom,
  indices,
  join,
  N,
  numberOf,
  P,
  piece,
  pointBytes,
} from '../../support/kernel.ts';

const kernel = createKernel({ windowBits: 8 });
afterAll(() => kernel.close());
const { Point } = secp256k1;
const inverse = (value: bigint) => Point.Fn.inv(value);
const modN = (value: bigint) => Point.Fn.create(value);

const COUNT = 600;
const keys = bytesFrom(31, 16);
const publicKeys = kernel.publicKeys(keys);
const senders = indices(COUNT, (i) => (7 * i) % 16);
const hashes = bytesFrom(32, COUNT);
const signatures = kernel.ring(keys).sign(senders, hashes, 'keyed');

function signatureOf(r: bigint, s: bigint, id: number): Uint8Array {
  return join(bytes32(r), bytes32(s), Uint8Array.of(id));
}

describe('recovery', () => {
  it('gives back the keys that signed', () => {
    const recovered = kernel.recover(hashes, signatures);
    expect(recovered.found.every((one) => one === 1)).toBe(true);
    for (let i = 0; i < COUNT; i++) {
      expect(toHex(piece(recovered.publicKeys, i, 64))).toBe(toHex(piece(publicKeys, senders[i]!, 64)));
    }
  });

  it('says as @noble/curves does what random bytes are: a key, or none', () => {
    const noise = bytesFrom(33, 300, SIGNATURE_BYTES).map((byte, i) =>
      i % SIGNATURE_BYTES === 64 ? byte % 6 : byte,
    );
    const recovered = kernel.recover(hashes.subarray(0, 32 * 300), noise);
    let none = 0;
    for (let i = 0; i < 300; i++) {
      const expected = nobleRecovered(piece(hashes, i, 32), piece(noise, i, SIGNATURE_BYTES));
      expect(recovered.found[i]).toBe(expected ? 1 : 0);
      expect(toHex(piece(recovered.publicKeys, i, 64))).toBe(toHex(expected ?? new Uint8Array(64)));
      if (!expected) none++;
    }
    expect(none).toBeGreaterThan(50);
    expect(none).toBeLessThan(250);
  });

  it('of r and s at their bounds, and of every recovery id', () => {
    const bounds = [0n, 1n, 2n, P - N - 1n, P - N, P - N + 1n, N - 1n, N, N + 1n, P - 1n, P, 2n ** 256n - 1n];
    const cases = bounds.flatMap((r) =>
      [0n, 1n, N / 2n, N / 2n + 1n, N - 1n, N, 2n ** 256n - 1n].flatMap((s) =>
        [0, 1, 2, 3, 4].map((id) => signatureOf(r, s, id)),
      ),
    );
    const hash = hashes.subarray(0, 32);
    const recovered = kernel.recover(join(...cases.map(() => hash)), join(...cases));
    cases.forEach((signature, i) => {
      expect(toHex(piece(recovered.publicKeys, i, 64)), `case ${i}`).toBe(
        toHex(nobleRecovered(hash, signature) ?? new Uint8Array(64)),
      );
    });
    expect(recovered.found).toContain(1);
  });

  it('with ids 2 and 3 finds R whose x is n or above, and verification takes its signature', () => {
    // Nobody knows the logarithm of such an R, so its signature is made from the other end: Q = (s R - z G) / r.
    let found = 0;
    for (let r = 1n; found < 4; r++) {
      let R: InstanceType<typeof Point>;
      try {
        R = Point.fromHex(`02${toHex(bytes32(r + N)).slice(2)}`);
      } catch {
        continue;
      }
      found++;
      const [s, z] = [modN(123_456_789n ** 7n) / 2n, numberOf(piece(hashes, found, 32))];
      for (const id of [2, 3]) {
        const lifted = id === 2 ? R : R.negate();
        const Q = lifted
          .multiply(s)
          .subtract(Point.BASE.multiply(modN(z)))
          .multiply(inverse(r));
        const signature = signatureOf(r, s, id);
        const hash = bytes32(z);
        const recovered = kernel.recover(hash, signature);
        expect(toHex(recovered.publicKeys)).toBe(toHex(pointBytes(Q)));
        expect(kernel.verify(hash, signature, pointBytes(Q))).toBe(true);
        const batch = {
          hashes: hash,
          signatures: signature,
          signers: Uint32Array.of(0),
          publicKeys: pointBytes(Q),
        };
        expect(kernel.verifyBatch(batch).rightCount).toBe(1);
        const other = signatureOf(r, s, id ^ 2);
        expect(kernel.verifyBatch({ ...batch, signatures: other }).rightCount).toBe(0);
      }
    }
  });

  it('that ends at the point at infinity finds nothing', () => {
    // s R = z G for R = k G where s k = z.
    const k = 987_654_321n;
    const R = Point.BASE.multiply(k).toAffine();
    const s = 55n;
    const hash = bytes32(modN(s * k));
    const { found, publicKeys } = kernel.recover(hash, signatureOf(modN(R.x), s, Number(R.y & 1n)));
    expect([...found]).toEqual([0]);
    expect(publicKeys.every((byte) => byte === 0)).toBe(true);
  });
});

function nobleRecovered(hash: Uint8Array, signature: Uint8Array): Uint8Array | null {
  try {
    const parsed = new secp256k1.Signature(
      numberOf(signature.subarray(0, 32)),
      numberOf(signature.subarray(32, 64)),
      signature[64]!,
    );
    return pointBytes(parsed.recoverPublicKey(hash));
  } catch {
    return null;
  }
}

describe('verification of one signature', () => {
  it('takes right ones, and nothing with a bit turned in hash, signature or key', () => {
    for (let i = 0; i < 40; i++) {
      const hash = piece(hashes, i, 32);
      const signature = piece(signatures, i, SIGNATURE_BYTES);
      const key = piece(publicKeys, senders[i]!, 64);
      expect(kernel.verify(hash, signature, key)).toBe(true);
      expect(kernel.verify(hash, signature.subarray(0, 64), key)).toBe(true);
      const turned = (bytes: Uint8Array) =>
        bytes.map((byte, at) => (at === i % 32 ? byte ^ (1 << (i % 8)) : byte));
      expect(kernel.verify(turned(hash), signature, key)).toBe(false);
      expect(kernel.verify(hash, turned(signature), key)).toBe(false);
      expect(kernel.verify(hash, signature, turned(key))).toBe(false);
    }
  });

  it('refuses the high s of the same signature (EIP-2)', () => {
    const signature = piece(signatures, 0, SIGNATURE_BYTES);
    const high = join(signature.subarray(0, 32), bytes32(N - numberOf(signature.subarray(32, 64))));
    const key = piece(publicKeys, senders[0]!, 64);
    const hash = hashes.subarray(0, 32);
    expect(secp256k1.verify(high, hash, join(Uint8Array.of(4), key), { prehash: false, lowS: false })).toBe(
      true,
    );
    expect(kernel.verify(hash, high, key)).toBe(false);
  });

  it('of u1 = 0, u2 = 1, and of G and -G as keys', () => {
    // z = 0 leaves the part of G out. Q = G with r = s doubles nothing but adds equal points on the way.
    for (const key of [1n, 2n, N - 1n, N - 2n, N / 2n, N / 2n + 1n]) {
      const ring = kernel.ring(bytes32(key));
      const all = [0n, 1n, N - 1n, N].map(bytes32);
      const made = ring.sign(
        indices(all.length, () => 0),
        join(...all),
      );
      all.forEach((hash, i) => {
        expect(kernel.verify(hash, piece(made, i, SIGNATURE_BYTES), kernel.publicKeys(bytes32(key)))).toBe(
          true,
        );
      });
    }
    // u1 G + u2 Q with Q = G and u1 = u2 adds a point to itself; with u1 = -u2 it is infinity.
    const r = modN(Point.BASE.multiply(2n).toAffine().x);
    const G = pointBytes(Point.BASE);
    const expected = (z: bigint, s: bigint) =>
      secp256k1.verify(signatureOf(r, s, 0).subarray(0, 64), bytes32(z), join(Uint8Array.of(4), G), {
        prehash: false,
      });
    for (const z of [r, modN(-r), 0n, 1n]) {
      for (const s of [1n, 2n, r, modN(r * inverse(2n)), N / 2n]) {
        const verdict = kernel.verify(bytes32(z), signatureOf(r, s, 0), G);
        expect(verdict, `z ${z} s ${s}`).toBe(s <= N / 2n && s > 0n && expected(z, s));
      }
    }
    expect(kernel.verify(bytes32(r), signatureOf(r, r <= N / 2n ? r : N - r, 0), G)).toBe(
      expected(r, r <= N / 2n ? r : N - r),
    );
  });
});

describe('verification of a batch', () => {
  const batchOf = (count: number, ofSignatures: Uint8Array = signatures) => ({
    hashes: hashes.subarray(0, 32 * count),
    signatures: ofSignatures.slice(0, SIGNATURE_BYTES * count),
    signers: senders.subarray(0, count),
    publicKeys,
  });

  it.each([0, 1, 2, 3, 7, 8, 9, 63, 64, 255, 600])('of %i right ones finds all right', (count) => {
    const { right, rightCount } = kernel.verifyBatch(batchOf(count));
    expect(rightCount).toBe(count);
    expect([...right]).toEqual(Array.from({ length: count }, () => 1));
  });

  it('always finds the one that was mutated, in any byte of signature or hash', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(),
        fc.nat({ max: 64 + 32 }),
        fc.integer({ min: 1, max: 255 }),
        (count, pick, at, flip) => {
          const bad = pick % count;
          const batch = batchOf(count);
          const mutated = { ...batch, hashes: batch.hashes.slice() };
          if (at < SIGNATURE_BYTES) mutated.signatures[SIGNATURE_BYTES * bad + at]! ^= flip;
          else mutated.hashes[32 * bad + at - SIGNATURE_BYTES]! ^= flip;
          const { right, rightCount } = kernel.verifyBatch(mutated);
          expect(rightCount).toBe(count - 1);
          expect(right.indexOf(0)).toBe(bad);
        },
      ),
      { numRuns: Number(process.env.LAKH_KERNEL_RUNS ?? 40) },
    );
  });

  it('finds many culprits, and says of each what verification of one says', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 120 }), (spoiled) => {
        const batch = batchOf(spoiled.length);
        spoiled.forEach((bad, i) => {
          if (bad) batch.signatures[SIGNATURE_BYTES * i + 40]! ^= 1;
        });
        const { right } = kernel.verifyBatch(batch);
        expect([...right]).toEqual(spoiled.map((bad) => (bad ? 0 : 1)));
      }),
      { numRuns: 30 },
    );
  });

  it('takes the same signature many times over, where points meet themselves and their negatives', () => {
    const count = 100;
    const same = (bytes: Uint8Array, length: number) =>
      join(...Array.from({ length: count }, () => bytes.subarray(0, length)));
    const batch = {
      hashes: same(hashes, 32),
      signatures: same(signatures, SIGNATURE_BYTES),
      signers: indices(count, () => senders[0]!),
      publicKeys,
    };
    expect(kernel.verifyBatch(batch).rightCount).toBe(count);
    batch.signatures[SIGNATURE_BYTES * 50 + 64]! ^= 1;
    const { right, rightCount } = kernel.verifyBatch(batch);
    expect([rightCount, right.indexOf(0)]).toEqual([count - 1, 50]);
  });

  it('does not let two false ones make up for each other', () => {
    // Exchanging the signatures of two messages leaves every plain sum over the batch as it was.
    const batch = batchOf(64);
    const [one, two] = [3, 3 + 16];
    expect(senders[one]).toBe(senders[two]);
    const first = piece(batch.signatures, one, SIGNATURE_BYTES).slice();
    batch.signatures.set(piece(batch.signatures, two, SIGNATURE_BYTES), SIGNATURE_BYTES * one);
    batch.signatures.set(first, SIGNATURE_BYTES * two);
    const { right } = kernel.verifyBatch(batch);
    expect([...right].flatMap((verdict, i) => (verdict === 0 ? [i] : []))).toEqual([one, two]);
  });

  it('wants the key that signed', () => {
    const batch = batchOf(50);
    const wrong = batch.signers.slice();
    wrong[17] = (wrong[17]! + 1) % 16;
    expect(kernel.verifyBatch({ ...batch, signers: wrong }).right.indexOf(0)).toBe(17);
  });
});

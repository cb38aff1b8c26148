import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concatBytes, numberToBytesBE } from '@noble/curves/utils.js';
import { describe, expect, it } from 'vitest';
import { evm, expectSame, expectSameMangled, OSAKA, rivalError, word } from '../../../support/precompiles.ts';

describe('BLS12-381', () => {
  const { G1, G2, fields } = bls12_381;
  const { Fp, Fp2, Fr } = fields;
  const PRAGUE = 12;
  const long = (value: bigint) => numberToBytesBE(value, 64);
  const bytes1 = (x: bigint, y: bigint) => concatBytes(long(x), long(y));
  const bytes2 = (x: { c0: bigint; c1: bigint }, y: { c0: bigint; c1: bigint }) =>
    concatBytes(long(x.c0), long(x.c1), long(y.c0), long(y.c1));
  const g1 = (k: bigint) => {
    const { x, y } = G1.Point.BASE.multiply(k).toAffine();
    return bytes1(x, y);
  };
  const g2 = (k: bigint) => {
    const { x, y } = G2.Point.BASE.multiply(k).toAffine();
    return bytes2(x, y);
  };
  const zero1 = new Uint8Array(128);
  const zero2 = new Uint8Array(256);
  /** Points of the curves that are not of the subgroups. */
  const stray1 = (() => {
    for (let x = 1n; ; x++) {
      try {
        return bytes1(x, Fp.sqrt(Fp.add(Fp.pow(x, 3n), 4n)));
      } catch {}
    }
  })();
  const stray2 = (() => {
    for (let n = 1n; ; n++) {
      const x = Fp2.fromBigTuple([n, 1n]);
      try {
        return bytes2(x, Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), Fp2.fromBigTuple([4n, 4n]))));
      } catch {}
    }
  })();

  it.each([
    [0x0b, g1, zero1, stray1],
    [0x0d, g2, zero2, stray2],
  ] as const)('%i adds, points beyond the subgroup too', async (id, g, zero, stray) => {
    await expectSameMangled(id, [PRAGUE, OSAKA], concatBytes(g(5n), g(7n)), 40);
    for (const [a, b] of [
      [g(5n), g(5n)],
      [g(5n), g(Fr.ORDER - 5n)],
      [zero, g(5n)],
      [g(5n), zero],
      [zero, zero],
      [stray, g(2n)],
      [stray, stray],
    ] as const) {
      expect((await expectSame(id, PRAGUE, concatBytes(a, b))).succeeded).toBe(true);
    }
    const tooLarge = Uint8Array.from(g(5n));
    tooLarge.set(long(Fp.ORDER), 0);
    await expectSame(id, PRAGUE, concatBytes(tooLarge, g(5n)));
    const padded = Uint8Array.from(g(5n));
    padded[0] = 1;
    await expectSame(id, PRAGUE, concatBytes(padded, g(5n)));
  });

  it.each([
    [0x0c, g1, zero1, stray1],
    [0x0e, g2, zero2, stray2],
  ] as const)('%i sums products', { timeout: 120_000 }, async (id, g, zero, stray) => {
    const factors = [0n, 1n, 2n, Fr.ORDER - 1n, Fr.ORDER, Fr.ORDER + 1n, (1n << 256n) - 1n, 0x123456789n];
    for (const k of factors) await expectSame(id, PRAGUE, concatBytes(g(5n), word(k)));
    for (const count of [2, 3, 8, 20]) {
      const terms = Array.from({ length: count }, (_, i) => {
        return concatBytes(
          i % 7 === 3 ? zero : g(BigInt(i) + 2n),
          word((factors[i % 8]! * BigInt(i * 77 + 1)) % (1n << 256n)),
        );
      });
      expect((await expectSame(id, PRAGUE, concatBytes(...terms))).succeeded).toBe(true);
    }
    expect((await expectSame(id, PRAGUE, concatBytes(stray, word(2n)))).succeeded).toBe(false);
    expect((await expectSame(id, PRAGUE, concatBytes(g(2n), word(2n), stray, word(0n)))).succeeded).toBe(
      false,
    );
    await expectSameMangled(id, [PRAGUE], concatBytes(g(3n), word(4n), g(5n), word(6n)), 25);
  });

  it('sums of products cost the same for every number of them', async () => {
    for (const [id, step] of [
      [0x0c, 160],
      [0x0e, 288],
    ] as const) {
      for (let count = 1; count <= 140; count++) {
        const cost = evm.call.precompileCost(id, PRAGUE, 0, step * count);
        // Nothing of it is a point: it is refused at once by whoever has the gas to look.
        const data = new Uint8Array(step * count).fill(255);
        expect([count, await rivalError(id, PRAGUE, data, cost - 1n)]).toEqual([count, 'out of gas']);
        expect(await rivalError(id, PRAGUE, data, cost)).not.toBe('out of gas');
      }
    }
  });

  it('pairs', { timeout: 120_000 }, async () => {
    const good = concatBytes(g1(6n), g2(5n), g1(Fr.ORDER - 30n), g2(1n));
    expect((await expectSame(0x0f, PRAGUE, good)).output).toBe('1'.padStart(64, '0'));
    expect((await expectSame(0x0f, PRAGUE, concatBytes(g1(6n), g2(5n)))).output).toBe('0'.repeat(64));
    await expectSameMangled(0x0f, [PRAGUE], good, 15);
    await expectSame(0x0f, PRAGUE, concatBytes(zero1, g2(5n), g1(3n), zero2));
    expect((await expectSame(0x0f, PRAGUE, concatBytes(stray1, g2(5n)))).succeeded).toBe(false);
    expect((await expectSame(0x0f, PRAGUE, concatBytes(g1(2n), stray2))).succeeded).toBe(false);
    expect((await expectSame(0x0f, PRAGUE, concatBytes(zero1, stray2))).succeeded).toBe(false);
  });

  it('maps elements of the field to points', async () => {
    await expectSameMangled(0x10, [PRAGUE], long(12345n), 20);
    await expectSameMangled(0x11, [PRAGUE], concatBytes(long(1n), long(Fp.ORDER - 1n)), 20);
    for (const x of [0n, 1n, Fp.ORDER - 1n, Fp.ORDER]) {
      await expectSame(0x10, PRAGUE, long(x));
      await expectSame(0x11, PRAGUE, concatBytes(long(x), long(0n)));
      await expectSame(0x11, PRAGUE, concatBytes(long(0n), long(x)));
    }
  });
});

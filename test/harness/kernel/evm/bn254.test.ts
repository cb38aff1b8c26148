import { bn254 } from '@noble/curves/bn254.js';
import { concatBytes } from '@noble/curves/utils.js';
import { describe, expect, it } from 'vitest';
import { expectSame, expectSameMangled, OSAKA, PLENTY, run, word } from '../../../support/precompiles.ts';

describe('bn254', () => {
  const { G1, G2, fields } = bn254;
  const g1 = (k: bigint) => {
    const { x, y } = G1.Point.BASE.multiply(k).toAffine();
    return concatBytes(word(x), word(y));
  };
  const g2 = (k: bigint) => {
    const { x, y } = G2.Point.BASE.multiply(k).toAffine();
    return concatBytes(word(x.c1), word(x.c0), word(y.c1), word(y.c0));
  };
  const p = fields.Fp.ORDER;
  const zero = new Uint8Array(64);

  it('adds', async () => {
    await expectSameMangled(6, [4, 6, OSAKA], concatBytes(g1(5n), g1(7n)), 80);
    for (const data of [
      concatBytes(g1(5n), g1(5n)),
      concatBytes(g1(5n), g1(fields.Fr.ORDER - 5n)),
      concatBytes(zero, g1(3n)),
      concatBytes(g1(3n), zero),
      concatBytes(word(p), word(0n), g1(3n)),
      concatBytes(word(0n), word(p), g1(3n)),
      concatBytes(word(1n + p), word(2n), g1(3n)),
    ]) {
      await expectSame(6, 4, data);
    }
  });

  it('multiplies', async () => {
    await expectSameMangled(7, [4, 6, OSAKA], concatBytes(g1(5n), word(77n)), 80);
    for (const k of [
      0n,
      1n,
      fields.Fr.ORDER - 1n,
      fields.Fr.ORDER,
      fields.Fr.ORDER + 1n,
      (1n << 256n) - 1n,
    ]) {
      await expectSame(7, 6, concatBytes(g1(9n), word(k)));
      expect(run(7, 6, concatBytes(zero, word(k)), PLENTY)).toEqual({
        succeeded: true,
        gas: 6000n,
        output: '00'.repeat(64),
      });
    }
  });

  it('pairs', { timeout: 120_000 }, async () => {
    const { ORDER } = fields.Fr;
    const good = concatBytes(g1(6n), g2(5n), g1(ORDER - 30n), g2(1n));
    expect((await expectSame(8, 6, good)).output).toBe('1'.padStart(64, '0'));
    expect((await expectSame(8, 4, concatBytes(g1(6n), g2(5n)))).output).toBe('0'.repeat(64));
    await expectSameMangled(8, [4, 6], good, 25);
    for (const data of [
      concatBytes(zero, g2(5n)),
      concatBytes(g1(3n), new Uint8Array(128)),
      new Uint8Array(192 * 3),
      concatBytes(g1(3n), word(p), word(0n), word(0n), word(0n)),
      new Uint8Array(191),
    ]) {
      await expectSame(8, 6, data);
    }
  });

  it('refuses points of G2 that are of the curve only', async () => {
    const { Fp2 } = fields;
    // The first points there are with x = n + i: hardly one of the curve's is of the subgroup.
    let refused = 0;
    for (let n = 1n; refused < 3; n++) {
      const x = Fp2.fromBigTuple([n, 1n]);
      const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), (G2.Point.CURVE() as { b: typeof x }).b);
      let y: typeof x;
      try {
        y = Fp2.sqrt(square);
      } catch {
        continue;
      }
      const data = concatBytes(g1(1n), word(x.c1), word(x.c0), word(y.c1), word(y.c0));
      expect((await expectSame(8, 6, data)).succeeded).toBe(false);
      refused++;
    }
  });
});

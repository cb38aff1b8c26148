import { readFileSync } from 'node:fs';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concatBytes } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { hex, PLENTY, run, word } from '../../../support/precompiles.ts';

describe('evaluation of points', () => {
  const { G1, fields } = bls12_381;
  const { Fr } = fields;
  const CANCUN = 11;
  const setup = JSON.parse(readFileSync('node_modules/viem/trusted-setups/mainnet.json', 'utf8')) as {
    g1_monomial: string[];
  };
  const powers = setup.g1_monomial.slice(0, 4).map((point) => G1.Point.fromHex(point.slice(2)));

  /** sum of c_i tau^i. */
  const commit = (coefficients: readonly bigint[]) =>
    coefficients.reduce((sum, c, i) => sum.add(powers[i]!.multiplyUnsafe(c)), G1.Point.ZERO);
  const evaluate = (coefficients: readonly bigint[], x: bigint) =>
    coefficients.reduceRight((sum, c) => Fr.add(Fr.mul(sum, x), c), 0n);
  /** (p(x) - p(z)) / (x - z). */
  const quotient = (coefficients: readonly bigint[], z: bigint) => {
    const digits: bigint[] = [];
    coefficients.slice(1).reduceRight((above, c) => {
      const digit = Fr.add(Fr.mul(above, z), c);
      digits.unshift(digit);
      return digit;
    }, 0n);
    return digits;
  };
  const inputOf = (commitment: Uint8Array, z: bigint, y: bigint, proof: Uint8Array) => {
    const hash = sha256(commitment);
    hash[0] = 1;
    return concatBytes(hash, word(z), word(y), commitment, proof);
  };
  const claim = (coefficients: readonly bigint[], z: bigint, off = 0n) =>
    inputOf(
      commit(coefficients).toBytes(),
      z,
      Fr.add(evaluate(coefficients, z), off),
      commit(quotient(coefficients, z)).toBytes(),
    );
  const yes = { succeeded: true, gas: 50_000n, output: hex(concatBytes(word(4096n), word(Fr.ORDER))) };
  const no = { succeeded: false, gas: PLENTY, output: '' };

  it('says yes to what is so, and no to anything else', { timeout: 120_000 }, () => {
    for (const p of [[5n, 7n, 11n, 13n], [3n, Fr.ORDER - 1n], [9n], [0n]]) {
      for (const z of [0n, 1n, 12345n, Fr.ORDER - 1n]) {
        expect(run(10, CANCUN, claim(p, z), PLENTY)).toEqual(yes);
      }
      expect(run(10, CANCUN, claim(p, 3n, 1n), PLENTY)).toEqual(no);
    }
    const good = claim([5n, 7n, 11n, 13n], 77n);
    expect(run(10, CANCUN, good, 50_000n)).toEqual(yes);
    expect(run(10, CANCUN, good, 49_999n).succeeded).toBe(false);
    for (let at = 0; at < good.length; at += 11) {
      expect(
        run(
          10,
          CANCUN,
          Uint8Array.from(good, (byte, i) => (i === at ? byte ^ 4 : byte)),
          PLENTY,
        ),
      ).toEqual(no);
    }
    expect(run(10, CANCUN, good.subarray(0, 191), PLENTY)).toEqual(no);
    expect(run(10, CANCUN, concatBytes(good, Uint8Array.of(0)), PLENTY)).toEqual(no);
  });

  it('refuses numbers of the order or above, and points beyond the subgroup', () => {
    const constant = commit([9n]).toBytes();
    const infinity = G1.Point.ZERO.toBytes();
    expect(run(10, CANCUN, inputOf(constant, 3n, 9n, infinity), PLENTY)).toEqual(yes);
    expect(run(10, CANCUN, inputOf(constant, Fr.ORDER, 9n, infinity), PLENTY)).toEqual(no);
    expect(run(10, CANCUN, inputOf(constant, 3n, 9n + Fr.ORDER, infinity), PLENTY)).toEqual(no);
    const stray = Uint8Array.from({ length: 48 }, (_, i) => (i === 0 ? 0x80 : i === 47 ? 4 : 0));
    expect(run(10, CANCUN, inputOf(stray, 3n, 9n, infinity), PLENTY)).toEqual(no);
    expect(run(10, CANCUN, inputOf(constant, 3n, 9n, stray), PLENTY)).toEqual(no);
  });
});

import { concatBytes } from '@noble/curves/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSame, OSAKA, rivalRun, run, word } from '../../../support/precompiles.ts';

describe('modular exponentiation', () => {
  const call = (base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array, cut = 0) => {
    const lengths = [base, exponent, modulus].map((part) => word(BigInt(part.length)));
    const all = concatBytes(...lengths, base, exponent, modulus);
    return all.slice(0, all.length - cut);
  };

  it('is that of another in every fork', { timeout: 120_000 }, async () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 140 }),
      fc.nat({ max: 70 }).map((length) => new Uint8Array(length)),
      fc.tuple(fc.nat({ max: 70 }), fc.uint8Array({ maxLength: 3 })).map(([zeros, rest]) => {
        return concatBytes(new Uint8Array(zeros), rest);
      }),
    );
    const property = fc.asyncProperty(part, part, part, fc.nat({ max: 5 }), async (b, e, m, cut) => {
      for (const fork of [4, 7, OSAKA]) await expectSame(5, fork, call(b, e, m, cut));
    });
    await fc.assert(property, { numRuns: 400 });
  });

  it('costs and gives the same at lengths where the rules change', { timeout: 120_000 }, async () => {
    for (const fork of [4, 5, 6, 7, 12, OSAKA]) {
      for (const length of [0, 1, 31, 32, 33, 63, 64, 65, 512, 1023, 1024, 1025]) {
        const full = new Uint8Array(length).fill(0xfd);
        const few = Uint8Array.of(3);
        for (const [b, e, m] of [
          [full, few, few],
          [few, full, few],
          [few, few, full],
          [full, few, full],
          [full, new Uint8Array(0), few],
        ] as const) {
          await expectSame(5, fork, call(b, e, m));
        }
      }
    }
  });

  it('is not hurt by lengths that are not to be had', async () => {
    const lengths = [0n, 1n, 32n, 1024n, 1n << 31n, 1n << 32n, 1n << 64n, (1n << 256n) - 1n];
    for (const fork of [4, 7, OSAKA]) {
      for (const b of lengths) {
        for (const e of lengths) {
          for (const m of lengths) {
            const data = concatBytes(word(b), word(e), word(m), Uint8Array.of(2, 3, 5));
            const gas = 100_000n;
            expect([b, e, m, run(5, fork, data, gas)]).toEqual([b, e, m, await rivalRun(5, fork, data, gas)]);
          }
        }
      }
    }
  });

  it('of a thousand bytes is right', async () => {
    const some = (seed: number) =>
      Uint8Array.from({ length: 1024 }, (_, i) => (i * seed + (i >> 3) + 1) & 255);
    await expectSame(5, OSAKA, call(some(3), some(5).subarray(0, 64), some(7)));
  });
});

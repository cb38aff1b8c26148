import { bigIntToUnpaddedBytes, ecrecover } from '@ethereumjs/util';
import { getBytes, keccak256, toBeHex, Wallet } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recoverPublicKey } from '../../../../harness/engines/ethereumjs/recover.ts';

/** Order of the group of secp256k1 (SEC 2, section 2.4.1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function outcome(run: () => Uint8Array): Uint8Array | 'thrown' {
  try {
    return run();
  } catch {
    return 'thrown';
  }
}

describe('recoverPublicKey', () => {
  it('agrees with EthereumJS on signatures, low or high s, and on noise', () => {
    const scalar = fc.bigInt({ min: 0n, max: ORDER });
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        scalar,
        scalar,
        fc.boolean(),
        (seed, r, s, flip) => {
          const hash = getBytes(keccak256(seed));
          const made = new Wallet(keccak256(hash)).signingKey.sign(hash);
          const highS = ORDER - BigInt(made.s);
          const cases: [bigint, bigint, bigint][] = [
            [BigInt(made.yParity), BigInt(made.r), BigInt(made.s)],
            [BigInt(1 - made.yParity), BigInt(made.r), highS],
            [flip ? 1n : 0n, BigInt(made.r), s],
            [27n + (flip ? 1n : 0n), r, s],
            [2n, BigInt(made.r), BigInt(made.s)],
          ];
          for (const [v, r, s] of cases) {
            const args = [hash, v, bigIntToUnpaddedBytes(r), bigIntToUnpaddedBytes(s)] as const;
            expect(outcome(() => recoverPublicKey(...args))).toEqual(outcome(() => ecrecover(...args)));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([0n, ORDER])('refuses r = %d', (r) => {
    const args = [getBytes(keccak256('0x')), 0n, getBytes(toBeHex(r, 32)), Uint8Array.of(1)] as const;
    expect(() => recoverPublicKey(...args)).toThrow();
  });
});

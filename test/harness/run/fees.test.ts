import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fees } from '../../../harness/run/fees.ts';

const fee = fc.record({
  account: fc.nat(2),
  gas: fc.integer({ min: -30_000_000, max: 30_000_000 }),
  priceWei: fc.oneof(
    fc.bigInt({ min: 0n, max: 10n ** 11n }),
    fc.bigInt({ min: 2n ** 52n, max: 2n ** 64n - 1n }),
  ),
});

describe('fees', () => {
  it('are the exact sums, whatever the price, taken back or not', () => {
    fc.assert(
      fc.property(fc.array(fee, { maxLength: 200 }), (paid) => {
        const fees = new Fees(3);
        const exact = [0n, 0n, 0n];
        for (const { account, gas, priceWei } of paid) {
          fees.add(account, gas, priceWei);
          exact[account]! += BigInt(gas) * priceWei;
        }
        expect(fees.all()).toEqual(exact);
      }),
    );
  });
});

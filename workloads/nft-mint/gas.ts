/** Gas limits: the worst case that was measured, and about 30 % more. */
import { type Options, type Standard, standardOf } from './options.ts';
import type { Step } from './steps.ts';

export const GAS = {
  deploy: 3_000_000,
  reserveBase: 100_000,
  reserveEach: 75_000,
  openSale: 65_000,
  transfer: 120_000,
  /** A mint of no token, with a proof of 20 hashes: an allow-list of a million. */
  mint: { DropERC721A: 190_000, DropERC721: 190_000 } satisfies Record<Standard, number>,
  mintEach: { DropERC721A: 4_000, DropERC721: 36_000 } satisfies Record<Standard, number>,
};

export function gasLimitOf({ action, collection }: Step, options: Options): number {
  if (action === 'openSale' || action === 'transfer') return GAS[action];
  return mintGas(standardOf(options, collection), options);
}

/** The most that any step may use. */
export function mostGas(options: Options): number {
  const mints = [standardOf(options, 0), standardOf(options, 1)].map((standard) =>
    mintGas(standard, options),
  );
  return Math.max(GAS.openSale, GAS.transfer, ...mints);
}

function mintGas(standard: Standard, { batchSize }: Options): number {
  return GAS.mint[standard] + batchSize * GAS.mintEach[standard];
}

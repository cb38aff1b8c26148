/** Gas limits: the worst case that was measured, and about 30 % more. */
import { type Options, type Standard, standardOf } from './options.ts';
import type { Step } from './steps.ts';

export const GAS = {
  deploy: 2_000_000,
  reserveBase: 80_000,
  reserveEach: 65_000,
  openSale: 60_000,
  transfer: 80_000,
  /** A mint of no token, with a proof of 20 hashes: an allow-list of a million. */
  mint: { DropERC721A: 150_000, DropERC721: 120_000 } satisfies Record<Standard, number>,
  mintEach: { DropERC721A: 2_500, DropERC721: 33_000 } satisfies Record<Standard, number>,
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

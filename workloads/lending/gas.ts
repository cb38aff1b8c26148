/** What calls may use at most: measured, with a third to spare. */
import { type Homes, homesOf } from '../homes.ts';
import type { Options } from './options.ts';

/** Looking at one market that the account has a position in: its state, two shares, its price. */
const LOOK = 27_000;

export const GAS = { deposit: 100_000, repay: 100_000, movePrice: 45_000, liquidate: 240_000 };

/** Withdrawing and borrowing look at every market of the account. */
export function healthGas(markets: number): number {
  return 85_000 + LOOK * markets;
}

/** A first loan fills slots that were empty. */
export function firstLoanGas(markets: number): number {
  return healthGas(markets) + 70_000;
}

/** In how many markets an account has a position: where it acts, and where its collateral lies. */
export function marketsOf(homes: Homes): number {
  return homes.of(0).length + 1;
}

/** The most that one transaction of the load may use. */
export function mostGas({ markets, contention }: Options): number {
  return Math.max(...Object.values(GAS), healthGas(marketsOf(homesOf(markets, 1, contention))));
}

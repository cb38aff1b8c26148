/** Values that an oracle knows within bounds: what an action is worth depends on a rate that only rises. */
import type { Check } from '../harness/spec/index.ts';
import { hold } from './oracle-parts.ts';

export interface Range {
  /** Whose value it is. */
  readonly of: string;
  readonly least: bigint;
  readonly most: bigint;
  readonly actual: bigint;
}

/** Passed when every value is within its bounds, both included. */
export function within(name: string, ranges: readonly Range[]): Check {
  return hold(
    name,
    ranges,
    ({ least, most, actual }) => least <= actual && actual <= most,
    ({ of, least, most, actual }) => `${of} is ${actual}, between ${least} and ${most} expected`,
  );
}

/** A rate as an exact fraction: what one share is worth. */
export interface Rate {
  readonly assets: bigint;
  readonly shares: bigint;
}

/** Whether the second rate is not below the first. */
export function rises(before: Rate, after: Rate): boolean {
  return after.assets * before.shares >= before.assets * after.shares;
}

/** How many shares `assets` are at the rate, rounded down. */
export function sharesAt({ assets: worth, shares }: Rate, assets: bigint): bigint {
  return (assets * shares) / worth;
}

/** What `shares` are worth at the rate, rounded down. */
export function assetsAt({ assets: worth, shares: all }: Rate, shares: bigint): bigint {
  return (shares * worth) / all;
}

/** A value that grew and fell by amounts each of which is known within bounds. */
export class Sum {
  least = 0n;
  most = 0n;

  add(least: bigint, most = least): void {
    this.least += least;
    this.most += most;
  }

  take(least: bigint, most = least): void {
    this.add(-most, -least);
  }
}

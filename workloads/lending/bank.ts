/** The pool's markets, who acts where, and the amounts by which nothing reverts but what is meant to. */
import type { Address, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { TOKEN } from '../assets.ts';
import { type Homes, homesOf } from '../homes.ts';
import type { Options } from './options.ts';

export interface Deployment {
  readonly pool: Address;
  readonly feed: Address;
  /** The token of each market. */
  readonly assets: readonly Address[];
}

export const encode = {
  deposit: encoder('deposit(uint256,uint256,address)'),
  withdraw: encoder('withdraw(uint256,uint256)'),
  borrow: encoder('borrow(uint256,uint256)'),
  repay: encoder('repay(uint256,uint256)'),
  movePrice: encoder('movePrice(address,uint256)'),
  liquidate: encoder('liquidate(address,uint256,uint256,uint256)'),
};

/** Each account has this much in each of its markets, and as much again as collateral: more than any run withdraws. */
export const PRINCIPAL = TOKEN * 10n ** 12n;
/** And owes this much there: more than any run repays, and under half of the limit whatever prices do. */
export const DEBT = (PRINCIPAL * 4n) / 10n;

/** The price of everything at first, and how far it moves: a tenth up or down. */
export const PRICE = TOKEN;
export const SWING = 10;
/** At this price of his collateral a victim is beyond his limit. */
export const LOW_PRICE = (PRICE * 8n) / 10n;
/** What a victim owes against `PRINCIPAL` of collateral: a twentieth below his limit of 80 %. */
export const THIN_DEBT = (PRINCIPAL * 76n) / 100n;
/** A liquidator receives 105 % of what he repays (`LIQUIDATION_BONUS`), at the low price. */
export const seizedFor = (repaid: bigint) => (repaid * ((PRICE * 105n) / 100n)) / LOW_PRICE;

/** Who acts where. Victims are the last accounts, and their markets come behind those that everybody uses. */
export class Bank {
  readonly senders: number;
  readonly homes: Homes;
  /** All victims owe in this one. */
  readonly stable: number;
  /** Of all markets. */
  readonly count: number;

  constructor({ accounts, options }: Pick<WorkloadContext<Options>, 'accounts' | 'options'>) {
    this.senders = accounts.length - options.victims;
    this.homes = homesOf(options.markets, this.senders, options.contention);
    this.stable = options.markets;
    this.count = options.markets + 1 + options.victims;
  }

  /** The account that is the victim of this number. */
  victim(number: number): number {
    return this.senders + number;
  }

  /** The market in which the victim has his collateral, and nobody else has anything. */
  side(victim: number): number {
    return this.stable + 1 + victim;
  }

  /** Where the account's collateral lies: beside the last of the markets that it acts in. */
  collateral(account: number): number {
    return (this.homes.of(account).at(-1)! + 1) % this.stable;
  }
}

/** What stands before the clock starts: pools with their tokens and rewards, and a principal of every account that stays. */
import type { Address, Setup, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { artifact } from '../artifact.ts';
import { deployAsset, HOLDING, inBulk, provide, TOKEN } from '../assets.ts';
import { homesOf } from '../homes.ts';
import { Site } from '../site.ts';
import { comesAndGoes, type Options } from './options.ts';

/** What every account that stays has in its pools from the start: more than any run withdraws. */
const PRINCIPAL = TOKEN * 10n ** 12n;
/** What each pool can pay out: more than any run accrues. */
export const REWARDS = HOLDING;
const GAS = { deployPool: 1_600_000, transfer: 80_000, stakeEach: 110_000 };

const encode = { stake: encoder('stake(uint256,address)'), transfer: encoder('transfer(address,uint256)') };

export interface Deployment {
  readonly reward: Address;
  readonly pools: readonly Address[];
  readonly tokens: readonly Address[];
  /** Rewards a second of each pool: its allocation of the emission. */
  readonly rates: readonly bigint[];
}

export function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { options, accounts, deployer } = context;
  const { visitors } = homesOf(options.pools, accounts.length, options.contention);
  const rates = ratesOf(options);
  const site = new Site(context);
  const pool = artifact('RewardPool');
  const reward = deployAsset(site, 'Reward');
  const tokens = visitors.map((_, at) => deployAsset(site, `Liquidity ${at}`));
  site.next();
  const pools = tokens.map((token, at) => site.deploy(pool, [token, reward, rates[at]], GAS.deployPool));
  provide(site, reward, [deployer.address], deployer.address, REWARDS * BigInt(pools.length));
  site.next();
  for (const [at, of] of visitors.entries()) {
    const holders = [...of.map((account) => accounts[account]!), deployer.address];
    provide(site, tokens[at]!, holders, pools[at]!);
    site.call(reward, encode.transfer(pools[at]!, REWARDS), GAS.transfer, 'transfer');
  }
  site.next();
  for (const [at, of] of visitors.entries()) {
    const stay = of.filter((account) => !comesAndGoes(account, options)).map((account) => accounts[account]!);
    // The deployer stays everywhere, so that no pool is ever empty and every second accrues.
    const stakes = [deployer.address, ...stay].map((of) => encode.stake(PRINCIPAL, of));
    inBulk(site, pool, pools[at]!, stakes, GAS.stakeEach, 'stake');
  }
  return { stages: site.stages, contracts: site.contracts, deployment: { reward, pools, tokens, rates } };
}

function ratesOf({ pools, allocation, emission }: Options): bigint[] {
  const parts = Array.from({ length: pools }, (_, pool) => BigInt(allocation[pool % allocation.length]!));
  const total = parts.reduce((sum, part) => sum + part, 0n);
  return parts.map((part) => (BigInt(emission) * TOKEN * part) / total);
}

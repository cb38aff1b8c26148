/** What stands before the clock starts: vaults, each with its asset, and a principal of every account that comes there. */
import type { Address, Setup, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { artifact } from '../artifact.ts';
import { deployAsset, HOLDING, inBulk, provide, TOKEN } from '../assets.ts';
import { homesOf } from '../homes.ts';
import { Site } from '../site.ts';
import type { Options } from './options.ts';

/** What every account has in its vaults from the start: more than any run withdraws. */
const PRINCIPAL = TOKEN * 10n ** 12n;
const GAS = { deployVault: 2_200_000, approve: 60_000, depositEach: 80_000 };

const encode = { deposit: encoder('deposit(uint256,address)'), approve: encoder('approve(address,uint256)') };

export interface Deployment {
  readonly vaults: readonly Address[];
  readonly assets: readonly Address[];
}

export function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { options, accounts, deployer } = context;
  const { visitors } = homesOf(options.vaults, accounts.length, options.contention);
  const site = new Site(context);
  const vault = artifact('Vault');
  const assets = visitors.map((_, at) => deployAsset(site, `Asset ${at}`));
  site.next();
  const vaults = assets.map((asset) => site.deploy(vault, [asset], GAS.deployVault));
  site.next();
  for (const [at, of] of visitors.entries()) {
    provide(
      site,
      assets[at]!,
      of.map((account) => accounts[account]!),
      vaults[at]!,
    );
    if (of.length > 0) provide(site, assets[at]!, [deployer.address], vaults[at]!, HOLDING);
  }
  site.next();
  for (const [at, of] of visitors.entries()) {
    const deposits = of.map((account) => encode.deposit(PRINCIPAL, accounts[account]!));
    inBulk(site, vault, vaults[at]!, deposits, GAS.depositEach, 'deposit');
  }
  return { stages: site.stages, contracts: site.contracts, deployment: { vaults, assets } };
}

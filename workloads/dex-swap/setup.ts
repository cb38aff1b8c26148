/** Where everything stands: Uniswap V2 as it is deployed, a token a pool, and pools seeded through the router. */
import { getCreate2Address, keccak256, solidityPackedKeccak256 } from 'ethers';
import type { Address, Setup, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { type Artifact, artifact, packageArtifact } from '../artifact.ts';
import { Site } from '../site.ts';
import { DEADLINE } from './calls.ts';
import { type Options, reserveWei } from './options.ts';
import { providersOf } from './schedule.ts';

/** Plain data: it goes to every generator. */
export interface Deployment {
  readonly deployer: Address;
  readonly weth: Address;
  readonly router: Address;
  readonly treasury: Address;
  /** The token of each pool; the other side is WETH. */
  readonly tokens: readonly Address[];
  readonly pairs: readonly Address[];
}

export const PAIR = '@uniswap/v2-core/build/UniswapV2Pair.json';
const FACTORY = '@uniswap/v2-core/build/UniswapV2Factory.json';
export const ROUTER = '@uniswap/v2-periphery/build/UniswapV2Router02.json';
const WETH = '@uniswap/v2-periphery/build/WETH9.json';

/** What each account holds of each token: more than any run moves. */
const HOLDING = 10n ** 30n;
/** WETH of each account, in swaps that it could pay one after the other. */
const SWAPS_HELD = 10_000_000n;
const UNLIMITED = 2n ** 256n - 1n;
const HOLDERS_PER_CALL = 250;
const GAS = {
  weth: 800_000,
  factory: 4_000_000,
  router: 6_200_000,
  treasury: 400_000,
  token: 750_000,
  base: 100_000,
  mintEach: 65_000,
  spreadEach: 35_000,
  pool: 3_500_000,
  approve: 70_000,
};

const encode = {
  approve: encoder('approve(address,uint256)'),
  deposit: encoder('deposit()'),
  transfer: encoder('transfer(address,uint256)'),
  mintTo: encoder('mintTo(address[],uint256,address)'),
  spread: encoder('spread(address,address[],uint256)'),
  addLiquidityEth: encoder('addLiquidityETH(address,uint256,uint256,uint256,address,uint256)'),
};

export function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const site = new Site(context);
  const deployment = contracts(site, context);
  site.next();
  mints(site, context, deployment);
  site.next();
  pools(site, context, deployment);
  site.next();
  shares(site, context, deployment);
  return { stages: site.stages, contracts: [...site.contracts, ...deployment.pairs], deployment };
}

function contracts(site: Site, { options, deployer }: WorkloadContext<Options>): Deployment {
  const weth = site.deploy(packageArtifact(WETH), [], GAS.weth);
  const factory = site.deploy(packageArtifact(FACTORY), [deployer.address], GAS.factory);
  const router = site.deploy(packageArtifact(ROUTER), [factory, weth], GAS.router);
  const treasury = site.deploy(artifact('SwapTreasury'), [], GAS.treasury);
  const contract = artifact('SwapToken');
  const tokens = Array.from({ length: options.pools }, (_, pool) =>
    site.deploy(contract, [`Swap ${pool}`, `SWAP${pool}`], GAS.token),
  );
  const pairOf = pairsBy(factory, packageArtifact(PAIR));
  const pairs = tokens.map((token) => pairOf(token, weth));
  return { deployer: deployer.address, weth, router, treasury, tokens, pairs };
}

/** Pairs stand where CREATE2 puts them: the router computes the address in the same way (EIP-1014). */
function pairsBy(factory: Address, pair: Artifact): (a: Address, b: Address) => Address {
  const codeHash = keccak256(pair.bytecode);
  return (a, b) => {
    const salt = solidityPackedKeccak256(['address', 'address'], a < b ? [a, b] : [b, a]);
    return getCreate2Address(factory, salt, codeHash).toLowerCase() as Address;
  };
}

/** WETH for the treasury, and the router's right to take it later; tokens for all, with that right. */
function mints(site: Site, context: WorkloadContext<Options>, deployment: Deployment): void {
  const { accounts, options, deployer } = context;
  const { weth, router, treasury, tokens } = deployment;
  const wrapped = wethEach(options) * BigInt(accounts.length);
  site.call(weth, encode.deposit(), GAS.base, 'wrap', wrapped);
  site.call(weth, encode.transfer(treasury, wrapped), GAS.base, 'wrap');
  for (const account of accounts.keys()) {
    site.by(account, weth, encode.approve(router, UNLIMITED), GAS.approve, 'approve');
  }
  const parts = evenParts([deployer.address, ...accounts]);
  for (const token of tokens) {
    for (const holders of parts) {
      const data = encode.mintTo(holders, HOLDING, router);
      site.call(token, data, GAS.base + parts[0]!.length * GAS.mintEach, 'mint');
    }
  }
}

/** The router creates each pair with its first liquidity, whose shares go to the treasury. */
function pools(site: Site, { options }: WorkloadContext<Options>, deployment: Deployment): void {
  const { router, treasury, tokens } = deployment;
  const reserve = reserveWei(options);
  for (const token of tokens) {
    const data = encode.addLiquidityEth(token, reserve, reserve, reserve, treasury, DEADLINE);
    site.call(router, data, GAS.pool, 'seed', reserve);
  }
}

/** WETH for every account; shares of each pool for those who remove liquidity, and the router's right to take them. */
function shares(site: Site, { options, accounts }: WorkloadContext<Options>, deployment: Deployment): void {
  const { router, treasury, weth, pairs } = deployment;
  function spread(asset: Address, holders: readonly Address[], each: bigint): void {
    const parts = evenParts(holders);
    for (const some of parts) {
      const data = encode.spread(asset, some, each);
      site.call(treasury, data, GAS.base + parts[0]!.length * GAS.spreadEach, 'spread');
    }
  }
  spread(weth, accounts, wethEach(options));
  const providers = providersOf(options, accounts.length);
  if (providers === 0) return;
  // One part stays with the treasury, so that a pool never runs dry.
  const each = reserveWei(options) / BigInt(providers + 1);
  for (const pair of pairs) {
    spread(pair, accounts.slice(0, providers), each);
    for (let account = 0; account < providers; account++) {
      site.by(account, pair, encode.approve(router, UNLIMITED), GAS.approve, 'approve');
    }
  }
}

function wethEach({ amount }: Options): bigint {
  return BigInt(amount) * SWAPS_HELD;
}

/**
 * The holders in as few calls as there must be, the first one not smaller than the others. All of a kind get the same
 * gas limit: where a block has no room for one, anvil tries the sender's next one, and drops it if that would fit.
 */
function evenParts(holders: readonly Address[]): Address[][] {
  const count = Math.ceil(holders.length / HOLDERS_PER_CALL);
  const size = Math.ceil(holders.length / count);
  return Array.from({ length: count }, (_, at) => holders.slice(at * size, (at + 1) * size));
}

/** The set-up of dex-swap-v3: Uniswap's contracts, tokens, pools at a price of 1 with positions in every range. */
import { AbiCoder, getCreate2Address, keccak256 } from 'ethers';
import type { Address, Hex, Setup, WorkloadContext } from '../../harness/spec/index.ts';
import { artifact, packageArtifact } from '../artifact.ts';
import { Site } from '../site.ts';
import { mint, multicall } from './calls.ts';
import { type Deployment, pairOf } from './layout.ts';
import { HOLDING, liquidityOf, type Options, type Range, rangesOf } from './options.ts';
import { amountsOf } from './prices.ts';

const MOST_HOLDERS = 100;
const MOST_OPERATORS = 200;
/**
 * Gas limits never fall within a stage: where a transaction does not fit into a block any more, anvil 1.7.1 tries the next ones,
 * and drops those of the same sender that would fit.
 */
const GAS = {
  token: 1_500_000,
  weth: 1_500_000,
  factory: 7_000_000,
  router: 7_000_000,
  manager: 8_000_000,
  holdBase: 100_000,
  holdEach: 90_000,
  poolBase: 6_500_000,
  poolEach: 650_000,
  operatorBase: 100_000,
  operatorEach: 40_000,
};

/** The square root of a price of 1. */
const PRICE_ONE_X96 = 1n << 96n;
const NOBODY: Address = `0x${'00'.repeat(20)}`;

export const CONTRACTS = {
  weth: () => packageArtifact('@uniswap/v2-periphery/build/WETH9.json'),
  factory: () =>
    packageArtifact('@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json'),
  pool: () => packageArtifact('@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json'),
  router: () => packageArtifact('@uniswap/v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json'),
  manager: () =>
    packageArtifact(
      '@uniswap/v3-periphery/artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json',
    ),
};

export function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { options } = context;
  const site = new Site(context);
  const tokens = Array.from({ length: options.pools }, (_, i) =>
    site.deploy(artifact('RangeToken'), [`Range ${i}`, `RNG${i}`], GAS.token),
  );
  const weth = site.deploy(CONTRACTS.weth(), [], GAS.weth);
  const factory = site.deploy(CONTRACTS.factory(), [], GAS.factory);
  const router = site.deploy(CONTRACTS.router(), [factory, weth], GAS.router);
  // Without the contract that draws a picture of each position: nobody asks for one.
  const manager = site.deploy(CONTRACTS.manager(), [factory, weth, NOBODY], GAS.manager);
  site.next();
  const holders = [...context.accounts, context.deployer.address];
  for (const token of tokens) hold(site, token, holders, [router, manager]);
  site.next();
  const pairs = tokens.map((_, pool) => pairOf(pool, tokens));
  for (const pair of pairs) open(site, manager, pair, options, context.deployer.address);
  site.next();
  admit(site, manager, context.accounts);
  const pools = poolAddresses(factory, pairs, options.feeTier);
  return {
    stages: site.stages,
    contracts: [...site.contracts, ...pools],
    deployment: { router, manager, tokens, pools },
  };
}

/** Every holder gets the token and grants its spending to router and manager. */
function hold(site: Site, token: Address, holders: readonly Address[], spenders: readonly Address[]): void {
  const { abi } = artifact('RangeToken');
  for (const { some, size } of evenly(holders, MOST_HOLDERS)) {
    const data = abi.encodeFunctionData('mintTo', [some, HOLDING, spenders]) as Hex;
    site.call(token, data, GAS.holdBase + size * GAS.holdEach, 'hold');
  }
}

/** A pool at a price of 1 with a position in each range, all the deployer's, in the order of their ids. */
function open(
  site: Site,
  manager: Address,
  pair: readonly [Address, Address],
  options: Options,
  owner: Address,
): void {
  const { abi } = CONTRACTS.manager();
  const { feeTier } = options;
  const ranges = rangesOf(options);
  const liquidity = liquidityOf(options);
  const create = abi.encodeFunctionData('createAndInitializePoolIfNecessary', [
    ...pair,
    feeTier,
    PRICE_ONE_X96,
  ]);
  const positions = ranges.map((range, at) =>
    mint(pair, feeTier, range, worth(liquidity[at]!, range), owner),
  );
  const data = multicall([create as Hex, ...positions]);
  site.call(manager, data, GAS.poolBase + ranges.length * GAS.poolEach, 'open');
}

/** What liquidity costs of either token at the opening price, rounded up. */
function worth(liquidity: bigint, range: Range): bigint {
  return amountsOf(liquidity, range, PRICE_ONE_X96)[1] + 1n;
}

/** Every account may manage the deployer's positions. */
function admit(site: Site, manager: Address, accounts: readonly Address[]): void {
  const { abi } = CONTRACTS.manager();
  for (const { some, size } of evenly(accounts, MOST_OPERATORS)) {
    const calls = some.map((account) => abi.encodeFunctionData('setApprovalForAll', [account, true]) as Hex);
    site.call(manager, multicall(calls), GAS.operatorBase + size * GAS.operatorEach, 'admit');
  }
}

/** A list in parts of one size, `most` at the most; the last part may be smaller. */
function evenly<T>(list: readonly T[], most: number): { some: readonly T[]; size: number }[] {
  const count = Math.ceil(list.length / most);
  const size = Math.ceil(list.length / count);
  return Array.from({ length: count }, (_, part) => ({
    some: list.slice(part * size, (part + 1) * size),
    size,
  }));
}

/** Where the factory puts pools: by their pair and fee (EIP-1014; UniswapV3PoolDeployer). */
export function poolAddresses(
  factory: Address,
  pairs: readonly (readonly [Address, Address])[],
  fee: number,
): Address[] {
  const codeHash = keccak256(CONTRACTS.pool().bytecode);
  return pairs.map((pair) => {
    const key = AbiCoder.defaultAbiCoder().encode(['address', 'address', 'uint24'], [...pair, fee]);
    return getCreate2Address(factory, keccak256(key), codeHash).toLowerCase() as Address;
  });
}

/** What must be true of Uniswap V2 after a run: reserves, shares, sums and limits. */
import type {
  Address,
  Check,
  Oracle,
  OracleReader,
  RunFacts,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import {
  compare,
  hold,
  type NoncesBefore,
  noncesAddUp,
  noncesBefore,
  sampled,
  succeeded,
  uncertainSenders,
} from '../oracle-parts.ts';
import { words } from '../words.ts';
import { promises } from './calls.ts';
import type { Options } from './options.ts';
import type { Deployment } from './setup.ts';

const encode = {
  balanceOf: encoder('balanceOf(address)'),
  getReserves: encoder('getReserves()'),
  held: encoder('held(address,address[])'),
  totalSupply: encoder('totalSupply()'),
};

/** What a pool holds, and how many shares of it there are. */
interface Pool {
  readonly pair: Address;
  readonly reserves: readonly [token: bigint, weth: bigint];
  readonly balances: readonly [token: bigint, weth: bigint];
  readonly shares: bigint;
  readonly tokenSupply: bigint;
}

/** What an account has of a token. */
interface Holding {
  readonly account: number;
  readonly asset: Address;
  readonly balance: bigint;
}

export interface Before extends NoncesBefore {
  /** Indices of the pools that are looked at. */
  readonly pools: readonly number[];
  readonly state: readonly Pool[];
  readonly holdings: readonly Holding[];
}

/** Accounts in one call of the treasury. */
const HOLDERS_PER_CALL = 500;
const NOBODY: Address = `0x${'00'.repeat(20)}`;

export const oracle: Oracle<Options, Deployment, Before> = {
  async before({ accounts }, deployment, reader) {
    const nonces = await noncesBefore(accounts, reader);
    const pools = sampled(deployment.pairs.length, reader.sample);
    const state = await readPools(deployment, pools, reader);
    return {
      ...nonces,
      pools,
      state,
      holdings: await readHoldings(accounts, deployment, nonces.sample, reader),
    };
  },

  async after(context, deployment, before, facts, reader): Promise<Check[]> {
    const now = await readPools(deployment, before.pools, reader);
    return [
      reservesAreBalances(now),
      sharesNeverLose(before.state, now),
      await sumsAreConserved(context, deployment, before, now, reader),
      await wethIsCovered(context, deployment, reader),
      await promisesAreKept(context, deployment, before, facts, reader),
      await noncesAddUp(context.accounts, before, facts, reader),
    ];
  },
};

async function readPools(
  { pairs, tokens, weth }: Deployment,
  pools: readonly number[],
  reader: OracleReader,
): Promise<Pool[]> {
  const READS = 5;
  const answers = await reader.calls(
    pools.flatMap((pool) => {
      const [pair, token] = [pairs[pool]!, tokens[pool]!];
      return [
        { to: token, data: encode.balanceOf(pair) },
        { to: weth, data: encode.balanceOf(pair) },
        { to: pair, data: encode.getReserves() },
        { to: pair, data: encode.totalSupply() },
        { to: token, data: encode.totalSupply() },
      ];
    }),
  );
  return pools.map((pool, at) => {
    const [ofToken, ofWeth, reserves, shares, tokenSupply] = answers.slice(READS * at, READS * (at + 1));
    // Three words: the reserves in the order of the tokens' addresses, and a time.
    const [low, high] = words(reserves!);
    return {
      pair: pairs[pool]!,
      reserves: tokens[pool]! < weth ? [low!, high!] : [high!, low!],
      balances: [BigInt(ofToken!), BigInt(ofWeth!)],
      shares: BigInt(shares!),
      tokenSupply: BigInt(tokenSupply!),
    };
  });
}

function reservesAreBalances(pools: readonly Pool[]): Check {
  return compare(
    'reserves are what the pools hold',
    pools.flatMap(({ pair, reserves, balances }) =>
      ['token', 'WETH'].map((side, at) => ({
        of: `the ${side} reserve of ${pair}`,
        expected: balances[at]!,
        actual: reserves[at]!,
      })),
    ),
  );
}

/** The root of the product of reserves, a share: fees raise it and nothing lowers it, whatever came in or went out. */
function sharesNeverLose(before: readonly Pool[], now: readonly Pool[]): Check {
  const product = ({ reserves: [token, weth] }: Pool) => token * weth;
  return hold(
    'no share of liquidity loses',
    now.map((pool, at) => ({ now: pool, was: before[at]! })),
    // sqrt(now) / shares >= sqrt(was) / shares, squared and without fractions.
    ({ now, was }) => product(now) * was.shares ** 2n >= product(was) * now.shares ** 2n,
    ({ now, was }) =>
      `${now.pair} has ${now.reserves.join(' and ')} for ${now.shares} shares, it had ${was.reserves.join(' and ')} for ${was.shares}`,
  );
}

/** All that exists of a token or of a pool's shares is in known hands, and no token was made or lost. */
async function sumsAreConserved(
  context: WorkloadContext<Options>,
  deployment: Deployment,
  before: Before,
  now: readonly Pool[],
  reader: OracleReader,
): Promise<Check> {
  const holders = holdersOf(context, deployment);
  const held = await heldOf(
    before.pools.flatMap((pool, at) => [
      { asset: deployment.tokens[pool]!, holders: [...holders, now[at]!.pair] },
      { asset: now[at]!.pair, holders: [...holders, now[at]!.pair, NOBODY] },
    ]),
    deployment,
    reader,
  );
  const comparisons = now.flatMap(({ pair, tokenSupply, shares }, at) => {
    const [token, was] = [deployment.tokens[before.pools[at]!]!, before.state[at]!];
    return [
      { of: `the supply of ${token}`, expected: was.tokenSupply, actual: tokenSupply },
      { of: `what is held of ${token}`, expected: tokenSupply, actual: held[2 * at]! },
      { of: `what is held of the shares of ${pair}`, expected: shares, actual: held[2 * at + 1]! },
    ];
  });
  return compare('tokens and shares are conserved', comparisons);
}

/** Every WETH in known hands is an ether that the contract has. */
async function wethIsCovered(
  context: WorkloadContext<Options>,
  deployment: Deployment,
  reader: OracleReader,
): Promise<Check> {
  const { weth, pairs } = deployment;
  const [[ether], [supply], [held]] = await Promise.all([
    reader.balances([weth]),
    reader.calls([{ to: weth, data: encode.totalSupply() }]),
    heldOf([{ asset: weth, holders: [...holdersOf(context, deployment), ...pairs] }], deployment, reader),
  ]);
  return compare('WETH is covered by ether', [
    { of: 'the supply of WETH', expected: ether!, actual: BigInt(supply!) },
    { of: 'what is held of WETH', expected: ether!, actual: held! },
  ]);
}

/** Who may have tokens besides the pools. */
function holdersOf(
  { accounts }: WorkloadContext<Options>,
  { deployer, treasury, router }: Deployment,
): Address[] {
  return [...accounts, deployer, treasury, router];
}

interface Held {
  readonly asset: Address;
  readonly holders: readonly Address[];
}

/** What the holders of each asset have together. */
async function heldOf(
  wanted: readonly Held[],
  { treasury }: Deployment,
  reader: OracleReader,
): Promise<bigint[]> {
  const parts = wanted.flatMap(({ asset, holders }, at) =>
    Array.from({ length: Math.ceil(holders.length / HOLDERS_PER_CALL) }, (_, part) => ({
      at,
      data: encode.held(asset, holders.slice(part * HOLDERS_PER_CALL, (part + 1) * HOLDERS_PER_CALL)),
    })),
  );
  const answers = await reader.calls(parts.map(({ data }) => ({ to: treasury, data })));
  const sums = wanted.map(() => 0n);
  for (const [part, { at }] of parts.entries()) sums[at]! += BigInt(answers[part]!);
  return sums;
}

/** Of each account of the sample: its WETH, a token and the shares of a pool, another one for each. */
async function readHoldings(
  accounts: readonly Address[],
  { weth, tokens, pairs }: Deployment,
  sample: readonly number[],
  reader: OracleReader,
): Promise<Holding[]> {
  const looked = sample.flatMap((account, at) => {
    const pool = at % tokens.length;
    return [weth, tokens[pool]!, pairs[pool]!].map((asset) => ({ account, asset }));
  });
  const balances = await reader.calls(
    looked.map(({ account, asset }) => ({ to: asset, data: encode.balanceOf(accounts[account]!) })),
  );
  return looked.map((one, at) => ({ ...one, balance: BigInt(balances[at]!) }));
}

/** Nobody paid more or got less than what the calls that went through allow. */
async function promisesAreKept(
  { accounts }: WorkloadContext<Options>,
  deployment: Deployment,
  before: Before,
  facts: RunFacts,
  reader: OracleReader,
): Promise<Check> {
  const uncertain = uncertainSenders(facts);
  const least = leastGains(deployment, before.holdings, facts);
  const now = await readHoldings(accounts, deployment, before.sample, reader);
  const known = now
    .map((holding, at) => ({ ...holding, was: before.holdings[at]!.balance }))
    .filter(({ account }) => !uncertain.has(account))
    .map((one) => ({ ...one, least: one.was + (least.get(keyOf(one)) ?? 0n) }));
  return hold(
    'limits of slippage are kept',
    known,
    ({ balance, least }) => balance >= least,
    ({ account, asset, balance, least }) =>
      `${accounts[account]} has ${balance} of ${asset}, at least ${least} expected`,
  );
}

const keyOf = ({ account, asset }: Pick<Holding, 'account' | 'asset'>) => `${account} ${asset}`;

/** What the calls that went through promise each holding, all together. */
function leastGains({ tokens, pairs, weth }: Deployment, holdings: readonly Holding[], facts: RunFacts) {
  const gains = new Map(holdings.map((holding) => [keyOf(holding), 0n]));
  const pairOf = new Map(tokens.map((token, pool) => [token, pairs[pool]!]));
  const poolOf = (a: Address, b: Address) => pairOf.get(a === weth ? b : a)!;
  for (const { intent } of succeeded(facts)) {
    for (const { asset, least } of promises(intent.data, poolOf)) {
      const key = keyOf({ account: intent.from, asset });
      const gain = gains.get(key);
      if (gain !== undefined) gains.set(key, gain + least);
    }
  }
  return gains;
}

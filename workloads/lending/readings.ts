/** What the oracle reads of the pool. */
import type { OracleReader, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { inParts } from '../assets.ts';
import { words } from '../words.ts';
import type { Deployment } from './bank.ts';
import type { Options } from './options.ts';

/** One in the pool's indices, which have 27 decimals. */
export const RAY = 10n ** 27n;

const encode = {
  markets: encoder('markets(uint256)'),
  depositSharesOf: encoder('depositSharesOf(uint256,address)'),
  debtSharesOf: encoder('debtSharesOf(uint256,address)'),
  sumOf: encoder('sumOf(uint256,address[])'),
  balanceOf: encoder('balanceOf(address)'),
};

export interface MarketState {
  readonly of: string;
  readonly depositIndex: bigint;
  readonly debtIndex: bigint;
  readonly depositShares: bigint;
  readonly debtShares: bigint;
  readonly cash: bigint;
  readonly reserves: bigint;
  /** Tokens that the pool has, as the token says. */
  readonly held: bigint;
}

/** A market as the contract gives it: the token and the time of the last update stand first. */
type Words = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** What one account has, or owes, in a market. */
export interface Position {
  readonly account: number;
  readonly market: number;
  readonly side: 'deposit' | 'debt';
}

export async function readMarkets(
  { pool, assets }: Deployment,
  reader: OracleReader,
): Promise<MarketState[]> {
  const states = await reader.calls(assets.map((_, market) => ({ to: pool, data: encode.markets(market) })));
  const held = await reader.calls(assets.map((to) => ({ to, data: encode.balanceOf(pool) })));
  return states.map((state, market) => {
    const [, , depositIndex, debtIndex, depositShares, debtShares, cash, reserves] = words(state) as Words;
    return {
      of: `market ${market}`,
      depositIndex,
      debtIndex,
      depositShares,
      debtShares,
      cash,
      reserves,
      held: BigInt(held[market]!),
    };
  });
}

/** The shares of each position. */
export async function readPositions(
  { accounts }: WorkloadContext<Options>,
  { pool }: Deployment,
  positions: readonly Position[],
  reader: OracleReader,
): Promise<bigint[]> {
  const asked = positions.map(({ account, market, side }) => {
    const call = side === 'deposit' ? encode.depositSharesOf : encode.debtSharesOf;
    return { to: pool, data: call(market, accounts[account]!) };
  });
  return (await reader.calls(asked)).map(BigInt);
}

/** The shares of everybody who can have any, by market. */
export async function readSums(
  { accounts, deployer }: WorkloadContext<Options>,
  { pool, assets }: Deployment,
  reader: OracleReader,
): Promise<{ deposits: bigint; debts: bigint }[]> {
  const parts = inParts([...accounts, deployer.address]);
  const asked = assets.flatMap((_, market) =>
    parts.map((users) => ({ market, call: { to: pool, data: encode.sumOf(market, users) } })),
  );
  const sums = assets.map(() => ({ deposits: 0n, debts: 0n }));
  const answers = await reader.calls(asked.map(({ call }) => call));
  for (const [at, { market }] of asked.entries()) {
    const [deposits, debts] = words(answers[at]!);
    sums[market]!.deposits += deposits!;
    sums[market]!.debts += debts!;
  }
  return sums;
}

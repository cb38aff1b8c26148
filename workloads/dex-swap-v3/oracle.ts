/** What must be true of pools, positions and tokens after a run of dex-swap-v3. */
import type { Address, Check, Hex, Oracle, OracleReader } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { compare, hold, type NoncesBefore, noncesAddUp, noncesBefore, sampled } from '../oracle-parts.ts';
import { effectReader } from './effect.ts';
import { type Deployment, placeOf, positionId } from './layout.ts';
import { ADDED, type Options, type Range, rangesOf, WITHDRAWN } from './options.ts';
import { type PoolState, readPools } from './pool-state.ts';
import { liquidityFor } from './prices.ts';
import { type Count, countOf, type Replayed, replay } from './replay.ts';

const encode = {
  totalSupply: encoder('totalSupply()'),
  heldBy: encoder('heldBy(address[])'),
  positions: encoder('positions(uint256)'),
};

export interface Before extends NoncesBefore {
  /** Which pools are looked at, and the token of the same number with each. */
  readonly pools: readonly PoolState[];
  readonly supplies: readonly bigint[];
  /** Liquidity of the positions of set-up in those pools, by id. */
  readonly liquidity: ReadonlyMap<number, bigint>;
  readonly positions: bigint;
}

/** Whoever may have tokens. */
interface Holders {
  readonly accounts: readonly Address[];
  readonly deployer: { readonly address: Address };
}

const HOLDERS_PER_CALL = 1000;
/** Balances in all: so many are read in some seconds. */
const MOST_BALANCES = 100_000;
/** Reads for each pool: its state, and its positions by id. */
const READS_PER_RANGE = 4;

export const oracle: Oracle<Options, Deployment, Before> = {
  async before({ accounts, options }, deployment, reader) {
    const ranges = rangesOf(options);
    const most = Math.floor(reader.sample / (READS_PER_RANGE * ranges.length));
    const pools = sampled(options.pools, most);
    return {
      ...(await noncesBefore(accounts, reader)),
      pools: await readPools(pools, ranges, deployment, reader),
      supplies: await readSupplies(pools, deployment, reader),
      liquidity: await readLiquidity(pools, ranges, deployment, reader),
      positions: await readPositions(deployment, reader),
    };
  },

  async after(context, deployment, before, facts, reader): Promise<Check[]> {
    const { accounts, options } = context;
    const ranges = rangesOf(options);
    const sample = before.pools.map(({ pool }) => pool);
    const done = replay(facts, effectReader(deployment.tokens, ranges), options.pools);
    const positions = await readPositions(deployment, reader);
    const pools = await readPools(sample, ranges, deployment, reader);
    return [
      positionsAreCounted(before.positions, positions, done.mints),
      liquidityIsInRange(pools),
      poolsCover(pools),
      feesGrow(before.pools, pools, done),
      positionsKeep(before.liquidity, await readLiquidity(sample, ranges, deployment, reader), ranges, done),
      ...(await tokensAreConserved(context, deployment, before, sample, reader)),
      await noncesAddUp(accounts, before, facts, reader),
    ];
  },
};

/** The manager has a position more for each included mint. */
export function positionsAreCounted(before: bigint, now: bigint, { sure, most }: Count): Check {
  const made = Number(now - before);
  const expected = sure === most ? `${sure}` : `${sure} to ${most}`;
  return hold(
    'positions are counted',
    [made],
    (count) => count >= sure && count <= most,
    (count) => `${count} positions were made, ${expected} mints were included`,
  );
}

/** A pool's liquidity is that of all positions whose range has its price in it. */
export function liquidityIsInRange(pools: readonly PoolState[]): Check {
  return compare(
    'liquidity is that of the positions in range',
    pools.map(({ pool, tick, liquidity, ranges }) => {
      const active = ranges.filter(({ lower, upper }) => lower <= tick && tick < upper);
      const expected = active.reduce((sum, range) => sum + range.liquidity, 0n);
      return { of: `pool ${pool}`, expected, actual: liquidity };
    }),
  );
}

/**
 * A pool has what its positions can take out. It keeps what was rounded off, in its favour, so there may be a little more:
 * less than a billionth of what it has.
 */
export function poolsCover(pools: readonly PoolState[]): Check {
  const sides = pools.flatMap(({ pool, balances, ranges }) =>
    ([0, 1] as const).map((token) => {
      const owed = ranges.reduce((sum, range) => sum + range.owed[token], 0n);
      return { pool, token, owed, has: balances[token], parts: BigInt(ranges.length) };
    }),
  );
  return hold(
    'pools cover what they owe',
    sides,
    // Our prices of ticks may be one off in the last bit, which makes one unit for each range.
    ({ has, owed, parts }) => has + parts >= owed && has - owed <= has / 10n ** 9n,
    ({ pool, token, has, owed }) => `pool ${pool} has ${has} of token ${token} and owes ${owed}`,
  );
}

/** Fees grow by swaps and by nothing else, each in the token that was paid in. */
export function feesGrow(
  before: readonly PoolState[],
  now: readonly PoolState[],
  { paidIn }: Replayed,
): Check {
  const sides = now.flatMap(({ pool, feeGrowth }, at) =>
    ([0, 1] as const).map((token) => {
      const grown = feeGrowth[token] - before[at]!.feeGrowth[token];
      return { pool, token, grown, swaps: paidIn[pool]![token] };
    }),
  );
  return hold(
    'fees grow by swaps alone',
    sides,
    ({ grown, swaps }) => grown >= 0n && (swaps.sure === 0 || grown > 0n) && (swaps.most > 0 || grown === 0n),
    ({ pool, token, grown, swaps }) =>
      `the fees of pool ${pool} in token ${token} grew by ${grown} with ${swaps.most} swaps`,
  );
}

/** A position has what it had, less what was taken out, and more by what an increase adds at any price. */
export function positionsKeep(
  before: ReadonlyMap<number, bigint>,
  now: ReadonlyMap<number, bigint>,
  ranges: readonly Range[],
  { increases, decreases }: Pick<Replayed, 'increases' | 'decreases'>,
): Check {
  const increase = ranges.map((range) => liquidityFor(ADDED, range));
  const positions = [...before].map(([id, had]) => {
    const [added, taken] = [countOf(increases, id), countOf(decreases, id)];
    const { least, most } = increase[placeOf(id, ranges).range]!;
    return {
      id,
      has: now.get(id)!,
      least: had - WITHDRAWN * BigInt(taken.most) + least * BigInt(added.sure),
      most: had - WITHDRAWN * BigInt(taken.sure) + most * BigInt(added.most),
    };
  });
  return hold(
    'positions keep their liquidity',
    positions,
    ({ has, least, most }) => has >= least && has <= most,
    ({ id, has, least, most }) =>
      `position ${id} has ${has}, expected ${least}${most === least ? '' : ` to ${most}`}`,
  );
}

/** No token was made or lost, and all of it is with accounts, pools and the deployer: nothing stays in router or manager. */
async function tokensAreConserved(
  { accounts, deployer }: Holders,
  deployment: Deployment,
  before: Before,
  sample: readonly number[],
  reader: OracleReader,
): Promise<Check[]> {
  const supplies = await readSupplies(sample, deployment, reader);
  const most = Math.max(1, Math.floor(MOST_BALANCES / accounts.length));
  const few = sampled(sample.length, most);
  const holders = [...accounts, deployer.address, ...deployment.pools];
  const held = await readHeld(
    few.map((at) => sample[at]!),
    holders,
    deployment,
    reader,
  );
  return [
    compare(
      'supplies are conserved',
      sample.map((token, at) => ({
        of: `token ${token}`,
        expected: before.supplies[at]!,
        actual: supplies[at]!,
      })),
    ),
    compare(
      'tokens are with accounts and pools',
      few.map((at, n) => ({ of: `token ${sample[at]}`, expected: supplies[at]!, actual: held[n]! })),
    ),
  ];
}

async function readSupplies(tokens: readonly number[], deployment: Deployment, reader: OracleReader) {
  const calls = tokens.map((token) => ({ to: deployment.tokens[token]!, data: encode.totalSupply() }));
  return (await reader.calls(calls)).map(BigInt);
}

/** What the holders have of each token together. */
async function readHeld(
  tokens: readonly number[],
  holders: readonly Address[],
  deployment: Deployment,
  reader: OracleReader,
): Promise<bigint[]> {
  const parts: Hex[] = [];
  for (let at = 0; at < holders.length; at += HOLDERS_PER_CALL) {
    parts.push(encode.heldBy(holders.slice(at, at + HOLDERS_PER_CALL)));
  }
  const calls = tokens.flatMap((token) => parts.map((data) => ({ to: deployment.tokens[token]!, data })));
  const sums = (await reader.calls(calls)).map(BigInt);
  return tokens.map((_, at) =>
    sums.slice(at * parts.length, (at + 1) * parts.length).reduce((sum, part) => sum + part, 0n),
  );
}

/** Word 7 of what the manager says of a position is its liquidity. */
async function readLiquidity(
  pools: readonly number[],
  ranges: readonly Range[],
  { manager }: Deployment,
  reader: OracleReader,
): Promise<Map<number, bigint>> {
  const ids = pools.flatMap((pool) => ranges.map((_, range) => positionId(pool, range, ranges)));
  const answers = await reader.calls(ids.map((id) => ({ to: manager, data: encode.positions(id) })));
  return new Map(ids.map((id, at) => [id, BigInt(`0x${answers[at]!.slice(2 + 7 * 64, 2 + 8 * 64)}`)]));
}

async function readPositions({ manager }: Deployment, reader: OracleReader): Promise<bigint> {
  const [total] = await reader.calls([{ to: manager, data: encode.totalSupply() }]);
  return BigInt(total!);
}

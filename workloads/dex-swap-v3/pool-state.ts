/** What the chain says of pools: price, liquidity, fees, positions by range, and what all of them are owed. */
import { solidityPackedKeccak256 } from 'ethers';
import type { Address, Hex, OracleReader } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { words } from '../words.ts';
import { type Deployment, pairOf } from './layout.ts';
import type { Range } from './options.ts';
import { amountsOf, growthInside } from './prices.ts';

/** What the positions of one range are together, as the pool keeps them: all are the position manager's. */
export interface RangeState extends Range {
  readonly liquidity: bigint;
  /** What they can take out of token 0 and token 1: their share at this price, what was not collected yet, and fees. */
  readonly owed: readonly [bigint, bigint];
}

export interface PoolState {
  readonly pool: number;
  readonly tick: number;
  /** As the pool has it at its price. */
  readonly liquidity: bigint;
  /** All fees so far of token 0 and token 1, for each unit of liquidity. */
  readonly feeGrowth: readonly [bigint, bigint];
  readonly balances: readonly [bigint, bigint];
  readonly ranges: readonly RangeState[];
}

const encode = {
  liquidity: encoder('liquidity()'),
  slot0: encoder('slot0()'),
  feeGrowth0: encoder('feeGrowthGlobal0X128()'),
  feeGrowth1: encoder('feeGrowthGlobal1X128()'),
  positions: encoder('positions(bytes32)'),
  ticks: encoder('ticks(int24)'),
  balanceOf: encoder('balanceOf(address)'),
};

/** The states of these pools, by one list of calls. */
export async function readPools(
  pools: readonly number[],
  ranges: readonly Range[],
  deployment: Deployment,
  reader: OracleReader,
): Promise<PoolState[]> {
  const answers = await reader.calls(pools.flatMap((pool) => questions(pool, ranges, deployment)));
  const size = answers.length / pools.length;
  return pools.map((pool, at) => stateOf(pool, ranges, answers.slice(at * size, (at + 1) * size).map(words)));
}

function questions(pool: number, ranges: readonly Range[], { pools, tokens, manager }: Deployment) {
  const to = pools[pool]!;
  const perRange = ranges.flatMap((range) => [
    encode.positions(positionKey(manager, range)),
    ...[range.lower, range.upper].map((tick) => encode.ticks(BigInt.asUintN(256, BigInt(tick)))),
  ]);
  const ofPool = [encode.liquidity(), encode.slot0(), encode.feeGrowth0(), encode.feeGrowth1(), ...perRange];
  return [
    ...ofPool.map((data) => ({ to, data })),
    ...pairOf(pool, tokens).map((token) => ({ to: token, data: encode.balanceOf(to) })),
  ];
}

/** Under which a pool keeps what an owner has in a range (v3-core, libraries/Position.sol). */
function positionKey(owner: Address, { lower, upper }: Range): Hex {
  return solidityPackedKeccak256(['address', 'int24', 'int24'], [owner, lower, upper]) as Hex;
}

type Words = readonly bigint[];

function stateOf(pool: number, ranges: readonly Range[], answers: readonly Words[]): PoolState {
  const [liquidity, slot0, growth0, growth1, ...rest] = answers;
  const price: Price = {
    x96: slot0![0]!,
    tick: Number(BigInt.asIntN(24, slot0![1]!)),
    feeGrowth: [growth0![0]!, growth1![0]!],
  };
  const [balance0, balance1] = rest.slice(-2).map(([balance]) => balance!);
  return {
    pool,
    tick: price.tick,
    liquidity: liquidity![0]!,
    feeGrowth: price.feeGrowth,
    balances: [balance0!, balance1!],
    ranges: ranges.map((range, at) => rangeState(range, price, rest.slice(3 * at, 3 * at + 3))),
  };
}

interface Price {
  readonly x96: bigint;
  readonly tick: number;
  readonly feeGrowth: readonly [bigint, bigint];
}

/** A position is (liquidity, fee growth at its last change of both tokens, both owed); of a tick, words 2 and 3 are the growth outside. */
function rangeState(range: Range, { x96, tick, feeGrowth }: Price, answers: readonly Words[]): RangeState {
  const [position, lower, upper] = answers as [Words, Words, Words];
  const liquidity = position[0]!;
  const shares = amountsOf(liquidity, range, x96);
  const owed = ([0, 1] as const).map((token) => {
    const growth = {
      global: feeGrowth[token],
      outsideLower: lower[2 + token]!,
      outsideUpper: upper[2 + token]!,
    };
    const since = BigInt.asUintN(256, growthInside(growth, range, tick) - position[1 + token]!);
    return shares[token] + position[3 + token]! + ((since * liquidity) >> 128n);
  });
  return { ...range, liquidity, owed: [owed[0]!, owed[1]!] };
}

import type { Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Address, Intent } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { artifact, packageArtifact } from '../../workloads/artifact.ts';
import { tightOutput } from '../../workloads/dex-swap-v3/driver.ts';
import { effectReader } from '../../workloads/dex-swap-v3/effect.ts';
import dexSwapV3 from '../../workloads/dex-swap-v3/index.ts';
import { halves, pairOf, partner, positionId } from '../../workloads/dex-swap-v3/layout.ts';
import { rangesOf } from '../../workloads/dex-swap-v3/options.ts';
import { amountsOf, growthInside, liquidityFor, sqrtPriceX96 } from '../../workloads/dex-swap-v3/prices.ts';
import { CONTRACTS } from '../../workloads/dex-swap-v3/setup.ts';

const accounts = Array.from({ length: 6 }, (_, i): Address => `0x${'cd'.repeat(19)}0${i}`);
const deployer = { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 };
const context = (given: object) => ({
  options: dexSwapV3.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts,
  deployer,
});

function drive(given: object) {
  const bound = context(given);
  const { deployment } = dexSwapV3.setup(bound);
  const driver = dexSwapV3.drive(bound, deployment);
  const intents = (count: number) =>
    Array.from({ length: count }, (_, i) => driver.intent(i, keyedRandom(1, STREAM.intent, i)));
  return { ...bound, deployment, driver, intents };
}

const router = CONTRACTS.router().abi;
const manager = CONTRACTS.manager().abi;

/** The functions that a call makes, and their arguments, as ethers reads them. */
function decoded(abi: Interface, data: string): { name: string; args: Record<string, unknown> }[] {
  const { name, args } = abi.parseTransaction({ data })!;
  if (name === 'multicall') return args[0].flatMap((call: string) => decoded(abi, call));
  const again = abi.encodeFunctionData(name, args);
  expect(again).toBe(data);
  return [{ name, args: args.length === 1 ? args[0].toObject() : args.toObject() }];
}

describe('the contracts of dex-swap-v3', () => {
  it('are read from packages that hardhat built', () => {
    const { name, abi, bytecode } = CONTRACTS.factory();
    expect(name).toBe('UniswapV3Factory');
    expect(abi.getFunction('createPool')).not.toBeNull();
    expect(bytecode).toMatch(/^0x6[0-9a-f]{40000,}$/);
    expect(packageArtifact('@uniswap/v2-periphery/build/WETH9.json').bytecode).toMatch(/^0x6[0-9a-f]+$/);
  });

  it("the pool's init code is the one whose hash router and position manager have inside", () => {
    const hash = 'e34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54';
    expect(CONTRACTS.router().bytecode).toContain(hash);
    expect(CONTRACTS.manager().bytecode).toContain(hash);
    // By it alone the pools of set-up are found: the oracle reads them at these addresses.
    const { pools } = drive({}).deployment;
    expect(new Set(pools).size).toBe(8);
  });

  it('each pool trades a pair of its own, ordered by address, and shares one token with the next', () => {
    for (const count of [3, 4, 5, 6, 7, 8, 9, 100]) {
      const tokens = Array.from(
        { length: count },
        (_, i): Address => `0x${((i * 37) % 101).toString(16).padStart(40, '0')}`,
      );
      const pairs = tokens.map((_, pool) => pairOf(pool, tokens));
      expect(new Set(pairs.map(String)).size).toBe(count);
      for (const [pool, [token0, token1]] of pairs.entries()) {
        expect(token0 < token1).toBe(true);
        expect(pairs[partner(pool, count)]).toContain(tokens[partner(pool, count)]);
        expect(pairs[pool]).toContain(tokens[partner(pool, count)]);
      }
    }
  });
});

describe('the set-up of dex-swap-v3', () => {
  it.each([
    1, 99, 100, 101, 450,
  ])('gives every one of %i accounts tokens and rights once, by calls of one size', (count) => {
    const all = Array.from(
      { length: count },
      (_, i): Address => `0x${(i + 1).toString(16).padStart(40, '0')}`,
    );
    const { stages } = dexSwapV3.setup({ ...context({ pools: 3 }), accounts: all });
    const calls = (action: string) => stages.flat().filter((intent) => intent.action === action);
    const token = artifact('RangeToken').abi;
    const holders = calls('hold').flatMap(({ data }) => [...token.decodeFunctionData('mintTo', data)[0]]);
    expect(holders.map((holder) => holder.toLowerCase()).sort()).toEqual(
      [...all, ...all, ...all, deployer.address, deployer.address, deployer.address].sort(),
    );
    const operators = calls('admit').flatMap(({ data }) => decoded(manager, data).map(({ args }) => args));
    expect(operators).toHaveLength(count);
    for (const stage of stages) {
      const limits = stage.map(({ gasLimit }) => gasLimit);
      expect(limits).toEqual([...limits].sort((one, other) => one - other));
      expect(limits.at(-1)).toBeLessThan(2 ** 24);
    }
  });
});

describe('the intents of dex-swap-v3', () => {
  const { deployment, intents, options } = drive({});
  const ranges = rangesOf(options);
  const some = intents(600);
  const ofAction = (action: string) => some.filter((intent) => intent.action === action);

  it.each([
    ['exactInputSingle', 'exactInputSingle'],
    ['exactOutputSingle', 'exactOutputSingle'],
    ['exactInput', 'exactInput'],
    ['tightSwap', 'exactInputSingle'],
    ['mint', 'mint'],
    ['increaseLiquidity', 'increaseLiquidity'],
    ['decreaseLiquidity', 'decreaseLiquidity,collect'],
  ])('%s is encoded as ethers does', (action, functions) => {
    expect(ofAction(action).length).toBeGreaterThan(5);
    for (const { to, from, data } of ofAction(action)) {
      const swaps = to === deployment.router;
      const calls = decoded(swaps ? router : manager, data);
      expect(calls.map(({ name }) => name).join()).toBe(functions);
      const { recipient = accounts[from] } = calls.at(-1)!.args;
      expect(String(recipient).toLowerCase()).toBe(accounts[from]);
    }
  });

  it('all of multicall is encoded as ethers does', () => {
    const { data } = ofAction('decreaseLiquidity')[0]!;
    expect(manager.encodeFunctionData('multicall', manager.decodeFunctionData('multicall', data))).toBe(data);
  });

  it('swaps go both ways about equally often', () => {
    const effectOf = effectReader(deployment.tokens, ranges);
    const ways = some
      .map(({ data }) => effectOf(data))
      .flatMap((effect) => (effect.kind === 'swap' ? effect.passages : []));
    const share = ways.filter(({ paidIn }) => paidIn === 0).length / ways.length;
    expect(ways.length).toBeGreaterThan(400);
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.55);
  });

  it('what a call does is read back from its data', () => {
    const effectOf = effectReader(deployment.tokens, ranges);
    for (const { action, data } of some) {
      const effect = effectOf(data);
      if (effect.kind === 'swap') {
        const pools = effect.passages.map(({ pool }) => pool).sort();
        expect(pools).toHaveLength(action === 'exactInput' ? 2 : 1);
        if (action === 'exactInput') expect(isNext(pools[0]!, pools[1]!)).toBe(true);
      } else if (effect.kind === 'mint') expect(action).toBe('mint');
      else {
        expect(action).toBe(`${effect.kind}Liquidity`);
        const [call] = decoded(manager, data);
        expect(effect.id).toBe(Number(call!.args.tokenId));
        const first = positionId(effect.pool, 0, ranges);
        expect(effect.id - first).toBeGreaterThanOrEqual(0);
        expect(effect.id - first).toBeLessThan(ranges.length);
      }
    }
  });

  it('positions grow or shrink, and a single one does both', () => {
    expect(halves(1)).toEqual({ growing: [0], shrinking: [0] });
    expect(halves(4)).toEqual({ growing: [0, 1], shrinking: [2, 3] });
    expect(halves(3)).toEqual({ growing: [0], shrinking: [1, 2] });
  });

  function isNext(one: number, other: number): boolean {
    return partner(one, 8) === other || partner(other, 8) === one;
  }

  it('a tight swap wants the opening price less fee and slippage', () => {
    expect(tightOutput(1_000_000n, { feeTier: 3000, slippage: 0.01 })).toBe(987_030n);
  });
});

describe('contention of dex-swap-v3', () => {
  const written = (given: object, count: number) => {
    const { driver, intents, deployment } = drive(given);
    // New positions are numbered by one counter, which no dial can change.
    const pools = (intent: Intent) => driver.writes!(intent).filter((name) => name !== deployment.manager);
    return { written: intents(count).map(pools), hot: deployment.pools[0]! };
  };

  it('at 0 neighbours do not meet at a pool', () => {
    const { written: sets } = written({ pools: 20 }, 500);
    for (let at = 0; at + 8 < sets.length; at++) {
      const near = sets.slice(at, at + 8).flat();
      expect(new Set(near).size).toBe(near.length);
    }
  });

  it('at 1 all meet at the first pool', () => {
    const { written: sets, hot } = written({ contention: 1 }, 200);
    for (const names of sets) expect(names).toContain(hot);
  });
});

describe('prices of dex-swap-v3', () => {
  /** The ends of all prices are constants of TickMath. */
  it.each([
    [0, 2n ** 96n],
    [-887_272, 4_295_128_739n],
    [887_272, 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342n],
  ])('at tick %i', (tick, expected) => {
    const ours = sqrtPriceX96(tick);
    const off = ours > expected ? ours - expected : expected - ours;
    expect(off <= 1n + expected / 10n ** 17n).toBe(true);
  });

  it('a range is worth both tokens inside of it and one outside', () => {
    const range = { lower: -60, upper: 60 };
    const one = 10n ** 18n;
    const [inside0, inside1] = amountsOf(one, range, sqrtPriceX96(0));
    expect(Number(inside0) / 1e18).toBeCloseTo(1 - 1.0001 ** -30, 12);
    expect(Number(inside1) / 1e18).toBeCloseTo(1 - 1.0001 ** -30, 12);
    expect(amountsOf(one, range, sqrtPriceX96(-61))[1]).toBe(0n);
    expect(amountsOf(one, range, sqrtPriceX96(60))[0]).toBe(0n);
  });

  it('an amount of each token is enough for the liquidity that it takes, and for no more', () => {
    const range = { lower: -240, upper: 240 };
    const amount = 10n ** 18n;
    const { least, most } = liquidityFor(amount, range);
    const dearest = (liquidity: bigint, tick: number) => {
      const [one, other] = amountsOf(liquidity, range, sqrtPriceX96(tick));
      return Number(one > other ? one : other) / 1e18;
    };
    expect(dearest(most, 0)).toBeCloseTo(1, 9);
    expect(dearest(least, 300)).toBeCloseTo(1, 9);
    expect(dearest(least, -300)).toBeCloseTo(1, 9);
    expect(dearest(most, 100)).toBeGreaterThan(1);
    expect(dearest(least, 100)).toBeLessThan(1);
  });

  it('fees outside of a range are left out, whichever side the price is on', () => {
    const growth = { global: 100n, outsideLower: 30n, outsideUpper: 20n };
    const range = { lower: -60, upper: 60 };
    expect(growthInside(growth, range, 0)).toBe(50n);
    expect(growthInside(growth, range, -61)).toBe(10n);
    expect(growthInside(growth, range, 60)).toBe(2n ** 256n - 10n);
  });
});

describe('the options of dex-swap-v3', () => {
  it.each([
    [{ mix: { exactOutputSingle: 0.3 } }, /prices run away/],
    [{ ranges: [4, 4] }, /no width may stand twice/],
    [{ pools: 2 }, />=3/],
    [{ feeTier: 100 }, /500\|3000\|10000/],
    [{ size: 0.1 }, /<=0.005/],
    [{ mix: Object.fromEntries(dexSwapV3.actions.map((action) => [action, 0])) }, /at least one weight/],
    [{ fee: 1 }, /Unrecognized key: \\?"fee/],
  ])('%j is refused', (given, message) => {
    expect(() => dexSwapV3.options.parse(given)).toThrow(message);
  });

  it('without a tight swap no revert is meant', () => {
    const meant = (given: object) => dexSwapV3.meantReverts!(dexSwapV3.options.parse(given));
    expect(meant({})).toEqual(['Too little received']);
    expect(meant({ mix: { tightSwap: 0 } })).toEqual([]);
  });

  it('the gas of a swap grows with the ends of ranges within its reach', () => {
    const gasOf = (given: object) => dexSwapV3.requirements(dexSwapV3.options.parse(given)).gasLimit;
    expect(gasOf({ ranges: [1, 2, 3, 4] })).toBeGreaterThan(gasOf({ ranges: [1, 100, 200, 300] }));
  });
});

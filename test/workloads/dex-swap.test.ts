import { type Interface, keccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Address, Intent } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { packageArtifact } from '../../workloads/artifact.ts';
import { promises } from '../../workloads/dex-swap/calls.ts';
import dexSwap from '../../workloads/dex-swap/index.ts';
import { amountIn, amountOut } from '../../workloads/dex-swap/quotes.ts';
import { providersOf } from '../../workloads/dex-swap/schedule.ts';
import { PAIR, ROUTER } from '../../workloads/dex-swap/setup.ts';

const ACCOUNTS = 200;
const accounts = Array.from(
  { length: ACCOUNTS },
  (_, i): Address => `0x${'cd'.repeat(18)}${i.toString(16).padStart(4, '0')}`,
);
const router = packageArtifact(ROUTER).abi as Interface;
const ONLY = {
  swapExactIn: 0,
  swapExactOut: 0,
  swapExactInEth: 0,
  swapExactOutEth: 0,
  multiHop: 0,
  tightSwap: 0,
  addLiquidity: 0,
  removeLiquidity: 0,
};

function bound(given: object, count = ACCOUNTS) {
  const context = {
    options: dexSwap.options.parse(given),
    seed: 1,
    chainId: 1337,
    accounts: accounts.slice(0, count),
    deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
  };
  const setup = dexSwap.setup(context);
  const driver = dexSwap.drive(context, setup.deployment);
  const intents = (many: number) =>
    Array.from({ length: many }, (_, i) => driver.intent(i, keyedRandom(1, STREAM.intent, i)));
  return { context, driver, intents, ...setup };
}

function called({ data, valueWei }: Intent) {
  const { name, args } = router.parseTransaction({ data, value: valueWei })!;
  const path = (args.path ?? [args.tokenA, args.tokenB]).map((one: string) => one.toLowerCase());
  return { name, args, path: path as Address[] };
}

function shareOf(intents: readonly Intent[], action: string): number {
  return intents.filter((intent) => intent.action === action).length / intents.length;
}

describe('what is deployed', () => {
  it("has the router's hash of the code of a pair", () => {
    const codeHash = keccak256(packageArtifact(PAIR).bytecode);
    expect(packageArtifact(ROUTER).bytecode).toContain(codeHash.slice(2));
  });

  it('stands before the clock starts, in calls that fit a transaction', () => {
    const { stages, contracts, deployment } = bound({ pools: 4 }, 600);
    expect(deployment.pairs).toHaveLength(4);
    expect(contracts).toEqual(expect.arrayContaining([...deployment.pairs, ...deployment.tokens]));
    const kinds = stages.map((stage) => [...new Set(stage.map(({ action }) => action))]);
    expect(kinds).toEqual([['deploy'], ['wrap', 'approve', 'mint'], ['seed'], ['spread', 'approve']]);
    for (const { gasLimit } of stages.flat()) expect(gasLimit).toBeLessThanOrEqual(2 ** 24);
  });

  it('approves shares only for those who remove, and for nobody where nobody does', () => {
    const approvals = (given: object) => bound(given).stages[3]!.filter((i) => i.action === 'approve').length;
    const { options } = bound({ pools: 4 }).context;
    expect(approvals({ pools: 4 })).toBe(4 * providersOf(options, ACCOUNTS));
    expect(approvals({ pools: 4, mix: { removeLiquidity: 0 } })).toBe(0);
  });
});

describe('calls of the router', () => {
  const { intents, deployment, context } = bound({});
  const all = intents(1200);
  const { weth, tokens, router: address } = deployment;
  const of = (action: string) => all.filter((intent) => intent.action === action);
  const ENDS = new Map<string, RegExp>([
    ['swapExactIn', /^swapExactTokensForTokens$/],
    ['swapExactOut', /^swapTokensForExactTokens$/],
    ['swapExactInEth', /^swapExact(ETHForTokens|TokensForETH)$/],
    ['swapExactOutEth', /^swap(ETHForExactTokens|TokensForExactETH)$/],
    ['multiHop', /^swapExactTokensForTokens$/],
    ['tightSwap', /^swap(ExactTokensForTokens|TokensForExactTokens)$/],
    ['addLiquidity', /^addLiquidity$/],
    ['removeLiquidity', /^removeLiquidity$/],
  ]);

  it.each(dexSwap.actions)('%s is what ethers reads, to the sender, far from its deadline', (action) => {
    expect(of(action).length).toBeGreaterThan(20);
    for (const intent of of(action)) {
      const { name, args, path } = called(intent);
      expect(router.encodeFunctionData(name, args)).toBe(intent.data);
      expect(name).toMatch(ENDS.get(action)!);
      expect(intent.to).toBe(address);
      expect(args.to.toLowerCase()).toBe(accounts[intent.from]);
      expect(args.deadline).toBeGreaterThan(4e9);
      expect(path).toContain(weth);
      expect(intent.valueWei > 0n).toBe(/swap(Exact)?ETH/.test(name));
    }
  });

  it('a multi-hop goes from one token to another, over WETH and the next pool', () => {
    for (const intent of of('multiHop')) {
      const { path } = called(intent);
      expect(path).toHaveLength(3);
      expect(path[1]).toBe(weth);
      const [one, other] = [path[0]!, path[2]!].map((token) => tokens.indexOf(token));
      expect([1, tokens.length - 1]).toContain(Math.abs(one! - other!));
    }
  });

  it('goes in both directions alike', () => {
    const swaps = all.filter(({ action }) => /^(swap|tight)/.test(action));
    const fromWeth = swaps.filter((intent) => called(intent).path[0] === weth).length;
    expect(fromWeth / swaps.length).toBeCloseTo(0.5, 1);
  });

  it('tight limits are the seeded price, wide ones are wide', () => {
    const amount = BigInt(context.options.amount);
    const reserve = 10n ** 17n;
    const out = amountOut(amount, reserve, reserve);
    const paid = amountIn(amount, reserve, reserve);
    for (const intent of of('tightSwap')) {
      const { name, args } = called(intent);
      if (name === 'swapExactTokensForTokens') expect(args.amountOutMin).toBe(out);
      else expect(args.amountInMax).toBe(paid);
    }
    for (const intent of of('swapExactIn')) expect(called(intent).args.amountOutMin).toBe(out / 2n);
    for (const intent of of('swapExactOut')) expect(called(intent).args.amountInMax).toBe((paid * 3n) / 2n);
  });

  it('says what a call promises its sender', () => {
    const pairOf = (a: Address, b: Address) => deployment.pairs[tokens.indexOf(a === weth ? b : a)]!;
    const [swap] = of('swapExactIn');
    const { args, path } = called(swap!);
    expect(promises(swap!.data, pairOf)).toEqual([
      { asset: path[0], least: -args.amountIn },
      { asset: path[1], least: args.amountOutMin },
    ]);
    const [removal] = of('removeLiquidity');
    const pool = tokens.indexOf(called(removal!).path[0]!);
    expect(promises(removal!.data, pairOf)).toEqual([
      { asset: deployment.pairs[pool], least: -called(removal!).args.liquidity },
    ]);
  });
});

describe('quotes', () => {
  it.each([
    [1000n, 10n ** 12n, 10n ** 12n],
    [10n ** 9n, 10n ** 17n, 3n * 10n ** 17n],
    [123_456_789n, 10n ** 20n, 10n ** 15n],
  ])('the input for %d buys it, and less does not buy more', (wanted, reserveIn, reserveOut) => {
    const paid = amountIn(wanted, reserveIn, reserveOut);
    expect(amountOut(paid, reserveIn, reserveOut)).toBeGreaterThanOrEqual(wanted);
    expect(amountOut(paid - 1n, reserveIn, reserveOut)).toBeLessThanOrEqual(wanted);
  });
});

describe('the mix', () => {
  it.each([{}, { contention: { sameSender: 0.3 } }, { contention: 1 }])('has its shares with %j', (given) => {
    const { intents, context } = bound(given);
    const all = intents(8000);
    for (const [action, weight] of Object.entries(context.options.mix)) {
      expect(Math.abs(shareOf(all, action) - weight)).toBeLessThan(0.02);
    }
  });

  it('lets only providers remove liquidity', () => {
    const { intents, context } = bound({});
    const removers = new Set(
      intents(5000)
        .filter(({ action }) => action === 'removeLiquidity')
        .map(({ from }) => from),
    );
    expect(Math.max(...removers)).toBe(providersOf(context.options, ACCOUNTS) - 1);
  });

  it.each([
    { removeLiquidity: 1 },
    { multiHop: 1 },
    { removeLiquidity: 1, multiHop: 1 },
  ])('can be %j alone', (weights) => {
    const all = bound({ mix: { ...ONLY, ...weights } }).intents(1000);
    const each = 1 / Object.keys(weights).length;
    for (const action of Object.keys(weights)) expect(shareOf(all, action)).toBeCloseTo(each, 2);
  });
});

/** The share of transactions that touch a pool which an earlier one of their block wrote. */
function conflicts(given: object, blockSize: number, isPool = true): number {
  const { driver, intents, deployment } = bound(given);
  const pools = new Set(deployment.pairs);
  let met = 0;
  const all = intents(50 * blockSize);
  for (let start = 0; start < all.length; start += blockSize) {
    const written = new Set<string>();
    for (const { to, data } of all.slice(start, start + blockSize)) {
      const own = driver.writes!({ to, data }).filter((name) => !isPool || pools.has(name as Address));
      if (own.some((name) => written.has(name))) met++;
      for (const name of own) written.add(name);
    }
  }
  return met / all.length;
}

describe('contention', () => {
  it('raises the share of transactions that meet at a pool from 0 to near 1', () => {
    // 20 transactions of which 2 are multi-hops take 22 turns among the pools.
    const shares = [0, 0.1, 0.2, 0.4, 0.6, 0.8, 1].map((contention) =>
      conflicts({ pools: 24, contention }, 20),
    );
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(0.95);
    for (const [at, share] of shares.slice(1).entries()) expect(share).toBeGreaterThan(shares[at]!);
  });

  it('is none at all without ether, which always goes through WETH', () => {
    const withoutEther = { swapExactInEth: 0, swapExactOutEth: 0 };
    expect(conflicts({ pools: 24, mix: withoutEther }, 20, false)).toBe(0);
    expect(conflicts({ pools: 24 }, 20, false)).toBeGreaterThan(0);
  });

  it('names every pool of a path', () => {
    const { driver, intents, deployment } = bound({ mix: { ...ONLY, multiHop: 1 } });
    for (const { to, data } of intents(50)) {
      const written = driver.writes!({ to, data });
      expect(written).toHaveLength(2);
      expect(deployment.pairs).toEqual(expect.arrayContaining([...written]));
    }
  });
});

describe('bad options', () => {
  it.each([
    [{ mix: ONLY }, /at least one weight/],
    [{ pools: 1 }, /a multiHop needs 2 pools/],
    [{ amount: 1e13 }, /a millionth of liquidity/],
    [{ slippage: 2 }, /<=1/],
    [{ hops: 3 }, /Unrecognized key/],
  ])('%j', (given, message) => {
    expect(() => dexSwap.options.parse(given)).toThrow(message);
  });

  it('one pool will do without multi-hops', () => {
    expect(dexSwap.options.parse({ pools: 1, mix: { multiHop: 0 } }).pools).toBe(1);
  });
});

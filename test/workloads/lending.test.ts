import { beforeAll, describe, expect, it } from 'vitest';
import { withoutInclusion } from '../../harness/conformance/tampering.ts';
import type { Address } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM, selectorOf } from '../../harness/std/index.ts';
import { Bank, type Deployment, LOW_PRICE, PRICE } from '../../workloads/lending/bank.ts';
import lending from '../../workloads/lending/index.ts';
import type { Options } from '../../workloads/lending/options.ts';
import type { Before } from '../../workloads/lending/oracle.ts';
import { argumentsOf } from '../../workloads/words.ts';
import { answering, firstSuccess, interrogate } from '../support/interrogation.ts';

const accounts = Array.from({ length: 10 }, (_, i): Address => `0x${'cd'.repeat(19)}0${i}`);
const context = (given: object) => ({
  options: lending.options.parse({ victims: 2, ...given }),
  seed: 1,
  chainId: 1337,
  accounts,
  deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
});

function driverOf(given: object) {
  const bound = context(given);
  const { deployment } = lending.setup(bound);
  const driver = lending.drive(bound, deployment);
  const intent = (i: number) => driver.intent(i, keyedRandom(1, STREAM.intent, i));
  return {
    driver,
    deployment,
    intent,
    intents: (count: number) => Array.from({ length: count }, (_, i) => intent(i)),
  };
}

describe('lending', () => {
  it('liquidates in three steps, each waiting for the one before', () => {
    const { driver, deployment, intent } = driverOf({ liquidateEvery: 10, markets: 4 });
    for (const [round, side] of [5, 6, 5].entries()) {
      const [fall, liquidate, recover] = [0, 1, 2].map((step) => intent(10 * round + step));
      expect(fall!.to).toBe(deployment.feed);
      expect(argumentsOf(fall!.data)).toEqual([BigInt(deployment.assets[side]!), LOW_PRICE]);
      expect(liquidate!.action).toBe('liquidate');
      expect(argumentsOf(liquidate!.data)).toEqual([
        BigInt(accounts[8 + side - 5]!),
        4n,
        10n ** 18n,
        BigInt(side),
      ]);
      expect(argumentsOf(recover!.data)).toEqual([BigInt(deployment.assets[side]!), PRICE]);
      const waits = [0, 1, 2, 3].map((step) => driver.wait!(10 * round + step));
      expect(waits).toEqual([null, { after: 10 * round }, { after: 10 * round + 1 }, null]);
      expect([0, 1, 2, 3].map((step) => driver.awaited!(10 * round + step))).toEqual([
        true,
        true,
        false,
        false,
      ]);
    }
    expect(
      driverOf({ liquidateEvery: 0 })
        .intents(300)
        .some(({ action }) => action === 'liquidate'),
    ).toBe(false);
  });

  it('moves prices of the markets by a tenth at the most', () => {
    const { intents, deployment } = driverOf({ liquidateEvery: 0, markets: 4 });
    const moves = intents(1000).filter(({ action }) => action === 'movePrice');
    expect(moves.length).toBeGreaterThan(50);
    for (const { data } of moves) {
      const [asset, price] = argumentsOf(data);
      expect(deployment.assets.slice(0, 4).map(BigInt)).toContain(asset);
      expect(price).toBeGreaterThanOrEqual((PRICE * 9n) / 10n);
      expect(price).toBeLessThanOrEqual((PRICE * 11n) / 10n);
    }
  });

  it('says what is written: a market, a price, or both markets of a liquidation', () => {
    const { driver, intent } = driverOf({ markets: 4 });
    expect(driver.writes!(intent(1))).toEqual(['market 4', 'market 5']);
    expect(driver.writes!(intent(0))[0]).toMatch(/^price \d+$/);
    expect(driver.writes!(intent(3))).toEqual(['market 3']);
  });

  it('keeps neighbours apart at no contention, and brings all to one market at 1', () => {
    const mix = { movePrice: 0 };
    const marketsOf = (given: object) =>
      driverOf({ mix, liquidateEvery: 0, ...given })
        .intents(400)
        .map(({ data }) => Number(argumentsOf(data)[0]));
    const apart = marketsOf({ markets: 8 });
    for (let at = 8; at < 400; at++) expect(new Set(apart.slice(at - 8, at)).size).toBe(8);
    expect(new Set(marketsOf({ contention: 1 }))).toEqual(new Set([0]));
  });

  it('prepares a collateral and a debt for each account, in the markets that it comes to', () => {
    const { stages } = lending.setup(context({ markets: 4, contention: { share: 0.5, hot: 2 } }));
    const selector = selectorOf('deposit(uint256,uint256,address)').slice(2);
    const deposits = stages.at(-2)!.map(({ data }) => data.split(selector).length - 1);
    // Eight senders with two hot markets, a home and a collateral; two victims; the cash that these borrow.
    expect(deposits.reduce((sum, some) => sum + some, 0)).toBe(8 * 4 + 2 + 1);
    expect(stages.at(-1)!.length).toBe(8 * 3 + 2);
    expect(new Bank(context({})).senders).toBe(8);
  });

  it('refuses what cannot be', () => {
    expect(() => lending.options.parse({ liquidateEvery: 2 })).toThrow(/three steps/);
    const mix = { deposit: 0, withdraw: 0, borrow: 0, repay: 0, movePrice: 0 };
    expect(() => lending.options.parse({ mix })).toThrow(/at least one weight/);
  });
});

describe('the oracle of lending', () => {
  const [DEPOSIT_INDEX, DEPOSIT_SHARES, CASH] = [2, 4, 6];
  const market = 'markets(uint256)';
  type Facts = Parameters<typeof firstSuccess>[0];
  const without = (action: string) => (asking: { readonly facts: Facts }) => ({
    facts: withoutInclusion(asking.facts, firstSuccess(asking.facts, action)),
  });
  const lies = {
    truth: () => ({}),
    insolvency: ({ reader }) => ({ reader: answering(reader, market, (index) => 2n * index, DEPOSIT_INDEX) }),
    'a fallen index': ({ reader }) => ({
      reader: answering(reader, market, (index) => index / 2n, DEPOSIT_INDEX),
    }),
    'missing cash': ({ reader }) => ({ reader: answering(reader, market, (cash) => cash - 1n, CASH) }),
    'missing tokens': ({ reader }) => ({
      reader: answering(reader, 'balanceOf(address)', (held) => held - 1n),
    }),
    'shares of nobody': ({ reader }) => ({
      reader: answering(reader, market, (all) => all - 1n, DEPOSIT_SHARES),
    }),
    'a larger debt': ({ reader }) => ({
      reader: answering(reader, 'debtSharesOf(uint256,address)', (shares) => shares + 10n ** 18n),
    }),
    'no deposit': without('deposit'),
    'no withdrawal': without('withdraw'),
    'no loan': without('borrow'),
    'no repayment': without('repay'),
    'no liquidation': without('liquidate'),
    'no price': without('movePrice'),
  } satisfies Parameters<typeof interrogate<Options, Deployment, Before, string>>[2];
  let failed: Record<keyof typeof lies, string[]>;
  beforeAll(async () => {
    const options = { victims: 2, markets: 4, liquidateEvery: 20 };
    failed = await interrogate(lending, { options }, lies);
  });

  const solvent = 'every market is solvent';
  const balance = 'cash is the balance that the pool holds';
  const indices = 'indices never fall';
  const flow = 'cash is what went in and out';
  const shares = 'shares of all users add up';
  const positions = 'positions are what the included actions make of them';
  const victims = 'each liquidation took its victim from debt and collateral';
  const nonces = 'nonces add up';
  it.each<[keyof typeof lies, string[]]>([
    ['truth', []],
    ['insolvency', [solvent]],
    ['a fallen index', [indices]],
    ['missing cash', [balance, flow]],
    ['missing tokens', [balance]],
    ['shares of nobody', [shares]],
    ['a larger debt', [positions, victims]],
    ['no deposit', [flow, positions, nonces]],
    ['no withdrawal', [flow, positions, nonces]],
    ['no loan', [flow, positions, nonces]],
    ['no repayment', [flow, positions, nonces]],
    ['no liquidation', [flow, victims, nonces]],
    ['no price', [nonces]],
  ])('%s: %j', (lie, expected) => {
    expect(failed[lie]).toEqual(expect.arrayContaining(expected));
    if (expected.length === 0) expect(failed[lie]).toEqual([]);
  });
});

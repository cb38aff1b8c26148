import { beforeAll, describe, expect, it } from 'vitest';
import type { Address, RunFacts } from '../../harness/spec/index.ts';
import { keyedRandom, selectorOf } from '../../harness/std/index.ts';
import { artifact } from '../../workloads/artifact.ts';
import nftMarket from '../../workloads/nft-market/index.ts';
import { Lots } from '../../workloads/nft-market/lots.ts';
import { dividedOf } from '../../workloads/nft-market/options.ts';
import { answering, doubting, type Judged, judge, type Lie, plusOne } from '../support/oracle-stand.ts';

const context = (given: object, count = 20) => ({
  options: nftMarket.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts: Array.from({ length: count }, (_, i): Address => `0x${(i + 1).toString(16).padStart(40, 'a')}`),
  deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
});

function drive(given: object) {
  const bound = context(given);
  const { deployment } = nftMarket.setup(bound);
  const driver = nftMarket.drive(bound, deployment);
  const intents = (count: number) => Array.from({ length: count }, (_, i) => driver.intent(i, keyedRandom()));
  return { deployment, driver, intents };
}

/** Whose each token is and whether it is for sale, as the steps that succeed make it; throws at one that cannot. */
class Chain {
  readonly owner = new Map<number, number>();
  readonly listed = new Set<number>();
  /** The index that the token's state comes from. */
  readonly since = new Map<number, number>();

  /** Whether the step goes through; a hot listing may be gone. */
  take(index: number, { action, from, lot }: ReturnType<Lots['step']>): boolean {
    const { token } = lot;
    const isListed = this.listed.has(token);
    const isEnd = action === 'buy' || action === 'cancel';
    if (isEnd && !isListed) return false;
    expect(this.owner.get(token)).toBe(action === 'mintAndList' ? undefined : lot.seller);
    if (action !== 'buy') expect(from).toBe(lot.seller);
    expect(isListed).toBe(isEnd);
    if (isEnd) this.listed.delete(token);
    else this.listed.add(token);
    this.owner.set(token, from);
    this.since.set(token, index);
    return true;
  }
}

describe('the lots of nft-market', () => {
  it.each([
    [{}, 20],
    [{ lag: 0 }, 20],
    [{ lag: 3, resold: 1, cancelled: 0 }, 2],
    [{ resold: 0, cancelled: 1 }, 7],
    [{ contention: { sameSender: 1 } }, 5],
    [{ collections: 1, rivals: 1, contention: 1 }, 20],
  ])('%j: every step goes through, after the one that it waits for', (given, count) => {
    const lots = new Lots(context(given, count));
    const chain = new Chain();
    for (let index = 0; index < 4000; index++) {
      const step = lots.step(index);
      const before = chain.since.get(step.lot.token);
      expect(lots.wait(index)).toEqual(before === undefined ? null : { after: before });
      expect(chain.take(index, step)).toBe(true);
    }
    expect(chain.owner.size).toBeGreaterThan(0);
  });

  it('under contention only those fail who come too late for a hot listing', () => {
    const lots = new Lots(context({ contention: 0.5, rivals: 4 }));
    const chain = new Chain();
    let late = 0;
    for (let index = 0; index < 4000; index++) {
      const step = lots.step(index);
      if (chain.take(index, step)) continue;
      expect(step.lot.index % 8).toBe(0);
      late++;
    }
    // Three of four buyers may be rivals, a half of them are; with a tenth of the sellers, who cancel.
    expect(late / 2000).toBeCloseTo(0.35, 1);
  });

  it('are cancelled and resold as often as is said', () => {
    const { intents } = drive({ lag: 1, collections: 1 });
    const all = intents(10_000);
    const count = (action: string) => all.filter((intent) => intent.action === action).length;
    expect(count('cancel') / 5000).toBeCloseTo(0.1, 1);
    expect(count('buy') / 5000).toBeCloseTo(0.9, 1);
    // A fifth of those that were bought, and were not the hot ones.
    expect(count('list') / 5000).toBeCloseTo(0.18, 1);
  });

  it('encode calls that the market understands, and buyers pay the price', () => {
    const { abi } = artifact('Market');
    const { intents, deployment } = drive({ lag: 2, price: 123 });
    for (const { to, data, action, valueWei } of intents(1000)) {
      const call = abi.parseTransaction({ data })!;
      expect([to, call.name]).toEqual([deployment.market, action]);
      expect(abi.encodeFunctionData(call.name, [...call.args])).toBe(data);
      expect(valueWei).toBe(action === 'buy' ? 123n : 0n);
    }
  });

  it('meet nobody near at contention 0, and all at one collection at 1', () => {
    const written = (given: object) => {
      const { driver, intents } = drive({ lag: 8, ...given });
      return intents(400)
        .slice(-8)
        .map((intent) => driver.writes!(intent)[0]);
    };
    expect(new Set(written({ resold: 0 })).size).toBe(8);
    expect(new Set(written({ contention: 1 })).size).toBe(1);
  });
});

describe('the options of nft-market', () => {
  it.each([
    [{ royalty: 9_000, fee: 1_001 }, /the whole price/],
    [{ cancelled: 1.1 }, /expected number to be <=1/],
    [{ auctions: true }, /auctions/],
  ])('%j is refused', (given, message) => {
    expect(() => nftMarket.options.parse(given)).toThrow(message);
  });

  it.each([
    [{}, []],
    [{ contention: 0.1 }, ['NotListed']],
    [{ contention: 0.1, rivals: 1 }, []],
    [{ contention: { sameSender: 0.5 } }, []],
  ])('%j means the reverts %j', (given, reasons) => {
    expect(nftMarket.meantReverts!(nftMarket.options.parse(given))).toEqual(reasons);
  });

  it.each([
    [1_000, 500, 250, [50n, 25n, 925n]],
    [999, 333, 111, [33n, 11n, 955n]],
    [1, 5_000, 5_000, [0n, 0n, 1n]],
    [7, 0, 10_000, [0n, 7n, 0n]],
  ])('a price of %d is divided to the wei', (price, royalty, fee, [creator, treasurer, seller]) => {
    const options = nftMarket.options.parse({ price, royalty, fee });
    expect(dividedOf(options)).toEqual({ creator, treasurer, seller });
  });
});

describe('the oracle of nft-market', () => {
  /** The ether of some addresses is more by a wei. */
  const richer = (whose: (address: Address, asked: readonly Address[]) => boolean): Lie => ({
    reader: (truth) => ({
      ...truth,
      balances: async (of) =>
        (await truth.balances(of)).map((wei, at) => (whose(of[at]!, of) ? wei + 1n : wei)),
    }),
  });
  const nonces: Lie = {
    reader: (truth) => ({ ...truth, nonces: async (of) => (await truth.nonces(of)).map((n) => n + 1) }),
  };
  const isPayee = (address: Address) => /^0x(c4|7e)0{30}/.test(address);
  const payments = ['royalties and fees add up', 'payments add up'];
  const tokens = [
    'tokens belong to whoever bought them',
    'what is for sale was listed, and neither bought nor cancelled',
  ];
  let judged: Judged;
  beforeAll(async () => {
    const options = { collections: 4, lag: 4, price: 999_999, contention: { share: 0.3, sameSender: 0.1 } };
    judged = await judge(
      nftMarket,
      { options },
      {
        owner: answering(selectorOf('ownerOf(uint256)'), plusOne()),
        seller: answering(selectorOf('listings(address,uint256)'), plusOne(0)),
        price: answering(selectorOf('listings(address,uint256)'), plusOne(1)),
        active: answering(selectorOf('venues(address)'), plusOne(1)),
        creator: richer((address) => address.startsWith('0xc40000')),
        treasurer: richer((address) => address.startsWith('0x7e0000')),
        market: richer((_, asked) => asked.length === 1),
        account: richer((address, asked) => asked.length > 1 && !isPayee(address)),
        nonces,
        shared: {
          ...richer((address, asked) => asked.length > 1 && !isPayee(address)),
          facts: (truth: RunFacts) => ({ ...truth, shared: true }),
        },
        ...Object.fromEntries(nftMarket.actions.map((action) => [action, doubting(action, 'none')])),
        ...Object.fromEntries(
          nftMarket.actions.map((action) => [`uncertain ${action}`, doubting(action, 'uncertain')]),
        ),
      },
    );
  }, 60_000);

  it('believes the truth of a run in which only rivals failed, and what an unknown fate leaves open', () => {
    const { ledger, reverts, actions } = judged.record;
    expect(ledger.succeeded + ledger.reverted).toBe(200);
    expect(reverts.map(({ reason, meant }) => [reason, meant])).toContainEqual(['NotListed', true]);
    expect(reverts.every(({ meant }) => meant)).toBe(true);
    expect(actions.map(({ succeeded }) => succeeded > 0)).toEqual([true, true, true, true]);
    expect(judged.failed.truth).toEqual([]);
    for (const action of nftMarket.actions) expect(judged.failed[`uncertain ${action}`]).toEqual([]);
  });

  it('leaves the ether of accounts alone that others use too', () => {
    expect(judged.failed.shared).toEqual([]);
  });

  it.each([
    ['owner', [tokens[0]]],
    ['seller', [tokens[1]]],
    ['price', [tokens[1]]],
    ['active', ['listings add up']],
    ['creator', ['royalties and fees add up']],
    ['treasurer', ['royalties and fees add up']],
    ['market', ['the market keeps nothing']],
    ['account', ['payments add up']],
    ['nonces', ['nonces add up']],
    ['mintAndList', ['listings add up']],
    ['list', ['listings add up']],
    ['buy', ['listings add up', ...payments]],
    ['cancel', ['listings add up']],
  ])('notices a lie about %s', (lie, checks) => {
    expect(judged.failed[lie]).toEqual(expect.arrayContaining(checks));
    const others = judged.failed[lie]!.filter((name) => !checks.includes(name));
    // A token may have moved on since: whether its former state is missed depends on the rest of the run.
    expect(others.filter((name) => !tokens.includes(name))).toEqual([]);
  });
});

import { AbiCoder, Interface } from 'ethers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Address } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import { artifact } from '../../workloads/artifact.ts';
import { encode } from '../../workloads/gaming/calls.ts';
import gaming from '../../workloads/gaming/index.ts';
import { Items } from '../../workloads/gaming/items.ts';
import { leaderboardIsRight, Scores } from '../../workloads/gaming/scores.ts';
import { answering, doubting, type Judged, judge, plusOne } from '../support/oracle-stand.ts';

const accounts = Array.from(
  { length: 200 },
  (_, i): Address => `0x${(i + 1).toString(16).padStart(40, '0')}`,
);
const context = (given: object) => ({
  options: gaming.options.parse(given),
  seed: 1,
  chainId: 1337,
  accounts,
  deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
});

function drive(given: object) {
  const bound = context(given);
  const driver = gaming.drive(bound, gaming.setup(bound).deployment);
  const intent = (i: number) => driver.intent(i, keyedRandom(1, STREAM.intent, i));
  return { driver, intents: (count: number) => Array.from({ length: count }, (_, i) => intent(i)) };
}

describe('gaming', () => {
  it('encodes calls that the contract understands', () => {
    const { abi } = artifact('GameItems');
    for (const { data, action } of drive({}).intents(300)) {
      const call = abi.parseTransaction({ data })!;
      expect(call.name).toBe(action === 'batchTransfer' ? 'safeBatchTransferFrom' : action);
      expect(abi.encodeFunctionData(call.name, [...call.args])).toBe(data);
    }
  });

  it('follows the weights of its mix, and refuses a mix of nothing', () => {
    const all = drive({}).intents(4000);
    const share = (action: string) => all.filter((intent) => intent.action === action).length / all.length;
    expect(share('loot')).toBeCloseTo(0.3, 1);
    expect(share('score')).toBeCloseTo(0.1, 1);
    const none = { loot: 0, craft: 0, trade: 0, batchTransfer: 0, score: 0 };
    expect(() => gaming.options.parse({ mix: none })).toThrow(/at least one weight/);
    expect(() => gaming.options.parse({ recipe: 1 })).toThrow(/recipe/);
  });

  it('takes only from players who were stocked with the item', () => {
    const given = { recipes: 30, contention: { share: 0.5, hot: 7 } };
    const items = new Items(gaming.options.parse(given));
    const stock = new Interface(['function stock(address[],uint256[],uint256)']);
    const stocked = new Set<string>();
    for (const { data } of gaming.setup(context(given)).stages[1]!.filter((i) => i.action === 'stock')) {
      const [players, recipes] = stock.decodeFunctionData('stock', data);
      for (const [at, player] of players.entries()) {
        const recipe = Number(recipes[at]);
        for (const id of [items.itemOf(recipe), ...items.materialsOf(recipe)]) {
          stocked.add(`${id} ${player.toLowerCase()}`);
        }
      }
    }
    for (const { from, data } of drive(given).intents(3000)) {
      for (const moved of items.movements(accounts[from]!, data)) {
        if (moved.from !== null) expect(stocked).toContain(`${moved.id} ${moved.from}`);
      }
    }
  });

  it('keeps set-up calls under the limit of gas for a transaction, whatever a recipe needs', () => {
    for (const materials of [1, 3, 16]) {
      const { stages } = gaming.setup(context({ materials, contention: { share: 1, hot: 3 } }));
      expect(Math.max(...stages.flat().map(({ gasLimit }) => gasLimit))).toBeLessThan(16_777_216);
    }
  });

  it('meets nobody at contention 0 but at the leaderboard, and one player and his items at 1', () => {
    const mix = { score: 0 };
    const near = drive({ mix });
    const written = near
      .intents(50)
      .flatMap((intent) => [...new Set([accounts[intent.from]!, ...near.driver.writes!(intent)])]);
    expect(new Set(written).size).toBe(written.length);

    const hot = drive({ mix, contention: 1 });
    for (const intent of hot.intents(300)) {
      const names = hot.driver.writes!(intent);
      expect(names.includes('supply of 1') || names.includes(accounts[0]!)).toBe(true);
    }
  });

  it('writes the leaderboard with every score', () => {
    const { driver, intents } = drive({ mix: { loot: 0, craft: 0, trade: 0, batchTransfer: 0 } });
    expect(new Set(intents(50).flatMap((intent) => driver.writes!(intent)))).toEqual(
      new Set(['leaderboard']),
    );
  });

  it('reads what a call moves out of its data', () => {
    const items = new Items({ recipes: 10, materials: 2 });
    const [me, you] = [accounts[0]!, accounts[1]!];
    expect(items.movements(me, encode.loot(you, 2))).toEqual([
      { id: 7, from: null, to: you },
      { id: 8, from: null, to: you },
    ]);
    expect(items.movements(me, encode.craft(1))).toEqual([
      { id: 4, from: me, to: null },
      { id: 5, from: me, to: null },
      { id: 3, from: null, to: me },
    ]);
    expect(items.movements(me, encode.trade(you, 3, 6))).toEqual([
      { id: 3, from: me, to: you },
      { id: 6, from: you, to: me },
    ]);
    expect(items.movements(me, encode.batchTransfer(me, you, [7, 8], [1, 1], '0x'))).toEqual([
      { id: 7, from: me, to: you },
      { id: 8, from: me, to: you },
    ]);
  });
});

describe("the oracle of gaming's leaderboard", () => {
  const [me, you] = [accounts[0]!, accounts[1]!];
  const before = { champion: `0x${'0'.repeat(40)}` as Address, games: 0, top: 0 };
  const scores = new Scores();
  scores.add(me, 50, false);
  scores.add(you, 70, false);
  scores.add(me, 90, true);
  scores.add(me, 60, true);

  it.each([
    { board: { champion: you, games: 2, top: 70 }, passed: true },
    { board: { champion: me, games: 4, top: 90 }, passed: true },
    { board: { champion: you, games: 4, top: 90 }, passed: false },
    { board: { champion: me, games: 3, top: 60 }, passed: false },
    { board: { champion: you, games: 1, top: 70 }, passed: false },
    { board: { champion: you, games: 5, top: 70 }, passed: false },
  ])('$board is right: $passed', ({ board, passed }) => {
    expect(leaderboardIsRight(before, scores, board).passed).toBe(passed);
  });
});

describe('the oracle of gaming', () => {
  const board = encode.leaderboard();
  const supply = encode.totalSupply(0).slice(0, 10);
  const balance = encode.balanceOf(accounts[0]!, 0).slice(0, 10);
  const career = encode.careers(accounts[0]!).slice(0, 10);
  let judged: Judged;
  beforeAll(async () => {
    const options = { contention: { share: 0.3, hot: 2, sameSender: 0.1 }, recipes: 4 };
    judged = await judge(
      gaming,
      { options },
      {
        supply: answering(supply, plusOne()),
        balance: answering(balance, plusOne()),
        champion: answering(board, plusOne(0)),
        games: answering(board, plusOne(1)),
        top: answering(board, plusOne(2)),
        'games of a player': answering(career, plusOne(0)),
        'best of a player': answering(career, plusOne(1)),
        loot: doubting('loot', 'none'),
        craft: doubting('craft', 'none'),
        trade: doubting('trade', 'none'),
        batchTransfer: doubting('batchTransfer', 'none'),
        score: doubting('score', 'none'),
        ...Object.fromEntries(
          gaming.actions.map((action) => [`uncertain ${action}`, doubting(action, 'uncertain')]),
        ),
      },
    );
  }, 60_000);

  it('believes the truth of a run in which everything succeeded, and what an unknown fate leaves open', () => {
    expect(judged.record.ledger).toMatchObject({ scheduled: 200, succeeded: 200 });
    expect(judged.failed.truth).toEqual([]);
    for (const action of gaming.actions) expect(judged.failed[`uncertain ${action}`]).toEqual([]);
  });

  it.each([
    ['supply', ['items are conserved']],
    ['balance', ['item balances add up']],
    ['champion', ['the leaderboard is right']],
    ['games', ['the leaderboard is right']],
    ['top', ['the leaderboard is right']],
    ['games of a player', ['careers add up']],
    ['best of a player', ['careers add up']],
    ['loot', ['items are conserved', 'item balances add up']],
    ['craft', ['items are conserved', 'item balances add up']],
    ['trade', ['item balances add up']],
    ['batchTransfer', ['item balances add up']],
  ])('notices a lie about %s', (lie, checks) => {
    expect(judged.failed[lie]).toEqual(checks);
  });

  it('notices a score that is not known', () => {
    expect(judged.failed.score).toEqual(['the leaderboard is right', 'careers add up']);
  });
});

it('decodes as ethers does', () => {
  const coder = AbiCoder.defaultAbiCoder();
  const encoded = coder.encode(['address', 'uint256', 'uint256'], [accounts[4], 1, 2]);
  expect(encode.trade(accounts[4]!, 1, 2).slice(10)).toBe(encoded.slice(2));
});

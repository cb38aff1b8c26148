/** What must be true of a game afterwards: no item out of nothing, and the best score on top. */
import type {
  Address,
  Check,
  Oracle,
  OracleReader,
  RunFacts,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import {
  compare,
  type NoncesBefore,
  noncesAddUp,
  noncesBefore,
  sampled,
  succeeded,
} from '../oracle-parts.ts';
import { numberOf } from '../words.ts';
import { encode } from './calls.ts';
import { balanceOf, changesOf, Items, supplyOf } from './items.ts';
import type { Options } from './options.ts';
import {
  type Board,
  boardOf,
  type Career,
  careerOf,
  careersAreRight,
  leaderboardIsRight,
  Scores,
} from './scores.ts';

/** Where the game stands. */
export interface Deployment {
  readonly game: Address;
}

/** A player's pieces of an item. */
interface Holding {
  readonly player: Address;
  readonly id: number;
}

interface State {
  readonly supplies: readonly bigint[];
  readonly balances: readonly bigint[];
  readonly careers: readonly Career[];
  readonly board: Board;
}

export interface Before extends State, NoncesBefore {}

type Context = WorkloadContext<Options>;

/** For a sample of the players: the items of their own recipe, of who gives to them at contention 0, and of the hottest. */
function holdings({ accounts, options }: Context, items: Items, most: number): Holding[] {
  const half = accounts.length >> 1;
  const each = 3 * (options.materials + 1);
  return sampled(accounts.length, Math.ceil(most / each)).flatMap((at) => {
    const giver = (at + accounts.length - half) % accounts.length;
    const recipes = new Set([at, giver, 0].map((player) => items.recipeOf(player)));
    const ids = [...recipes].flatMap((recipe) => [items.itemOf(recipe), ...items.materialsOf(recipe)]);
    return ids.map((id) => ({ player: accounts[at]!, id }));
  });
}

/** What is looked at: item numbers, holdings, and players by their number. */
function looked(context: Context, most: number) {
  const items = new Items(context.options);
  const players = sampled(context.accounts.length, most).map((at) => context.accounts[at]!);
  return { items, ids: sampled(items.count, most), held: holdings(context, items, most), players };
}

async function read(context: Context, game: Address, reader: OracleReader): Promise<State> {
  const { ids, held, players } = looked(context, reader.sample);
  const datas = [
    ...ids.map((id) => encode.totalSupply(id)),
    ...held.map(({ player, id }) => encode.balanceOf(player, id)),
  ];
  const amounts = (await reader.calls(datas.map((data) => ({ to: game, data })))).map(BigInt);
  const scored = [encode.leaderboard(), ...players.map((player) => encode.careers(player))];
  const [board, ...careers] = await reader.calls(scored.map((data) => ({ to: game, data })));
  return {
    supplies: amounts.slice(0, ids.length),
    balances: amounts.slice(ids.length),
    board: boardOf(board!),
    careers: careers.map(careerOf),
  };
}

/** What the run did to supplies and balances, and which of them a transaction of unknown fate touches. */
function replay({ accounts }: Context, items: Items, facts: RunFacts) {
  const changes = new Map<string, number>();
  const uncertain = new Set<string>();
  const scores = new Scores();
  for (const { intent, uncertain: unknown } of succeeded(facts)) {
    const player = accounts[intent.from]!;
    if (intent.action === 'score') scores.add(player, numberOf(intent.data, 0), unknown);
    for (const [name, change] of items.movements(player, intent.data).flatMap(changesOf)) {
      if (unknown) uncertain.add(name);
      else changes.set(name, (changes.get(name) ?? 0) + change);
    }
  }
  return { changes, uncertain, scores };
}

export const oracle: Oracle<Options, Deployment, Before> = {
  async before(context, { game }, reader) {
    const nonces = await noncesBefore(context.accounts, reader);
    return { ...nonces, ...(await read(context, game, reader)) };
  },

  async after(context, { game }, before, facts, reader): Promise<Check[]> {
    const { items, ids, held, players } = looked(context, reader.sample);
    const now = await read(context, game, reader);
    const { changes, uncertain, scores } = replay(context, items, facts);
    const compareAmounts = (name: string, names: string[], was: readonly bigint[], is: readonly bigint[]) => {
      const all = names.map((of, at) => {
        return { of, expected: was[at]! + BigInt(changes.get(of) ?? 0), actual: is[at]! };
      });
      return compare(
        name,
        all.filter(({ of }) => !uncertain.has(of)),
      );
    };
    const balances = held.map(({ player, id }) => balanceOf(id, player));
    return [
      compareAmounts('items are conserved', ids.map(supplyOf), before.supplies, now.supplies),
      compareAmounts('item balances add up', balances, before.balances, now.balances),
      leaderboardIsRight(before.board, scores, now.board),
      careersAreRight(players, before.careers, scores, now.careers),
      await noncesAddUp(context.accounts, before, facts, reader),
    ];
  },
};

/** A game on OpenZeppelin's ERC-1155: loot, crafting, trades, gifts in batches, and a leaderboard that everybody writes. */
import type { Driver, Hex, Random, Setup, Workload, WorkloadContext } from '../../harness/spec/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { objectPicker, senderPicker } from '../contention.ts';
import { Site } from '../site.ts';
import { weighted } from '../weighted.ts';
import { ACTIONS, type Action, actionOf, encode } from './calls.ts';
import { Items, supplyOf } from './items.ts';
import { type Options, options } from './options.ts';
import { type Before, type Deployment, oracle } from './oracle.ts';

/** What each player holds at the start of the items that it plays with: more than any run moves. */
const HOLDING = 10n ** 30n;
/** Points are 1 to this, drawn uniformly. */
const MOST_POINTS = 1_000_000;
/** What a call of set-up may use, safely under the limit for a transaction (EIP-7825). */
const STOCK_GAS_MAX = 12_000_000;

/** Gas limits by the number of materials that a recipe has: the dearest seen, and a third more. */
const gas: Record<Action, (materials: number) => number> = {
  loot: (materials) => 45_000 + materials * 18_000,
  craft: (materials) => 60_000 + materials * 16_000,
  trade: () => 125_000,
  batchTransfer: (materials) => 40_000 + materials * 38_000,
  score: () => 90_000,
};
const GAS = { deploy: 2_100_000, approve: 62_000, stockBase: 40_000, stockItem: 65_000 };

/** How many players are hot, the first ones. Their own recipes are the hot ones. */
function hotPlayers({ accounts, options }: WorkloadContext<Options>): number {
  const { share, hot } = options.contention;
  return share === 0 ? 0 : Math.min(hot, accounts.length);
}

/** The game; for each player what its own and the hot recipes are about; the right to swap with each player. */
function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { accounts, options } = context;
  const items = new Items(options);
  const site = new Site(context);
  const game = site.deploy(
    artifact('GameItems'),
    ['https://example.invalid/{id}', options.materials],
    GAS.deploy,
  );
  site.next();
  const hot = Array.from({ length: Math.min(hotPlayers(context), options.recipes) }, (_, recipe) => recipe);
  const stocks = accounts.flatMap((player, at) =>
    [...new Set([items.recipeOf(at), ...hot])].map((recipe) => ({ player, recipe })),
  );
  const each = (options.materials + 1) * GAS.stockItem;
  const perCall = Math.floor(STOCK_GAS_MAX / each);
  for (let at = 0; at < stocks.length; at += perCall) {
    const some = stocks.slice(at, at + perCall);
    const data = encode.stock(
      some.map(({ player }) => player),
      some.map(({ recipe }) => recipe),
      HOLDING,
    );
    site.call(game, data, GAS.stockBase + some.length * each, 'stock');
  }
  for (const account of accounts.keys()) {
    site.by(account, game, encode.approve(game, 1), GAS.approve, 'approve');
  }
  return { stages: site.stages, contracts: site.contracts, deployment: { game } };
}

function drive(context: WorkloadContext<Options>, { game }: Deployment): Driver {
  const { accounts, options } = context;
  const items = new Items(options);
  const count = accounts.length;
  const hot = hotPlayers(context);
  const sender = senderPicker(count, options.contention);
  const partnerOf = objectPicker(count, options.contention);
  const pick = weighted<Action>(options.mix);
  const ones = Array.from({ length: options.materials }, () => 1);

  function data(action: Action, index: number, random: Random): Hex {
    const from = sender(index);
    // Half-way round the circle, so that nobody near in time sends from the account.
    const partner = partnerOf(index + (count >> 1), random);
    const to = accounts[partner]!;
    // Everybody plays with a recipe of his own, but where the partner is hot with the partner's.
    const recipe = items.recipeOf(partner < hot ? partner : from);
    switch (action) {
      case 'loot':
        return encode.loot(to, items.recipeOf(partner));
      case 'craft':
        return encode.craft(recipe);
      case 'trade':
        return encode.trade(
          to,
          items.itemOf(items.recipeOf(from)),
          items.materialsOf(items.recipeOf(partner))[0]!,
        );
      case 'batchTransfer':
        return encode.batchTransfer(accounts[from]!, to, items.materialsOf(recipe), ones, '0x');
      case 'score':
        return encode.score(1 + random.below(MOST_POINTS));
    }
  }

  return {
    sender,
    intent(index, random) {
      const action = pick(random);
      return {
        from: sender(index),
        to: game,
        valueWei: 0n,
        data: data(action, index, random),
        gasLimit: gas[action](options.materials),
        action,
      };
    },
    writes: ({ data }) => written(items, data),
  };
}

/** Supplies, and other players by their address: what a call changes of its sender's needs no name. */
function written(items: Items, data: Hex): string[] {
  if (actionOf(data) === 'score') return ['leaderboard'];
  const sender = '0x';
  const names = items
    .movements(sender, data)
    .flatMap(({ id, from, to }) => [from ?? supplyOf(id), to ?? supplyOf(id)]);
  return names.filter((name) => name !== sender);
}

const gaming: Workload<Options, Deployment, Before> = {
  name: 'gaming',
  summary:
    "Items on OpenZeppelin's ERC-1155: loot, craft, trade, batchTransfer, and a score on one leaderboard",
  module: import.meta.url,
  options,
  actions: ACTIONS,
  errors: () => errorsOf(artifact('GameItems')),
  requirements: ({ materials }) => ({
    accounts: 3,
    valueWei: 0n,
    gasLimit: Math.max(...ACTIONS.map((action) => gas[action](materials))),
  }),
  setup,
  drive,
  oracle,
};

export default gaming;

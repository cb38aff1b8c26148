/** What must be true of the pool: it can pay everybody, indices never fall, everybody has and owes what he did. */
import type { Oracle, WorkloadContext } from '../../harness/spec/index.ts';
import { compare, hold, type NoncesBefore, noncesAddUp, noncesBefore, sampled } from '../oracle-parts.ts';
import { within } from '../ranges.ts';
import { Bank, type Deployment } from './bank.ts';
import type { Options } from './options.ts';
import { type MarketState, type Position, RAY, readMarkets, readPositions, readSums } from './readings.ts';
import { nameOf, replay } from './replay.ts';

export interface Before extends NoncesBefore {
  readonly markets: readonly MarketState[];
  /** Positions of senders that are looked at, and those of all victims. */
  readonly positions: readonly Position[];
  /** The shares of each. */
  readonly shares: readonly bigint[];
}

export const oracle: Oracle<Options, Deployment, Before> = {
  async before(context, deployment, reader) {
    const nonces = await noncesBefore(context.accounts, reader);
    const positions = positionsOf(context, reader.sample);
    const shares = await readPositions(context, deployment, positions, reader);
    return { ...nonces, markets: await readMarkets(deployment, reader), positions, shares };
  },

  async after(context, deployment, before, facts, reader) {
    const sums = await readSums(context, deployment, reader);
    const markets = await readMarkets(deployment, reader);
    const shares = await readPositions(context, deployment, before.positions, reader);
    const run = replay(context, deployment, before.markets, markets, facts);
    const isVictim = ({ account }: Position) => account >= new Bank(context).senders;
    const ranges = (of: (position: Position) => boolean) =>
      before.positions.flatMap((position, at) => {
        const name = nameOf(position);
        if (!of(position) || run.uncertain.has(name)) return [];
        const { least = 0n, most = 0n } = run.shares.get(name) ?? {};
        const then = before.shares[at]!;
        return [{ of: name, least: then + least, most: then + most, actual: shares[at]! }];
      });
    return [
      ...marketChecks(before.markets, markets),
      compare(
        'cash is what went in and out',
        markets
          .map((market, at) => ({ of: market.of, at, actual: market.cash }))
          .filter(({ of }) => !run.uncertain.has(of))
          .map(({ of, at, actual }) => {
            return { of, expected: before.markets[at]!.cash + (run.cash.get(of) ?? 0n), actual };
          }),
      ),
      compare(
        'shares of all users add up',
        markets.flatMap(({ of, depositShares, debtShares }, at) => [
          { of: `deposits in ${of}`, expected: sums[at]!.deposits, actual: depositShares },
          { of: `debts in ${of}`, expected: sums[at]!.debts, actual: debtShares },
        ]),
      ),
      within(
        'positions are what the included actions make of them',
        ranges((one) => !isVictim(one)),
      ),
      within('each liquidation took its victim from debt and collateral', ranges(isVictim)),
      await noncesAddUp(context.accounts, before, facts, reader),
    ];
  },
};

function positionsOf(context: WorkloadContext<Options>, most: number): Position[] {
  const bank = new Bank(context);
  const acting = Array.from({ length: bank.senders }, (_, account) =>
    bank.homes.of(account).flatMap((market): Position[] => [
      { account, market, side: 'deposit' },
      { account, market, side: 'debt' },
    ]),
  ).flat();
  const victims = Array.from({ length: context.options.victims }, (_, victim): Position[] => [
    { account: bank.victim(victim), market: bank.side(victim), side: 'deposit' },
    { account: bank.victim(victim), market: bank.stable, side: 'debt' },
  ]).flat();
  return [...sampled(acting.length, most).map((at) => acting[at]!), ...victims];
}

function marketChecks(before: readonly MarketState[], now: readonly MarketState[]) {
  const pairs = now.map((market, at) => ({ of: market.of, first: before[at]!, last: market }));
  return [
    hold(
      'every market is solvent',
      now,
      (market) => assetsOf(market) >= claimsOn(market),
      (market) => `${market.of} has ${assetsOf(market) / RAY} for claims of ${claimsOn(market) / RAY}`,
    ),
    compare(
      'cash is the balance that the pool holds',
      now.map(({ of, cash, held }) => ({ of, expected: held, actual: cash })),
    ),
    hold(
      'indices never fall',
      pairs,
      ({ first, last }) => last.depositIndex >= first.depositIndex && last.debtIndex >= first.debtIndex,
      ({ of, first, last }) =>
        `${of}: ${first.depositIndex} and ${first.debtIndex} became ${last.depositIndex} and ${last.debtIndex}`,
    ),
  ];
}

/** What a market owns and is owed, in rays, beyond its reserves: exact, as no division is made. */
function assetsOf({ cash, debtShares, debtIndex, reserves }: MarketState): bigint {
  return (cash - reserves) * RAY + debtShares * debtIndex;
}

function claimsOn({ depositShares, depositIndex }: MarketState): bigint {
  return depositShares * depositIndex;
}

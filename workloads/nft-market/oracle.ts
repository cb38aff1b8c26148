/** What must be true of the market afterwards: who owns what, what is for sale, and who was paid, to the wei. */
import type { Check, Oracle, OracleReader, RunFacts, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import {
  type Comparison,
  compare,
  type NoncesBefore,
  noncesAddUp,
  noncesBefore,
  sampled,
} from '../oracle-parts.ts';
import { words } from '../words.ts';
import { dividedOf, type Options } from './options.ts';
import { type Replay, replay } from './replay.ts';
import type { Deployment } from './setup.ts';

const encode = {
  venues: encoder('venues(address)'),
  listings: encoder('listings(address,uint256)'),
  ownerOf: encoder('ownerOf(uint256)'),
};

interface State {
  readonly marketWei: bigint;
  /** By collection. */
  readonly creatorsWei: readonly bigint[];
  readonly treasurersWei: readonly bigint[];
  readonly active: readonly bigint[];
  /** Of the accounts looked at. */
  readonly accountsWei: readonly bigint[];
}

interface Before extends NoncesBefore, State {}

export const oracle: Oracle<Options, Deployment, Before> = {
  async before(context, deployment, reader) {
    const nonces = await noncesBefore(context.accounts, reader);
    return { ...nonces, ...(await read(context, deployment, nonces.sample, reader)) };
  },

  async after(context, deployment, before, facts, reader): Promise<Check[]> {
    const now = await read(context, deployment, before.sample, reader);
    const done = replay(context, facts);
    return [
      ...(await tokensAddUp(context, deployment, done, reader)),
      listingsAddUp(deployment, before, now, done),
      royaltiesAddUp(context, deployment, before, now, done),
      compare('the market keeps nothing', [
        { of: deployment.market, expected: before.marketWei, actual: now.marketWei },
      ]),
      // Where others spend from the same accounts, their ether is not ours to explain.
      ...(facts.shared ? [] : [paymentsAddUp(context, before, now, done, facts)]),
      await noncesAddUp(context.accounts, before, facts, reader, done.uncertainSenders),
    ];
  },
};

async function read(
  { accounts }: WorkloadContext<Options>,
  { market, collections }: Deployment,
  sample: readonly number[],
  reader: OracleReader,
): Promise<State> {
  const venues = await reader.calls(
    collections.map(({ address }) => ({ to: market, data: encode.venues(address) })),
  );
  const [marketWei] = await reader.balances([market]);
  return {
    marketWei: marketWei!,
    creatorsWei: await reader.balances(collections.map(({ creator }) => creator)),
    treasurersWei: await reader.balances(collections.map(({ treasurer }) => treasurer)),
    active: venues.map((venue) => words(venue)[1]!),
    accountsWei: await reader.balances(sample.map((account) => accounts[account]!)),
  };
}

/** Of a sample of the tokens: their owners, and whether they are for sale. */
async function tokensAddUp(
  { accounts, options }: WorkloadContext<Options>,
  { market, collections }: Deployment,
  done: Replay,
  reader: OracleReader,
): Promise<Check[]> {
  const known = [...done.tokens].filter(([token]) => !done.uncertainTokens.has(token));
  const tokens = sampled(known.length, reader.sample).map((at) => known[at]!);
  const owners = await reader.calls(
    tokens.map(([token, { collection }]) => {
      return { to: collections[collection]!.address, data: encode.ownerOf(token) };
    }),
  );
  const listings = await reader.calls(
    tokens.map(([token, { collection }]) => {
      return { to: market, data: encode.listings(collections[collection]!.address, token) };
    }),
  );
  const of = (token: number) => `token ${token}`;
  return [
    compare(
      'tokens belong to whoever bought them',
      tokens.map(([token, { owner }], at) => {
        return { of: of(token), expected: BigInt(accounts[owner]!), actual: BigInt(owners[at]!) };
      }),
    ),
    compare(
      'what is for sale was listed, and neither bought nor cancelled',
      tokens.flatMap(([token, { owner, isListed }], at) => [
        {
          of: `the seller of ${of(token)}`,
          expected: isListed ? BigInt(accounts[owner]!) : 0n,
          actual: words(listings[at]!)[0]!,
        },
        {
          of: `the price of ${of(token)}`,
          expected: isListed ? BigInt(options.price) : 0n,
          actual: words(listings[at]!)[1]!,
        },
      ]),
    ),
  ];
}

function certain({ uncertainCollections }: Replay, { collections }: Deployment): number[] {
  return [...collections.keys()].filter((collection) => !uncertainCollections.has(collection));
}

function listingsAddUp(deployment: Deployment, before: State, now: State, done: Replay): Check {
  return compare(
    'listings add up',
    certain(done, deployment).map((collection) => ({
      of: `collection ${collection}`,
      expected: before.active[collection]! + BigInt(done.listed[collection]!),
      actual: now.active[collection]!,
    })),
  );
}

function royaltiesAddUp(
  { options }: WorkloadContext<Options>,
  deployment: Deployment,
  before: State,
  now: State,
  done: Replay,
): Check {
  const share = dividedOf(options);
  const paid = (whose: string, each: bigint, was: readonly bigint[], is: readonly bigint[]) =>
    certain(done, deployment).map((collection): Comparison => {
      return {
        of: `the ${whose} of collection ${collection}`,
        expected: was[collection]! + each * BigInt(done.bought[collection]!),
        actual: is[collection]!,
      };
    });
  return compare('royalties and fees add up', [
    ...paid('creator', share.creator, before.creatorsWei, now.creatorsWei),
    ...paid('treasurer', share.treasurer, before.treasurersWei, now.treasurersWei),
  ]);
}

/** What buyers paid, sellers got: their accounts changed by that and the fees of their transactions alone. */
function paymentsAddUp(
  { accounts, options }: WorkloadContext<Options>,
  before: Before,
  now: State,
  done: Replay,
  facts: RunFacts,
): Check {
  const { seller } = dividedOf(options);
  const known = before.sample
    .map((account, at) => ({ account, at }))
    .filter(({ account }) => !done.uncertainAccounts.has(account));
  return compare(
    'payments add up',
    known.map(({ account, at }) => {
      const got = seller * BigInt(done.sold[account]!);
      const paid = BigInt(options.price) * BigInt(done.paid[account]!);
      return {
        of: accounts[account]!,
        expected: before.accountsWei[at]! + got - paid - facts.feesWei(account),
        actual: now.accountsWei[at]!,
      };
    }),
  );
}

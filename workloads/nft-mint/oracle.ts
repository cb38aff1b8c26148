/** What must be true of the drops afterwards: nothing is minted, owned or paid but what the included steps say. */
import type { Address, Check, Hex, Oracle, OracleReader, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { compare, hold, type NoncesBefore, noncesAddUp, noncesBefore, sampled } from '../oracle-parts.ts';
import type { Options } from './options.ts';
import { transferShare } from './options.ts';
import { type Replay, replay } from './replay.ts';
import { type Deployment, reservedId } from './setup.ts';

const encode = {
  totalSupply: encoder('totalSupply()'),
  publicRounds: encoder('publicRounds()'),
  balanceOf: encoder('balanceOf(address)'),
  ownerOf: encoder('ownerOf(uint256)'),
};

/** What an account has at a collection. */
interface Holding {
  readonly collection: number;
  readonly account: number;
}

interface State {
  readonly ether: readonly bigint[];
  readonly supplies: readonly bigint[];
  readonly publicRounds: readonly bigint[];
  /** Of the holdings looked at. */
  readonly balances: readonly bigint[];
  /** Of the tokens from set-up that are looked at. */
  readonly owners: readonly bigint[];
}

interface Before extends NoncesBefore, State {
  readonly holdings: readonly Holding[];
  /** Tokens from set-up, by the account that got them. */
  readonly reserved: readonly number[];
}

export const oracle: Oracle<Options, Deployment, Before> = {
  async before(context, deployment, reader) {
    const { accounts, options } = context;
    const holdings = sampled(accounts.length * options.collections, reader.sample).map((n) => {
      // The collections change fastest, the accounts with them: a sample sees many of both.
      const account = n % accounts.length;
      return { account, collection: (account + Math.floor(n / accounts.length)) % options.collections };
    });
    const reserved = transferShare(options) > 0 ? sampled(accounts.length, reader.sample) : [];
    const nonces = await noncesBefore(accounts, reader);
    return {
      ...nonces,
      holdings,
      reserved,
      ...(await read(context, deployment, holdings, reserved, reader)),
    };
  },

  async after(context, deployment, before, facts, reader): Promise<Check[]> {
    const now = await read(context, deployment, before.holdings, before.reserved, reader);
    const done = replay(context, facts);
    return [
      ...salesAddUp(context, deployment, before, now, done),
      ...holdingsAddUp(context, before, now, done),
      hold(
        'no wallet passed its limit',
        [...done.bought],
        ([, bought]) => bought <= context.options.limitPerWallet,
        ([wallet, bought]) => `${wallet} bought ${bought}`,
      ),
      await noncesAddUp(context.accounts, before, facts, reader),
    ];
  },
};

async function read(
  { accounts, options }: WorkloadContext<Options>,
  { drops }: Deployment,
  holdings: readonly Holding[],
  reserved: readonly number[],
  reader: OracleReader,
): Promise<State> {
  const ask = async (calls: readonly { to: Address; data: Hex }[]) => (await reader.calls(calls)).map(BigInt);
  return {
    ether: await reader.balances(drops),
    supplies: await ask(drops.map((to) => ({ to, data: encode.totalSupply() }))),
    publicRounds: await ask(drops.map((to) => ({ to, data: encode.publicRounds() }))),
    balances: await ask(
      holdings.map(({ collection, account }) => {
        return { to: drops[collection]!, data: encode.balanceOf(accounts[account]!) };
      }),
    ),
    owners: await ask(
      reserved.map((account) => {
        const to = drops[account % options.collections]!;
        return { to, data: encode.ownerOf(reservedId(options, account)) };
      }),
    ),
  };
}

/** Of each collection: its supply, its ether, and how far its sale is open. */
function salesAddUp(
  { options }: WorkloadContext<Options>,
  { drops }: Deployment,
  before: Before,
  now: State,
  done: Replay,
): Check[] {
  const known = [...drops.keys()].filter((collection) => !done.uncertainSales.has(collection));
  const certain = [...drops.keys()].filter((collection) => !done.uncertainOpenings.has(collection));
  return [
    compare(
      'supplies add up',
      known.map((collection) => ({
        of: drops[collection]!,
        expected: before.supplies[collection]! + BigInt(done.sold[collection]!),
        actual: now.supplies[collection]!,
      })),
    ),
    compare(
      'payments add up',
      known.map((collection) => ({
        of: drops[collection]!,
        expected: before.ether[collection]! + BigInt(options.price) * BigInt(done.sold[collection]!),
        actual: now.ether[collection]!,
      })),
    ),
    compare(
      'sales are open as far as they were opened',
      certain.map((collection) => {
        const [was, opened] = [before.publicRounds[collection]!, BigInt(done.opened[collection]!)];
        return {
          of: drops[collection]!,
          expected: was > opened ? was : opened,
          actual: now.publicRounds[collection]!,
        };
      }),
    ),
  ];
}

/** Of a sample: how many tokens an account has at a collection, and who has the tokens from set-up. */
function holdingsAddUp(
  { accounts }: WorkloadContext<Options>,
  before: Before,
  now: State,
  done: Replay,
): Check[] {
  const holdings = before.holdings
    .map(({ account, collection }, at) => ({ account, collection, key: done.key(account, collection), at }))
    .filter(({ key }) => !done.uncertainHoldings.has(key));
  const balances = compare(
    'holdings add up',
    holdings.map(({ account, collection, key, at }) => ({
      of: `collection ${collection} of ${accounts[account]}`,
      expected: before.balances[at]! + BigInt(done.gained.get(key) ?? 0),
      actual: now.balances[at]!,
    })),
  );
  if (before.reserved.length === 0) return [balances];
  const tokens = before.reserved
    .map((first, at) => ({ first, at }))
    .filter(({ first }) => !done.uncertainTokens.has(first));
  const owners = compare(
    'tokens are where they were sent',
    tokens.map(({ first, at }) => {
      const holder = done.holder.get(first);
      return {
        of: `the token that account ${first} had`,
        expected: holder === undefined ? before.owners[at]! : BigInt(accounts[holder]!),
        actual: now.owners[at]!,
      };
    }),
  );
  return [balances, owners];
}

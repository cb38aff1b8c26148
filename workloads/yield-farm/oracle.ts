/** What must be true of farms: nobody is paid what did not accrue, stakes add up, everybody has what he put in. */
import type {
  Address,
  Hex,
  Oracle,
  OracleReader,
  RunFacts,
  WorkloadContext,
} from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { inParts, TOKEN } from '../assets.ts';
import { homesOf } from '../homes.ts';
import {
  compare,
  hold,
  type NoncesBefore,
  noncesAddUp,
  noncesBefore,
  sampled,
  succeeded,
} from '../oracle-parts.ts';
import { within } from '../ranges.ts';
import { words } from '../words.ts';
import type { Options } from './options.ts';
import { type Deployment, REWARDS } from './setup.ts';

const encode = {
  totalStaked: encoder('totalStaked()'),
  accrued: encoder('accrued()'),
  startedAt: encoder('startedAt()'),
  updatedAt: encoder('updatedAt()'),
  stakes: encoder('stakes(address)'),
  sumOf: encoder('sumOf(address[])'),
  balanceOf: encoder('balanceOf(address)'),
};

/** One account in one pool. */
interface Position {
  readonly account: number;
  readonly pool: number;
}

interface Positions {
  readonly stakes: readonly bigint[];
  /** The token of the pool that the account still has in its wallet. */
  readonly wallets: readonly bigint[];
}

export interface Before extends NoncesBefore, Positions {
  readonly positions: readonly Position[];
}

type Context = WorkloadContext<Options>;

export const oracle: Oracle<Options, Deployment, Before> = {
  async before(context, deployment, reader) {
    const nonces = await noncesBefore(context.accounts, reader);
    const homes = homesOf(context.options.pools, context.accounts.length, context.options.contention);
    const all = nonces.sample.flatMap((account) => homes.of(account).map((pool) => ({ account, pool })));
    const positions = sampled(all.length, reader.sample).map((at) => all[at]!);
    return { ...nonces, positions, ...(await readPositions(context, deployment, positions, reader)) };
  },

  async after(context, deployment, before, facts, reader) {
    const pools = await readPools(context, deployment, reader);
    const positions = await readPositions(context, deployment, before.positions, reader);
    return [
      compare(
        'stakes add up to what the pool holds',
        pools.flatMap(({ of, total, held, staked }) => [
          { of: `the total of ${of}`, expected: staked, actual: total },
          { of: `the balance of ${of}`, expected: staked, actual: held },
        ]),
      ),
      compare(
        'rewards accrue by the emission',
        pools.map(({ of, accrued, rate, seconds }) => ({ of, expected: rate * seconds, actual: accrued })),
      ),
      ...rewardChecks(pools, roundings(context, facts)),
      ...positionChecks(context, deployment, before, positions, facts),
      await noncesAddUp(context.accounts, before, facts, reader),
    ];
  },
};

interface Pool {
  readonly of: string;
  readonly rate: bigint;
  readonly total: bigint;
  readonly held: bigint;
  readonly accrued: bigint;
  /** From the first stake to the last update. */
  readonly seconds: bigint;
  readonly paid: bigint;
  readonly staked: bigint;
  /** Earned by anybody and not paid. */
  readonly owed: bigint;
  /** What had accrued when the first and when the last of the users were asked: a chain goes on meanwhile. */
  readonly accruedFirst: bigint;
  readonly accruedLast: bigint;
}

function rewardChecks(pools: readonly Pool[], dust: bigint) {
  return [
    hold(
      'no more rewards were paid than accrued',
      pools,
      ({ paid, accrued }) => paid <= accrued,
      ({ of, paid, accrued }) => `${of} paid ${paid} of ${accrued}`,
    ),
    within(
      'rewards paid and owed are those accrued',
      pools.map(({ of, paid, owed, accruedFirst, accruedLast }) => {
        return { of, least: accruedFirst - dust, most: accruedLast, actual: paid + owed };
      }),
    ),
  ];
}

/** The most that is lost by rounding down: less than one unit for each update of a pool, and for each touch of a stake. */
function roundings({ accounts, options }: Context, facts: RunFacts): bigint {
  return 2n * BigInt(facts.scheduled + (accounts.length + 1) * options.pools);
}

/** Each stake is what the included actions make of it, and what is not staked is in the wallet. */
function positionChecks(
  { options }: Context,
  { pools }: Deployment,
  before: Before,
  now: Positions,
  facts: RunFacts,
) {
  const { net, staked, exited, uncertain } = replay(BigInt(options.amount) * TOKEN, pools, facts);
  const known = before.positions
    .map((position, at) => ({ of: nameOf(position), at }))
    .filter(({ of }) => !uncertain.has(of));
  return [
    within(
      'stakes are what the included actions make of them',
      known.map(({ of, at }) => {
        const least = before.stakes[at]! + (net.get(of) ?? 0n);
        // What came after the last exit is still there; which that is depends on the order in blocks.
        const most = before.stakes[at]! + (staked.get(of) ?? 0n);
        const actual = now.stakes[at]!;
        return exited.has(of) ? { of, least: 0n, most, actual } : { of, least, most: least, actual };
      }),
    ),
    compare(
      'what is not staked is in the wallet',
      before.positions.map((position, at) => ({
        of: nameOf(position),
        expected: before.stakes[at]! + before.wallets[at]!,
        actual: now.stakes[at]! + now.wallets[at]!,
      })),
    ),
  ];
}

function nameOf({ account, pool }: Position): string {
  return `account ${account} in pool ${pool}`;
}

function replay(amount: bigint, pools: readonly Address[], facts: RunFacts) {
  const poolOf = new Map(pools.map((address, pool) => [address, pool]));
  const net = new Map<string, bigint>();
  const staked = new Map<string, bigint>();
  const exited = new Set<string>();
  const uncertain = new Set<string>();
  const add = (to: Map<string, bigint>, of: string, more: bigint) => to.set(of, (to.get(of) ?? 0n) + more);
  for (const { intent, uncertain: unknown } of succeeded(facts)) {
    const of = nameOf({ account: intent.from, pool: poolOf.get(intent.to!)! });
    if (unknown) uncertain.add(of);
    else if (intent.action === 'exit') exited.add(of);
    else if (intent.action === 'withdraw') add(net, of, -amount);
    else if (intent.action === 'stake') {
      add(net, of, amount);
      add(staked, of, amount);
    }
  }
  return { net, staked, exited, uncertain };
}

async function readPools(
  { accounts, options, deployer }: Context,
  { pools, tokens, reward, rates }: Deployment,
  reader: OracleReader,
): Promise<Pool[]> {
  const { visitors } = homesOf(options.pools, accounts.length, options.contention);
  const parts = pools.flatMap((to, pool) =>
    inParts([...visitors[pool]!.map((account) => accounts[account]!), deployer.address]).map((of) => ({
      to,
      pool,
      of,
    })),
  );
  const read = async (asked: readonly { to: Address; data: Hex }[]) =>
    (await reader.calls(asked)).map(BigInt);
  const own = (data: Hex) => read(pools.map((to) => ({ to, data })));
  const totals = await own(encode.totalStaked());
  const accrued = await own(encode.accrued());
  const started = await own(encode.startedAt());
  const updated = await own(encode.updatedAt());
  const held = await read(pools.map((pool, at) => ({ to: tokens[at]!, data: encode.balanceOf(pool) })));
  const left = await read(pools.map((pool) => ({ to: reward, data: encode.balanceOf(pool) })));
  const sums = await reader.calls(parts.map(({ to, of }) => ({ to, data: encode.sumOf(of) })));
  return pools.map((_, pool) => {
    const own = sums.filter((_, at) => parts[at]!.pool === pool).map(words);
    const brought = own.map((sum) => sum[1]!).sort((a, b) => (a < b ? -1 : 1));
    return {
      of: `pool ${pool}`,
      rate: rates[pool]!,
      total: totals[pool]!,
      held: held[pool]!,
      accrued: accrued[pool]!,
      seconds: updated[pool]! - started[pool]!,
      paid: REWARDS - left[pool]!,
      owed: own.reduce((all, sum) => all + sum[0]!, 0n),
      staked: own.reduce((all, sum) => all + sum[2]!, 0n),
      accruedFirst: brought[0]!,
      accruedLast: brought.at(-1)!,
    };
  });
}

async function readPositions(
  { accounts }: Context,
  { pools, tokens }: Deployment,
  positions: readonly Position[],
  reader: OracleReader,
): Promise<Positions> {
  const read = (contracts: readonly Address[], call: (account: Address) => Hex) =>
    reader.calls(
      positions.map(({ account, pool }) => ({ to: contracts[pool]!, data: call(accounts[account]!) })),
    );
  const stakes = await read(pools, (account) => encode.stakes(account));
  const wallets = await read(tokens, (account) => encode.balanceOf(account));
  return { stakes: stakes.map((stake) => words(stake)[0]!), wallets: wallets.map(BigInt) };
}

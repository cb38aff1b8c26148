/** What must be true of vaults: the rate never falls, nothing is made or lost, everybody has what he put in. */
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
import { assetsAt, type Rate, rises, Sum, sharesAt, within } from '../ranges.ts';
import type { Options } from './options.ts';
import type { Deployment } from './setup.ts';

const encode = {
  totalSupply: encoder('totalSupply()'),
  balanceOf: encoder('balanceOf(address)'),
  convertToAssets: encoder('convertToAssets(uint256)'),
  sumOf: encoder('sumOf(address[])'),
};

/** One account in one vault. */
interface Holding {
  readonly account: number;
  readonly vault: number;
}

interface State {
  readonly supplies: readonly bigint[];
  readonly assets: readonly bigint[];
  /** Shares of the holdings that are looked at. */
  readonly shares: readonly bigint[];
}

export interface Before extends State, NoncesBefore {
  readonly holdings: readonly Holding[];
}

type Context = WorkloadContext<Options>;

export const oracle: Oracle<Options, Deployment, Before> = {
  async before(context, deployment, reader) {
    const nonces = await noncesBefore(context.accounts, reader);
    const homes = homesOf(context.options.vaults, context.accounts.length, context.options.contention);
    const all = nonces.sample.flatMap((account) => homes.of(account).map((vault) => ({ account, vault })));
    const holdings = sampled(all.length, reader.sample).map((at) => all[at]!);
    return { ...nonces, holdings, ...(await read(context, deployment, holdings, reader)) };
  },

  async after(context, deployment, before, facts, reader) {
    const now = await read(context, deployment, before.holdings, reader);
    const rates = before.supplies.map((_, vault) => ({
      first: rateOf(before, vault),
      last: rateOf(now, vault),
    }));
    const vaults = [...deployment.vaults.keys()];
    const run = replay(context.options, deployment, rates, facts);
    return [
      compare('shares add up to the supply', await sums(context, deployment, now, reader)),
      compare('a share is worth what assets and supply say', await worths(deployment, rates, reader)),
      hold(
        'what a share is worth never falls',
        vaults,
        (vault) => rises(rates[vault]!.first, rates[vault]!.last),
        (vault) => `vault ${vault}: ${told(rates[vault]!.first)} became ${told(rates[vault]!.last)}`,
      ),
      within(
        'assets are what went in and out',
        vaults
          .filter((vault) => !run.uncertain.has(`vault ${vault}`))
          .map((vault) => rangeOf(`vault ${vault}`, before.assets[vault]!, run, now.assets[vault]!)),
      ),
      within(
        'shares are what the included actions make of them',
        before.holdings.flatMap((holding, at) => {
          const name = nameOf(holding);
          if (run.uncertain.has(name)) return [];
          return [rangeOf(name, before.shares[at]!, run, now.shares[at]!)];
        }),
      ),
      await noncesAddUp(context.accounts, before, facts, reader),
    ];
  },
};

function nameOf({ account, vault }: Holding): string {
  return `account ${account} in vault ${vault}`;
}

function told({ assets, shares }: Rate): string {
  return `${assets} for ${shares}`;
}

/** As the vault computes it, with its one virtual asset and share. */
function rateOf({ supplies, assets }: State, vault: number): Rate {
  return { assets: assets[vault]! + 1n, shares: supplies[vault]! + 1n };
}

interface Rates {
  readonly first: Rate;
  readonly last: Rate;
}

interface Replay {
  /** What went in, by the name of vault or holding. */
  readonly sums: ReadonlyMap<string, Sum>;
  readonly uncertain: ReadonlySet<string>;
}

function rangeOf(of: string, before: bigint, { sums }: Replay, actual: bigint) {
  const { least = 0n, most = 0n } = sums.get(of) ?? {};
  return { of, least: before + least, most: before + most, actual };
}

/** What the run's actions did to assets and shares. Each met a rate between the first and the last. */
function replay(options: Options, { vaults }: Deployment, rates: readonly Rates[], facts: RunFacts): Replay {
  const vaultOf = new Map(vaults.map((address, vault) => [address, vault]));
  const sums = new Map<string, Sum>();
  const uncertain = new Set<string>();
  const sumOf = (name: string) => sums.get(name) ?? (sums.set(name, new Sum()).get(name) as Sum);
  const amount = BigInt(options.amount) * TOKEN;
  for (const { intent, uncertain: unknown } of succeeded(facts)) {
    const vault = vaultOf.get(intent.to!)!;
    const names = [`vault ${vault}`, nameOf({ account: intent.from, vault })] as const;
    if (unknown) for (const name of names) uncertain.add(name);
    else apply(intent.action, sumOf(names[0]), sumOf(names[1]), rates[vault]!);
  }
  return { sums, uncertain };

  function apply(action: string, assets: Sum, shares: Sum, { first, last }: Rates): void {
    switch (action) {
      case 'deposit':
        assets.add(amount);
        shares.add(sharesAt(last, amount), sharesAt(first, amount));
        break;
      case 'mint':
        assets.add(assetsAt(first, amount), assetsAt(last, amount) + 1n);
        shares.add(amount);
        break;
      case 'withdraw':
        assets.take(amount);
        shares.take(sharesAt(last, amount), sharesAt(first, amount) + 1n);
        break;
      case 'redeem':
        assets.take(assetsAt(first, amount), assetsAt(last, amount));
        shares.take(amount);
        break;
      case 'harvest':
        assets.add(BigInt(options.yield) * TOKEN);
    }
  }
}

/** All holders together, beside the supply. */
async function sums(
  { accounts, options }: Context,
  { vaults }: Deployment,
  now: State,
  reader: OracleReader,
) {
  const { visitors } = homesOf(options.vaults, accounts.length, options.contention);
  const asked = vaults.flatMap((to, vault) =>
    inParts(visitors[vault]!.map((account) => accounts[account]!)).map((of) => ({ to, vault, of })),
  );
  const parts = await reader.calls(asked.map(({ to, of }) => ({ to, data: encode.sumOf(of) })));
  const held = vaults.map(() => 0n);
  for (const [at, { vault }] of asked.entries()) held[vault]! += BigInt(parts[at]!);
  return vaults.map((_, vault) => ({
    of: `vault ${vault}`,
    expected: now.supplies[vault]!,
    actual: held[vault]!,
  }));
}

async function worths({ vaults }: Deployment, rates: readonly Rates[], reader: OracleReader) {
  const calls = vaults.map((to) => ({ to, data: encode.convertToAssets(TOKEN) }));
  const worth = await reader.calls(calls);
  return vaults.map((_, vault) => ({
    of: `vault ${vault}`,
    expected: assetsAt(rates[vault]!.last, TOKEN),
    actual: BigInt(worth[vault]!),
  }));
}

async function read(
  { accounts }: Context,
  { vaults, assets }: Deployment,
  holdings: readonly Holding[],
  reader: OracleReader,
): Promise<State> {
  const asked: { to: Address; data: Hex }[] = [
    ...vaults.map((to) => ({ to, data: encode.totalSupply() })),
    // What the vault holds, as its asset says.
    ...vaults.map((vault, at) => ({ to: assets[at]!, data: encode.balanceOf(vault) })),
    ...holdings.map(({ account, vault }) => ({
      to: vaults[vault]!,
      data: encode.balanceOf(accounts[account]!),
    })),
  ];
  const answers = (await reader.calls(asked)).map(BigInt);
  const count = vaults.length;
  return {
    supplies: answers.slice(0, count),
    assets: answers.slice(count, 2 * count),
    shares: answers.slice(2 * count),
  };
}

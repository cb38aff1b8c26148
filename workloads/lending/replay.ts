/** What the run's actions did to cash, deposits and debts. Each met an index between the first and the last. */
import type { Intent, RunFacts, WorkloadContext } from '../../harness/spec/index.ts';
import { TOKEN } from '../assets.ts';
import { succeeded } from '../oracle-parts.ts';
import { Sum, sharesAt } from '../ranges.ts';
import { argumentsOf } from '../words.ts';
import { Bank, type Deployment, seizedFor } from './bank.ts';
import type { Options } from './options.ts';
import { type MarketState, type Position, RAY } from './readings.ts';

export interface Replay {
  /** Tokens that came into a market, by its name. */
  readonly cash: ReadonlyMap<string, bigint>;
  /** Shares that came to a position, by its name. */
  readonly shares: ReadonlyMap<string, Sum>;
  /** Names of markets and positions that a transaction of unknown fate touches. */
  readonly uncertain: ReadonlySet<string>;
}

export function nameOf({ account, market, side }: Position): string {
  return `the ${side} of account ${account} in market ${market}`;
}

/** An amount that comes into a market or leaves it, and a position that grows or shrinks by it. */
interface Move extends Position {
  readonly amount: bigint;
  readonly into: boolean;
  readonly grows: boolean;
}

export function replay(
  context: WorkloadContext<Options>,
  deployment: Deployment,
  before: readonly MarketState[],
  now: readonly MarketState[],
  facts: RunFacts,
): Replay {
  const bank = new Bank(context);
  const amount = BigInt(context.options.amount) * TOKEN;
  const cash = new Map<string, bigint>();
  const shares = new Map<string, Sum>();
  const uncertain = new Set<string>();
  for (const { intent, uncertain: unknown } of succeeded(facts)) {
    if (intent.to === deployment.feed) continue;
    for (const move of movesOf(intent, amount, bank)) {
      const [market, position] = [`market ${move.market}`, nameOf(move)];
      if (unknown) uncertain.add(market).add(position);
      else {
        cash.set(market, (cash.get(market) ?? 0n) + (move.into ? move.amount : -move.amount));
        if (!shares.has(position)) shares.set(position, new Sum());
        count(shares.get(position)!, move, before[move.market]!, now[move.market]!);
      }
    }
  }
  return { cash, shares, uncertain };
}

function movesOf({ from: account, action, data }: Intent, amount: bigint, bank: Bank): Move[] {
  const market = Number(argumentsOf(data)[0]!);
  switch (action) {
    case 'deposit':
      return [{ account, market, side: 'deposit', amount, into: true, grows: true }];
    case 'withdraw':
      return [{ account, market, side: 'deposit', amount, into: false, grows: false }];
    case 'borrow':
      return [{ account, market, side: 'debt', amount, into: false, grows: true }];
    case 'repay':
      return [{ account, market, side: 'debt', amount, into: true, grows: false }];
    default: {
      const side = Number(argumentsOf(data)[3]!);
      const victim = bank.victim(side - bank.side(0));
      return [
        { account: victim, market: bank.stable, side: 'debt', amount, into: true, grows: false },
        {
          account: victim,
          market: side,
          side: 'deposit',
          amount: seizedFor(amount),
          into: false,
          grows: false,
        },
      ];
    }
  }
}

/** The pool rounds for itself: up where shares of debt are made or deposits are burnt. */
function count(sum: Sum, { side, amount, grows }: Move, before: MarketState, now: MarketState): void {
  const index = side === 'deposit' ? 'depositIndex' : 'debtIndex';
  const roundsUp = (side === 'debt') === grows ? 1n : 0n;
  const least = sharesAt({ assets: now[index], shares: RAY }, amount);
  const most = sharesAt({ assets: before[index], shares: RAY }, amount) + roundsUp;
  if (grows) sum.add(least, most);
  else sum.take(least, most);
}

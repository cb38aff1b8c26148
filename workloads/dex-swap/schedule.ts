/** Who does what at which pool, by the index: mixes that add up, and pools in turn. */
import type { Random } from '../../harness/spec/index.ts';
import { objectPicker, senderPicker } from '../contention.ts';
import { weighted } from '../weighted.ts';
import type { Action, Options } from './options.ts';

export interface Step {
  readonly from: number;
  readonly action: Action;
  /** The pool; a multi-hop goes on through the next one. */
  readonly pool: number;
}

/** More providers than the share of removals asks for, so that the draw below has room. */
const PROVIDER_MARGIN = 1.5;

/** How many accounts, from the first on, hold shares of every pool and may remove liquidity. */
export function providersOf({ mix }: Pick<Options, 'mix'>, accounts: number): number {
  const share = removalShare(mix);
  return share === 0 ? 0 : Math.min(accounts, 1 + Math.ceil(PROVIDER_MARGIN * share * (accounts - 1)));
}

export interface Schedule {
  sender(index: number): number;
  step(index: number, random: Random): Step;
}

/**
 * Multi-hops are spread evenly over the indices and take two turns among the pools, all others one. So no two of
 * consecutive transactions meet at a pool, as long as their turns together are no more than there are pools.
 */
export function schedule(options: Options, accounts: number): Schedule {
  const sender = senderPicker(accounts, options.contention);
  const poolAt = objectPicker(options.pools, options.contention);
  const hopShare = options.mix.multiHop / sumOf(options.mix);
  const hopsBefore = (index: number) => Math.floor(index * hopShare);
  const actionOf = actionPicker(options, accounts);
  return {
    sender,
    step(index, random) {
      const from = sender(index);
      const before = hopsBefore(index);
      const isHop = hopsBefore(index + 1) > before;
      const action = isHop ? 'multiHop' : actionOf(from, random);
      return { from, action, pool: poolAt(index + before, random) };
    },
  };
}

/**
 * Only providers remove liquidity, and so much oftener that the share among all is what the mix says; everybody does
 * the rest of the mix alike.
 */
function actionPicker(
  { mix, contention }: Options,
  accounts: number,
): (from: number, random: Random) => Action {
  const providers = providersOf({ mix }, accounts);
  const chance = removalShare(mix) / shareSentBy(providers, accounts, contention.sameSender);
  const others = { ...mix, multiHop: 0, removeLiquidity: 0 };
  const other = sumOf(others) > 0 ? weighted<Action>(others) : (): Action => 'removeLiquidity';
  return (from, random) => (from < providers && random.float() < chance ? 'removeLiquidity' : other(random));
}

/** The share of all transactions that the first `some` accounts send. */
function shareSentBy(some: number, accounts: number, sameSender: number): number {
  if (sameSender === 0 || accounts === 1) return some / accounts;
  return sameSender + ((1 - sameSender) * (some - 1)) / (accounts - 1);
}

/** Removals among all that is not a multi-hop. */
function removalShare(mix: Options['mix']): number {
  return mix.removeLiquidity === 0 ? 0 : mix.removeLiquidity / (sumOf(mix) - mix.multiHop);
}

function sumOf(weights: Options['mix']): number {
  return Object.values(weights).reduce((sum, weight) => sum + weight, 0);
}

/** The intents of dex-swap-v3. */
import type { Address, Driver, Hex, Random, WorkloadContext } from '../../harness/spec/index.ts';
import { objectPicker, senderPicker } from '../contention.ts';
import { weighted } from '../weighted.ts';
import {
  decreaseAndCollect,
  exactInput,
  exactInputSingle,
  exactOutputSingle,
  type Hop,
  increaseLiquidity,
  mint,
} from './calls.ts';
import { effectReader } from './effect.ts';
import { type Deployment, halves, pairOf, partner, positionId } from './layout.ts';
import {
  type Action,
  ADDED,
  HOLDING,
  type Options,
  rangesOf,
  swapAmount,
  TICK_SPACING,
  WITHDRAWN,
} from './options.ts';

/** Gas of a swap through one pool, and of each tick that it crosses for the first time. */
const SWAP = 180_000;
const CROSSING = 75_000;

/** Measured with cold storage and first-time holders, and 30 % on top. */
export function gasLimits(options: Options): Readonly<Record<Action, number>> {
  const swap = SWAP + mostCrossings(options) * CROSSING;
  return {
    exactInputSingle: swap,
    exactOutputSingle: swap,
    exactInput: 2 * swap,
    tightSwap: swap,
    mint: 600_000,
    increaseLiquidity: 400_000,
    decreaseLiquidity: 450_000,
  };
}

/**
 * The most ends of ranges that one swap can cross. The largest swap, half as much again as the mean, moves the root of the
 * price by its share of the liquidity, of which half is there at every price; and by more where the price is far off.
 */
function mostCrossings({ size, ranges, feeTier }: Options): number {
  const farOff = 2.5;
  const moved = 1.5 * size * 2 * farOff;
  const reach = (2 * Math.log1p(moved)) / Math.log(1.0001) / TICK_SPACING[feeTier];
  const ends = ranges.flatMap((width) => [-width, width]);
  return Math.max(
    0,
    ...ends.map((first) => ends.filter((end) => end >= first && end <= first + reach).length),
  );
}

export function drive({ options, accounts }: WorkloadContext<Options>, deployment: Deployment): Driver {
  const { tokens, pools, router, manager } = deployment;
  const count = tokens.length;
  const ranges = rangesOf(options);
  const gas = gasLimits(options);
  const sender = senderPicker(accounts.length, options.contention);
  const poolOf = objectPicker(count, options.contention);
  const pick = weighted<Action>(options.mix);
  const mean = swapAmount(options);
  const leastOut = tightOutput(mean, options);
  const pairs = tokens.map((_, pool) => pairOf(pool, tokens));
  const effectOf = effectReader(tokens, ranges);
  const { growing, shrinking } = halves(ranges.length);

  function hop(pool: number, tokenIn: Address): Hop {
    const [token0, token1] = pairs[pool]!;
    return { tokenIn, tokenOut: tokenIn === token0 ? token1 : token0, fee: options.feeTier };
  }

  /** From the one token of a pool through it and the next one, or back. */
  function throughTwo(pool: number, random: Random): Hop[] {
    const next = partner(pool, count);
    const shared = tokens[next]!;
    if (random.below(2) === 0) return [hop(pool, tokens[pool]!), hop(next, shared)];
    return [hop(next, tokens[partner(next, count)]!), hop(pool, shared)];
  }

  function data(action: Action, pool: number, recipient: Address, random: Random): Hex {
    const amount = () => (mean * BigInt(50 + random.below(101))) / 100n;
    const one = <T>(of: readonly T[]) => of[random.below(of.length)]!;
    const either = () => hop(pool, one(pairs[pool]!));
    switch (action) {
      case 'exactInputSingle':
        return exactInputSingle(either(), recipient, amount(), 0n);
      case 'exactOutputSingle':
        return exactOutputSingle(either(), recipient, amount(), HOLDING);
      case 'exactInput':
        return exactInput(throughTwo(pool, random), recipient, amount());
      case 'tightSwap':
        return exactInputSingle(either(), recipient, mean, leastOut);
      case 'mint':
        return mint(pairs[pool]!, options.feeTier, one(ranges), ADDED, recipient);
      case 'increaseLiquidity':
        return increaseLiquidity(positionId(pool, one(growing), ranges), ADDED);
      case 'decreaseLiquidity':
        return decreaseAndCollect(positionId(pool, one(shrinking), ranges), WITHDRAWN, recipient);
    }
  }

  return {
    sender,
    intent(index, random) {
      const action = pick(random);
      const from = sender(index);
      const to = isSwap(action) ? router : manager;
      const call = data(action, poolOf(index, random), accounts[from]!, random);
      return { from, to, valueWei: 0n, data: call, gasLimit: gas[action], action };
    },
    writes({ data }) {
      const effect = effectOf(data);
      if (effect.kind === 'swap') return effect.passages.map(({ pool }) => pools[pool]!);
      // New positions are numbered by one counter.
      return effect.kind === 'mint' ? [pools[effect.pool]!, manager] : [pools[effect.pool]!];
    },
  };
}

function isSwap(action: Action): boolean {
  return action === 'tightSwap' || action.startsWith('exact');
}

/** What a tight swap wants at the least: the opening price of 1, less the fee and the slippage it puts up with. */
export function tightOutput(
  amountIn: bigint,
  { feeTier, slippage }: Pick<Options, 'feeTier' | 'slippage'>,
): bigint {
  const scale = 10n ** 9n;
  const afterFee = (amountIn * BigInt(1_000_000 - feeTier)) / 1_000_000n;
  return (afterFee * (scale - BigInt(Math.round(slippage * 1e9)))) / scale;
}

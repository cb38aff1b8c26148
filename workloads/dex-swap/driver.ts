/** The i-th call of the router, and which pools it writes. */
import type { Address, Driver, Hex, Random, WorkloadContext } from '../../harness/spec/index.ts';
import { DEADLINE, encode, touched } from './calls.ts';
import type { Action, Options } from './options.ts';
import { type Limits, limitsOf } from './quotes.ts';
import { schedule } from './schedule.ts';
import type { Deployment } from './setup.ts';

/** The first trade of a pool after a block is the dearest: it starts two sums of prices over time. */
export const GAS: Readonly<Record<Action, number>> = {
  swapExactIn: 180_000,
  swapExactOut: 180_000,
  swapExactInEth: 200_000,
  swapExactOutEth: 200_000,
  multiHop: 300_000,
  tightSwap: 180_000,
  addLiquidity: 250_000,
  removeLiquidity: 220_000,
};

interface Call {
  readonly data: Hex;
  readonly valueWei?: bigint;
}

export function drive(context: WorkloadContext<Options>, deployment: Deployment): Driver {
  const { options, accounts } = context;
  const { sender, step } = schedule(options, accounts.length);
  const calls = callsOf(options, deployment);
  return {
    sender,
    intent(index, random) {
      const { from, action, pool } = step(index, random);
      const { data, valueWei = 0n } = calls[action](pool, accounts[from]!, random);
      return { from, to: deployment.router, valueWei, data, gasLimit: GAS[action], action };
    },
    writes: poolsWritten(deployment),
    view: (random) => ({
      to: deployment.pairs[random.below(deployment.pairs.length)]!,
      data: encode.getReserves(),
    }),
  };
}

type Caller = (pool: number, to: Address, random: Random) => Call;

/** Both directions are equally likely, so that prices stay around their start. */
function callsOf(options: Options, { weth, tokens }: Deployment): Readonly<Record<Action, Caller>> {
  const amount = BigInt(options.amount);
  const wide = limitsOf(options, options.slippage);
  const tight = limitsOf(options, options.tightSlippage);
  const path = (pool: number, random: Random): [Address, Address] =>
    random.below(2) === 0 ? [tokens[pool]!, weth] : [weth, tokens[pool]!];

  const exactIn =
    ({ leastOut }: Limits): Caller =>
    (pool, to, random) => ({ data: encode.exactIn(amount, leastOut, path(pool, random), to, DEADLINE) });
  const exactOut =
    ({ mostIn }: Limits): Caller =>
    (pool, to, random) => ({ data: encode.exactOut(amount, mostIn, path(pool, random), to, DEADLINE) });
  const tightIn = exactIn(tight);
  const tightOut = exactOut(tight);

  return {
    swapExactIn: exactIn(wide),
    swapExactOut: exactOut(wide),
    tightSwap: (pool, to, random) => (random.below(2) === 0 ? tightIn : tightOut)(pool, to, random),
    swapExactInEth(pool, to, random) {
      const through = path(pool, random);
      if (through[0] !== weth)
        return { data: encode.exactInToEth(amount, wide.leastOut, through, to, DEADLINE) };
      return { data: encode.exactInFromEth(wide.leastOut, through, to, DEADLINE), valueWei: amount };
    },
    swapExactOutEth(pool, to, random) {
      const through = path(pool, random);
      if (through[0] !== weth)
        return { data: encode.exactOutToEth(amount, wide.mostIn, through, to, DEADLINE) };
      // The router sends back what the swap did not take.
      return { data: encode.exactOutFromEth(amount, through, to, DEADLINE), valueWei: wide.mostIn };
    },
    multiHop(pool, to, random) {
      const ends = [tokens[pool]!, tokens[(pool + 1) % tokens.length]!];
      const [first, last] = random.below(2) === 0 ? ends : ends.reverse();
      const through = [first!, weth, last!];
      return { data: encode.exactIn(amount, wide.leastOutOfTwo, through, to, DEADLINE) };
    },
    addLiquidity: (pool, to) => ({
      data: encode.addLiquidity(tokens[pool]!, weth, amount, amount, 0, 0, to, DEADLINE),
    }),
    removeLiquidity: (pool, to) => ({
      data: encode.removeLiquidity(tokens[pool]!, weth, amount, 0, 0, to, DEADLINE),
    }),
  };
}

/** The pairs of all tokens that a call names; WETH too where ether goes through it, since its own balance changes. */
function poolsWritten({ tokens, pairs, weth }: Deployment): NonNullable<Driver['writes']> {
  const pairOf = new Map(tokens.map((token, pool) => [token, pairs[pool]!]));
  return ({ data }) => {
    const { addresses, ether } = touched(data);
    const written = addresses.flatMap((address) => pairOf.get(address) ?? []);
    return ether ? [...written, weth] : written;
  };
}

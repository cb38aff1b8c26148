/** Lending: deposits, loans and liquidations in the markets of one pool, at prices that keepers move. */
import type { Driver, Intent, Random, Workload, WorkloadContext } from '../../harness/spec/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { TOKEN } from '../assets.ts';
import { senderPicker } from '../contention.ts';
import { weighted } from '../weighted.ts';
import { argumentsOf } from '../words.ts';
import { Bank, type Deployment, encode, LOW_PRICE, PRICE, SWING } from './bank.ts';
import { GAS, healthGas, marketsOf, mostGas } from './gas.ts';
import { type Options, options } from './options.ts';
import { type Before, oracle } from './oracle.ts';
import { isAwaited, stepOf, waitOf } from './rounds.ts';
import { setup } from './setup.ts';

const ACTIONS = ['deposit', 'withdraw', 'borrow', 'repay', 'movePrice', 'liquidate'] as const;
type Action = (typeof ACTIONS)[number];

function drive(context: WorkloadContext<Options>, { pool, feed, assets }: Deployment): Driver {
  const { accounts, options } = context;
  const bank = new Bank(context);
  const sender = senderPicker(bank.senders, options.contention);
  const pick = weighted<Exclude<Action, 'liquidate'>>(options.mix);
  const amount = BigInt(options.amount) * TOKEN;
  const toCheckHealth = healthGas(marketsOf(bank.homes));

  const call = (action: Exclude<Action, 'movePrice'>, from: number, data: Intent['data']): Intent => {
    const gasLimit = action === 'withdraw' || action === 'borrow' ? toCheckHealth : GAS[action];
    return { from, to: pool, valueWei: 0n, data, gasLimit, action };
  };
  function movePrice(from: number, market: number, price: bigint): Intent {
    const data = encode.movePrice(assets[market]!, price);
    return { from, to: feed, valueWei: 0n, data, gasLimit: GAS.movePrice, action: 'movePrice' };
  }

  function inRound({ step, victim }: NonNullable<ReturnType<typeof stepOf>>, from: number): Intent {
    const side = bank.side(victim);
    if (step !== 'liquidate') return movePrice(from, side, step === 'fall' ? LOW_PRICE : PRICE);
    const user = accounts[bank.victim(victim)]!;
    return call('liquidate', from, encode.liquidate(user, bank.stable, amount, side));
  }

  function outside(from: number, random: Random): Intent {
    const action = pick(random);
    const market = bank.homes.pick(from, random);
    switch (action) {
      case 'deposit':
        return call(action, from, encode.deposit(market, amount, accounts[from]!));
      case 'movePrice':
        return movePrice(from, market, swung(random));
      default:
        return call(action, from, encode[action](market, amount));
    }
  }

  return {
    sender,
    intent(index, random) {
      const step = stepOf(index, options);
      return step ? inRound(step, sender(index)) : outside(sender(index), random);
    },
    wait: (index) => waitOf(index, options),
    awaited: (index) => isAwaited(index, options),
    writes: ({ to, data }) => (to === feed ? [`price ${argumentsOf(data)[0]}`] : marketsIn(data)),
  };
}

/** A price within the swing, in steps of a hundredth of a percent. */
function swung(random: Random): bigint {
  const steps = 100 * SWING;
  return PRICE + (PRICE * BigInt(random.below(2 * steps + 1) - steps)) / 10_000n;
}

/** The markets that a call of the pool writes. */
function marketsIn(data: Intent['data']): string[] {
  const [first, second, , fourth] = argumentsOf(data);
  const isLiquidation = data.startsWith(LIQUIDATE);
  return (isLiquidation ? [second, fourth] : [first]).map((market) => `market ${market}`);
}

const LIQUIDATE = encode.liquidate(`0x${'0'.repeat(40)}`, 0, 0, 0).slice(0, 10);

const lending: Workload<Options, Deployment, Before> = {
  name: 'lending',
  summary: 'A pool of lending markets: deposit, withdraw, borrow, repay, liquidate when prices move',
  module: import.meta.url,
  options,
  actions: ACTIONS,
  errors: () => errorsOf(artifact('LendingPool'), artifact('PriceFeed')),
  // A liquidation that comes when the price has recovered: rounds of one victim overlap at high rates.
  meantReverts: () => ['Healthy'],
  requirements: (options) => ({ accounts: options.victims + 1, valueWei: 0n, gasLimit: mostGas(options) }),
  setup,
  drive,
  oracle,
};

export default lending;

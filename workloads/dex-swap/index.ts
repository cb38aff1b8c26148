/** Uniswap V2 as it is deployed: swaps, liquidity, ether in and out, and limits that fail. */
import type { Workload } from '../../harness/spec/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { drive, GAS } from './driver.ts';
import { ACTIONS, type Options, options } from './options.ts';
import { type Before, oracle } from './oracle.ts';
import { limitsOf } from './quotes.ts';
import { type Deployment, setup } from './setup.ts';

const dexSwap: Workload<Options, Deployment, Before> = {
  name: 'dex-swap',
  summary: 'Uniswap V2: swaps of tokens and ether, multi-hops, liquidity, limits that fail',
  module: import.meta.url,
  options,
  actions: ACTIONS,
  errors: () => errorsOf(artifact('SwapToken')),
  meantReverts: () => [
    'UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT',
    'UniswapV2Router: EXCESSIVE_INPUT_AMOUNT',
  ],
  requirements: (given) => ({
    accounts: 2,
    valueWei: limitsOf(given, given.slippage).mostIn,
    gasLimit: Math.max(...Object.values(GAS)),
  }),
  setup,
  drive,
  oracle,
};

export default dexSwap;

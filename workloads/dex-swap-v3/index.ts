/** Uniswap V3: swaps over price ranges, and positions that are made, increased and decreased. */
import type { Workload } from '../../harness/spec/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { drive, gasLimits } from './driver.ts';
import type { Deployment } from './layout.ts';
import { ACTIONS, type Options, options } from './options.ts';
import { type Before, oracle } from './oracle.ts';
import { setup } from './setup.ts';

const dexSwapV3: Workload<Options, Deployment, Before> = {
  name: 'dex-swap-v3',
  summary: 'Uniswap V3: swaps over price ranges, multi-hop swaps, positions made, increased and decreased',
  module: import.meta.url,
  options,
  actions: ACTIONS,
  errors: () => errorsOf(artifact('RangeToken')),
  meantReverts: ({ mix }) => (mix.tightSwap > 0 ? ['Too little received'] : []),
  requirements: (options) => ({
    accounts: 1,
    valueWei: 0n,
    gasLimit: Math.max(...Object.values(gasLimits(options))),
  }),
  setup,
  drive,
  oracle,
};

export default dexSwapV3;

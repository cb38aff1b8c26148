/** The workloads that come with lakh. A new one is a file and a line here. */
import type { Workload } from '../harness/spec/index.ts';
import dexSwapV3 from './dex-swap-v3/index.ts';
import erc20 from './erc20.ts';
import transfers from './transfers.ts';

export const WORKLOADS: readonly Workload[] = [
  transfers as Workload,
  erc20 as Workload,
  dexSwapV3 as Workload,
];

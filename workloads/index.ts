/** The workloads that come with lakh. A new one is a file and a line here. */
import type { Workload } from '../harness/spec/index.ts';
import erc20 from './erc20.ts';
import gaming from './gaming/index.ts';
import nftMarket from './nft-market/index.ts';
import nftMint from './nft-mint/index.ts';
import supplyChain from './supply-chain/index.ts';
import transfers from './transfers.ts';

export const WORKLOADS: readonly Workload[] = [
  transfers as Workload,
  erc20 as Workload,
  gaming as Workload,
  supplyChain as Workload,
  nftMint as Workload,
  nftMarket as Workload,
];

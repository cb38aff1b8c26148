/** The workloads that come with lakh. A new one is a file and a line here. */
import type { Workload } from '../harness/spec/index.ts';
import contractCall from './contract-call/index.ts';
import daoVote from './dao-vote/index.ts';
import dexSwap from './dex-swap/index.ts';
import dexSwapV3 from './dex-swap-v3/index.ts';
import erc20 from './erc20.ts';
import gaming from './gaming/index.ts';
import lending from './lending/index.ts';
import mix from './mix/index.ts';
import nftMarket from './nft-market/index.ts';
import nftMint from './nft-mint/index.ts';
import rpcRead from './rpc-read.ts';
import staking from './staking/index.ts';
import supplyChain from './supply-chain/index.ts';
import transfers from './transfers.ts';
import yieldFarm from './yield-farm/index.ts';

export { contractInFile, isContractFile } from './contract-file.ts';

export const WORKLOADS = [
  transfers,
  erc20,
  dexSwap,
  dexSwapV3,
  nftMint,
  nftMarket,
  daoVote,
  lending,
  staking,
  yieldFarm,
  supplyChain,
  gaming,
  mix,
  contractCall,
  rpcRead,
] as readonly unknown[] as readonly Workload[];

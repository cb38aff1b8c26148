/** The workloads that can be blended: all that come with lakh and need no contract of the user's own. */
import type { Workload } from '../../harness/spec/index.ts';
import { assert } from '../../harness/std/index.ts';
import daoVote from '../dao-vote/index.ts';
import dexSwap from '../dex-swap/index.ts';
import dexSwapV3 from '../dex-swap-v3/index.ts';
import erc20 from '../erc20.ts';
import gaming from '../gaming/index.ts';
import lending from '../lending/index.ts';
import nftMarket from '../nft-market/index.ts';
import nftMint from '../nft-mint/index.ts';
import staking from '../staking/index.ts';
import supplyChain from '../supply-chain/index.ts';
import transfers from '../transfers.ts';
import yieldFarm from '../yield-farm/index.ts';

const PARTS = [
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
] as readonly unknown[] as readonly Workload[];

export const PART_NAMES = PARTS.map(({ name }) => name);

export function workloadNamed(name: string): Workload {
  const found = PARTS.find((workload) => workload.name === name);
  assert(found, `${name} can be blended`);
  return found;
}

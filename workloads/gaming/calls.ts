/** Calls of `GameItems.sol` by the action that makes them. */
import type { Hex } from '../../harness/spec/index.ts';
import { encoder, selectorOf } from '../../harness/std/index.ts';

export const SIGNATURES = {
  loot: 'loot(address,uint256)',
  craft: 'craft(uint256)',
  trade: 'trade(address,uint256,uint256)',
  batchTransfer: 'safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
  score: 'score(uint48)',
} as const;

export type Action = keyof typeof SIGNATURES;
export const ACTIONS = Object.keys(SIGNATURES) as Action[];

export const encode = {
  loot: encoder(SIGNATURES.loot),
  craft: encoder(SIGNATURES.craft),
  trade: encoder(SIGNATURES.trade),
  batchTransfer: encoder(SIGNATURES.batchTransfer),
  score: encoder(SIGNATURES.score),
  stock: encoder('stock(address[],uint256[],uint256)'),
  approve: encoder('setApprovalForAll(address,bool)'),
  totalSupply: encoder('totalSupply(uint256)'),
  balanceOf: encoder('balanceOf(address,uint256)'),
  careers: encoder('careers(address)'),
  leaderboard: encoder('leaderboard()'),
};

const bySelector = new Map(ACTIONS.map((action) => [selectorOf(SIGNATURES[action]), action]));

/** The action whose call data this is. */
export function actionOf(data: Hex): Action {
  return bySelector.get(data.slice(0, 10) as Hex)!;
}

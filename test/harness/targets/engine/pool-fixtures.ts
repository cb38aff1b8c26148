/** Owns made-up pooled transactions: a pool looks at numbers only, so nothing here is signed. */

import type { PooledTransaction } from '../../../../harness/spec/engine.ts';
import type { Address } from '../../../../harness/spec/intent.ts';
import { Mempool, type PoolLimits } from '../../../../harness/targets/engine/mempool.ts';

export const LIMITS: PoolLimits = {
  size: 100,
  perSender: 10,
  baseFeeFloorWei: 10n,
  blockGasLimit: 1_000_000,
};
export const RICH = { nonce: 0, balanceWei: 10n ** 30n };

export function sender(index: number): Address {
  return `0x${index.toString(16).padStart(40, '0')}`;
}

let made = 0;

/** Distinct from every other one made. */
export function pooled(changes: Partial<PooledTransaction> = {}): PooledTransaction {
  return {
    hash: `0x${(made++).toString(16).padStart(64, '0')}`,
    sender: sender(1),
    nonce: 0,
    gasLimit: 21_000,
    maxFeeWei: 100n,
    tipWei: 50n,
    costWei: 2_100_000n,
    decoded: null,
    ...changes,
  };
}

export function poolWith(...transactions: PooledTransaction[]): Mempool {
  const pool = new Mempool(LIMITS);
  for (const transaction of transactions) pool.add(transaction, RICH);
  return pool;
}

/** What the run bids for gas: from the plan, else from the chain as it stands at the start. */
import type { Fees } from '../spec/plan.ts';
import { LakhError } from '../std/errors.ts';
import type { ChainReader } from './chain-reader.ts';
import { type Bid, FEE_HEADROOM } from './maker.ts';

export async function bidFor(fees: Fees, reader: ChainReader): Promise<Bid> {
  const { type, tipWei } = fees;
  if (fees.maxFeeWei !== null) return { type, tipWei, maxFeeWei: fees.maxFeeWei, follow: false };
  const baseFeeWei = await reader.baseFeeWei();
  if (baseFeeWei === null && type === 'eip1559') {
    throw new LakhError('target-failed', 'The chain has no base fee, so it takes no EIP-1559 transactions', {
      hint: 'Set fees.type to legacy',
    });
  }
  const floorWei = baseFeeWei === null ? await reader.gasPriceWei() : baseFeeWei;
  return { type, tipWei, maxFeeWei: floorWei * FEE_HEADROOM + tipWei, follow: true };
}

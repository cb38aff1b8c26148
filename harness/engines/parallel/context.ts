/** Owns what a block of this chain tells its transactions. */
import type { BlockContext } from '../../kernel/evm/index.ts';
import type { EngineOptions } from '../../spec/engine.ts';
import { fromHex, toHex } from '../../std/hex.ts';
import type { Opening } from './headers.ts';

const FORK = 'osaka';

/** `hashes`: of the blocks before it, by number. */
export function contextOf(
  { number, timestamp, parentHash }: Opening,
  { feeRecipient, blockGasLimit, baseFeeWei, chainId }: EngineOptions,
  hashes: ReadonlyMap<bigint, bigint>,
): BlockContext {
  return {
    fork: FORK,
    number,
    timestamp,
    feeRecipient: fromHex(feeRecipient),
    gasLimit: BigInt(blockGasLimit),
    baseFee: baseFeeWei,
    random: BigInt(toHex(parentHash)),
    blobFee: 1n,
    maxBlobs: 0,
    chainId: BigInt(chainId),
    hashes,
  };
}

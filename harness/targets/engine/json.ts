/** Owns how blocks and receipts look in JSON-RPC (execution-apis, schemas `Block` and `ReceiptInfo`). */
import type { Receipt, SealedBlock } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import { quantity, toHex } from '../../std/hex.ts';

/** A block with the hashes of its transactions; fields that the engine does not keep are left out. */
export function blockJson(block: SealedBlock): Record<string, unknown> {
  return {
    number: quantity(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    stateRoot: block.stateRoot,
    timestamp: quantity(block.timestampS),
    gasUsed: quantity(block.gasUsed),
    gasLimit: quantity(block.gasLimit),
    baseFeePerGas: quantity(block.baseFeeWei),
    difficulty: '0x0',
    nonce: '0x0000000000000000',
    uncles: [],
    transactions: hashesOf(block),
  };
}

function hashesOf({ columns: { hashes } }: SealedBlock): Hex[] {
  return Array.from({ length: hashes.length / 32 }, (_, index) =>
    toHex(hashes.subarray(32 * index, 32 * index + 32)),
  );
}

/** All receipts of a block, with the running sums that JSON-RPC wants. */
export function receiptsJson(block: SealedBlock): Record<string, unknown>[] {
  let cumulativeGasUsed = 0;
  let logIndex = 0;
  return Array.from(block.receipts, (receipt, index) => {
    cumulativeGasUsed += receipt.gasUsed;
    const json = receiptJson(receipt, block, { index, cumulativeGasUsed, logIndex });
    logIndex += receipt.logs.length;
    return json;
  });
}

function receiptJson(
  receipt: Receipt,
  block: SealedBlock,
  place: { index: number; cumulativeGasUsed: number; logIndex: number },
): Record<string, unknown> {
  const where = {
    blockNumber: quantity(block.number),
    blockHash: block.hash,
    transactionHash: receipt.hash,
    transactionIndex: quantity(place.index),
  };
  return {
    ...where,
    from: receipt.from,
    to: receipt.to,
    contractAddress: receipt.contractAddress,
    status: receipt.succeeded ? '0x1' : '0x0',
    gasUsed: quantity(receipt.gasUsed),
    cumulativeGasUsed: quantity(place.cumulativeGasUsed),
    effectiveGasPrice: quantity(receipt.gasPriceWei),
    logs: receipt.logs.map((log, index) => ({
      ...where,
      ...log,
      logIndex: quantity(place.logIndex + index),
      removed: false,
    })),
  };
}

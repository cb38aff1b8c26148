/** Owns how blocks and receipts look in JSON-RPC (execution-apis, schemas `Block` and `ReceiptInfo`). */
import type { Receipt, SealedBlock } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import { quantity, toHex } from '../../std/hex.ts';
import { bloomOf } from './bloom.ts';
import { blockSize } from './header-size.ts';
import { transactionJson, transactionType } from './transaction-json.ts';

/** keccak-256 of the RLP of an empty list: no block has uncles. */
const NO_UNCLES = '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347';

/** A header: all that the block's hash is made of. */
export function headerJson(block: SealedBlock): Record<string, unknown> {
  const { rest } = block;
  return {
    number: quantity(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    sha3Uncles: NO_UNCLES,
    miner: rest.feeRecipient,
    stateRoot: block.stateRoot,
    transactionsRoot: rest.transactionsRoot,
    receiptsRoot: rest.receiptsRoot,
    logsBloom: rest.logsBloom,
    difficulty: '0x0',
    gasLimit: quantity(block.gasLimit),
    gasUsed: quantity(block.gasUsed),
    timestamp: quantity(block.timestampS),
    extraData: rest.extraData,
    mixHash: rest.prevRandao,
    nonce: '0x0000000000000000',
    baseFeePerGas: quantity(block.baseFeeWei),
    withdrawalsRoot: rest.withdrawalsRoot,
    blobGasUsed: quantity(rest.blobGasUsed),
    excessBlobGas: quantity(rest.excessBlobGas),
    parentBeaconBlockRoot: rest.parentBeaconBlockRoot,
    requestsHash: rest.requestsHash,
  };
}

/** A block with its transactions whole, or their hashes. */
export function blockJson(block: SealedBlock, whole: boolean): Record<string, unknown> {
  return {
    ...headerJson(block),
    size: quantity(blockSize(block)),
    uncles: [],
    withdrawals: [],
    transactions: whole
      ? Array.from(block.receipts, (receipt, index) => transactionInBlock(block, index, receipt))
      : hashesOf(block),
  };
}

/** A transaction where it stands; `receipt` is its own. */
export function transactionInBlock(
  block: SealedBlock,
  index: number,
  { hash, from, gasPriceWei }: Receipt,
): Record<string, unknown> {
  const place = { blockHash: block.hash, blockNumber: block.number, index, gasPriceWei };
  return transactionJson(block.raws.at(index)!, { hash, from, place });
}

function hashesOf({ columns: { hashes } }: SealedBlock): Hex[] {
  return Array.from({ length: hashes.length / 32 }, (_, index) =>
    toHex(hashes.subarray(32 * index, 32 * index + 32)),
  );
}

/** All receipts of a block, with the running sums that JSON-RPC wants. */
export function receiptsJson(block: SealedBlock): Record<string, unknown>[] {
  return Array.from(placedReceipts(block), (placed) => receiptJson(block, placed));
}

/** The receipt of one transaction; `undefined` past the last. */
export function receiptAt(block: SealedBlock, index: number): Record<string, unknown> | undefined {
  for (const placed of placedReceipts(block)) if (placed.index === index) return receiptJson(block, placed);
  return undefined;
}

export interface PlacedReceipt {
  readonly receipt: Receipt;
  readonly index: number;
  readonly cumulativeGasUsed: number;
  /** Of its first log, in the block. */
  readonly logIndex: number;
}

export function* placedReceipts(block: SealedBlock): Generator<PlacedReceipt> {
  let cumulativeGasUsed = 0;
  let logIndex = 0;
  let index = 0;
  for (const receipt of block.receipts) {
    cumulativeGasUsed += receipt.gasUsed;
    yield { receipt, index: index++, cumulativeGasUsed, logIndex };
    logIndex += receipt.logs.length;
  }
}

/** The log at `at` of a receipt. */
export function logJson(
  block: SealedBlock,
  { receipt, index, logIndex }: PlacedReceipt,
  at: number,
): Record<string, unknown> {
  return {
    blockNumber: quantity(block.number),
    blockHash: block.hash,
    transactionHash: receipt.hash,
    transactionIndex: quantity(index),
    ...receipt.logs[at],
    logIndex: quantity(logIndex + at),
    removed: false,
  };
}

function receiptJson(block: SealedBlock, placed: PlacedReceipt): Record<string, unknown> {
  const { receipt, index, cumulativeGasUsed } = placed;
  return {
    blockNumber: quantity(block.number),
    blockHash: block.hash,
    transactionHash: receipt.hash,
    transactionIndex: quantity(index),
    type: quantity(transactionType(block.raws.at(index)!)),
    from: receipt.from,
    to: receipt.to,
    contractAddress: receipt.contractAddress,
    status: receipt.succeeded ? '0x1' : '0x0',
    gasUsed: quantity(receipt.gasUsed),
    cumulativeGasUsed: quantity(cumulativeGasUsed),
    effectiveGasPrice: quantity(receipt.gasPriceWei),
    logsBloom: bloomOf(receipt),
    logs: receipt.logs.map((_, at) => logJson(block, placed, at)),
  };
}

/** Blocks out of a node's JSON: headers as the watcher needs them, receipts as columns. */
import type { Hex } from '../../spec/intent.ts';
import type { Block } from '../../spec/target.ts';
import { isObject } from './envelope.ts';

/** The parts of `eth_getBlockByNumber` with hashes only (execution-apis, "Block") that are read here. */
export interface BlockJson {
  readonly number: Hex;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: Hex;
  readonly gasUsed: Hex;
  readonly gasLimit: Hex;
  readonly baseFeePerGas?: Hex;
  readonly transactions: readonly Hex[];
}

/** The parts of a receipt (execution-apis, "ReceiptInfo") that are read here. */
export interface ReceiptJson {
  readonly transactionHash: Hex;
  readonly blockHash: Hex;
  readonly gasUsed: Hex;
  /** EIP-1559 and later nodes; missing means 0 here. */
  readonly effectiveGasPrice?: Hex;
  /** Byzantium and later; a receipt without it belongs to a time when failing was no outcome. */
  readonly status?: Hex;
}

const HASH_BYTES = 32;

export function isBlock(value: unknown): value is BlockJson {
  return isObject(value) && typeof value.hash === 'string' && Array.isArray(value.transactions);
}

/** Whether these are all the receipts of this very block, and not of another that took its number meanwhile. */
export function areReceiptsOf(block: BlockJson, value: unknown): value is ReceiptJson[] {
  return (
    Array.isArray(value) &&
    value.length === block.transactions.length &&
    value.every((receipt) => isObject(receipt) && receipt.blockHash === block.hash)
  );
}

/** Columns of `Block` from a block and its receipts, which must be in block order, one a transaction. */
export function blockOf(block: BlockJson, receipts: readonly ReceiptJson[]): Block {
  const count = receipts.length;
  const hashes = Buffer.alloc(count * HASH_BYTES);
  const succeeded = new Uint8Array(count);
  const gasUsedBy = new Float64Array(count);
  const gasPriceWei = new BigUint64Array(count);
  // Most transactions of a block pay the same: parsing the figure once saves most of the work.
  let priceText = '';
  let price = 0n;
  for (let i = 0; i < count; i++) {
    const receipt = receipts[i]!;
    hashes.write(receipt.transactionHash.slice(2), i * HASH_BYTES, HASH_BYTES, 'hex');
    succeeded[i] = receipt.status === undefined || Number(receipt.status) === 1 ? 1 : 0;
    gasUsedBy[i] = Number(receipt.gasUsed);
    if (receipt.effectiveGasPrice !== priceText) {
      priceText = receipt.effectiveGasPrice ?? '0x0';
      price = BigInt(priceText);
    }
    gasPriceWei[i] = price;
  }
  return {
    number: Number(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestampS: Number(block.timestamp),
    gasUsed: Number(block.gasUsed),
    gasLimit: Number(block.gasLimit),
    baseFeeWei: block.baseFeePerGas === undefined ? null : BigInt(block.baseFeePerGas),
    hashes,
    succeeded,
    gasUsedBy,
    gasPriceWei,
  };
}

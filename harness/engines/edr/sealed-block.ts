/** Owns the way from edr's JSON of a block and of its receipts to a sealed block. */
import type { HeaderRest, Receipt, SealedBlock } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import { receiptColumns } from '../receipt-columns.ts';

/** What `eth_getBlockByNumber` says, without the transactions themselves. */
export interface BlockJson {
  readonly number: Hex;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly stateRoot: Hex;
  readonly timestamp: Hex;
  readonly gasUsed: Hex;
  readonly gasLimit: Hex;
  readonly baseFeePerGas: Hex;
  readonly miner: Address;
  readonly transactionsRoot: Hex;
  readonly receiptsRoot: Hex;
  readonly logsBloom: Hex;
  readonly extraData: Hex;
  readonly mixHash: Hex;
  readonly withdrawalsRoot: Hex;
  readonly blobGasUsed: Hex;
  readonly excessBlobGas: Hex;
  readonly parentBeaconBlockRoot: Hex;
  readonly requestsHash: Hex;
  readonly transactions: readonly Hex[];
}

/** What `eth_getTransactionReceipt` says. */
export interface ReceiptJson {
  readonly transactionHash: Hex;
  readonly status: Hex;
  readonly gasUsed: Hex;
  readonly effectiveGasPrice: Hex;
  readonly from: Address;
  readonly to: Address | null;
  readonly contractAddress: Address | null;
  readonly logs: readonly {
    readonly address: Address;
    readonly topics: readonly Hex[];
    readonly data: Hex;
  }[];
}

/** `raws` and `receipts` are in the order of the block. */
export function sealedBlock(
  block: BlockJson,
  { receipts: found, raws }: { receipts: readonly ReceiptJson[]; raws: readonly Uint8Array[] },
): SealedBlock {
  const receipts = found.map(receiptOf);
  return {
    number: Number(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    stateRoot: block.stateRoot,
    timestampS: Number(block.timestamp),
    gasUsed: Number(block.gasUsed),
    gasLimit: Number(block.gasLimit),
    baseFeeWei: BigInt(block.baseFeePerGas),
    columns: receiptColumns(receipts),
    receipts,
    rest: restOf(block),
    raws,
    conflicting: null,
    work: null,
  };
}

function restOf(block: BlockJson): HeaderRest {
  return {
    feeRecipient: block.miner,
    transactionsRoot: block.transactionsRoot,
    receiptsRoot: block.receiptsRoot,
    logsBloom: block.logsBloom,
    extraData: block.extraData,
    prevRandao: block.mixHash,
    withdrawalsRoot: block.withdrawalsRoot,
    blobGasUsed: Number(block.blobGasUsed),
    excessBlobGas: Number(block.excessBlobGas),
    parentBeaconBlockRoot: block.parentBeaconBlockRoot,
    requestsHash: block.requestsHash,
  };
}

function receiptOf(receipt: ReceiptJson): Receipt {
  const succeeded = receipt.status === '0x1';
  return {
    hash: receipt.transactionHash,
    succeeded,
    gasUsed: Number(receipt.gasUsed),
    gasPriceWei: BigInt(receipt.effectiveGasPrice),
    from: receipt.from,
    to: receipt.to,
    contractAddress: receipt.contractAddress,
    // edr's receipts do not have it, and to ask for it is to execute the block again: see `Engine.returned`.
    returned: succeeded ? null : undefined,
    logs: receipt.logs.map(({ address, topics, data }) => ({ address, topics, data })),
  };
}

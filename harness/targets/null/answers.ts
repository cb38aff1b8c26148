/** What a chain that executes nothing answers to the reads of a run: everybody is rich, nobody has sent anything. */
import type { Block } from '../../spec/target.ts';
import { quantity, toHex } from '../../std/hex.ts';
import { BLOCK_GAS_LIMIT, GAS_EACH, GAS_PRICE_WEI, type NullBlocks } from './blocks.ts';

const HASH_BYTES = 32;
const BALANCE_WEI = 10n ** 26n;

/** Why a workload with a set-up cannot be had here. */
export const NOTHING_EXECUTED =
  'nothing is executed here: only workloads without set-up transactions run, such as transfers';

export interface NullChain {
  readonly chainId: number;
  readonly blocks: NullBlocks;
}

/** The answer to a read; `undefined` for a method that is not known. */
export function answerTo(chain: NullChain, method: string, params: readonly unknown[]): unknown {
  const { blocks, chainId } = chain;
  switch (method) {
    case 'eth_chainId':
      return quantity(chainId);
    case 'net_version':
      return String(chainId);
    case 'web3_clientVersion':
      return 'lakh/null';
    case 'eth_blockNumber':
      return quantity(blocks.latest.number);
    case 'eth_gasPrice':
      return quantity(GAS_PRICE_WEI);
    case 'eth_maxPriorityFeePerGas':
      return '0x0';
    case 'eth_getBalance':
      return quantity(BALANCE_WEI);
    case 'eth_getTransactionCount':
      return '0x0';
    case 'eth_getCode':
    case 'eth_call':
      return '0x';
    case 'eth_estimateGas':
      return quantity(GAS_EACH);
    case 'eth_getBlockByNumber':
      // Only hashes are kept.
      if (params[1] === true) return undefined;
      return headerJson(blockAsked(blocks, params[0]));
    case 'eth_getBlockReceipts':
      return receiptsJson(blockAsked(blocks, params[0]));
    default:
      return undefined;
  }
}

/** By number, by hash (which here is the number), or by tag. */
export function blockAsked(blocks: NullBlocks, which: unknown): Block | undefined {
  if (typeof which !== 'string' || !which.startsWith('0x')) {
    return which === 'earliest' ? blocks.numbered(0) : blocks.latest;
  }
  return blocks.numbered(Number(which));
}

function hashesOf({ hashes }: Block): string[] {
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, i) =>
    toHex(hashes.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1))),
  );
}

/** execution-apis, "Block", with hashes only; `null` for a block that is not there. */
function headerJson(block: Block | undefined): object | null {
  return block ? { ...headerFields(block), transactions: hashesOf(block) } : null;
}

/** A block but for its transactions. */
export function headerFields(block: Block): object {
  return {
    number: quantity(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: quantity(block.timestampS),
    gasUsed: quantity(block.gasUsed),
    gasLimit: quantity(BLOCK_GAS_LIMIT),
    baseFeePerGas: quantity(block.baseFeeWei ?? 0n),
  };
}

/** execution-apis, "ReceiptInfo": the parts that say what became of a transaction. */
function receiptsJson(block: Block | undefined): object[] | null {
  if (!block) return null;
  const same = receiptFields(block);
  return hashesOf(block).map((transactionHash, i) => ({
    transactionHash,
    transactionIndex: quantity(i),
    ...same,
  }));
}

/** What the receipts of a block have in common. */
export function receiptFields(block: Block): object {
  return {
    blockHash: block.hash,
    blockNumber: quantity(block.number),
    gasUsed: quantity(GAS_EACH),
    effectiveGasPrice: quantity(GAS_PRICE_WEI),
    status: '0x1',
  };
}

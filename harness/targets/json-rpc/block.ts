/** Blocks out of what a node says: headers as the watcher needs them, receipts as columns. */
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
  readonly baseFeePerGas?: Hex | null;
  readonly transactions: readonly Hex[];
}

/** The parts of a receipt (execution-apis, "ReceiptInfo") that are read here. */
export interface ReceiptJson {
  readonly transactionHash: Hex;
  readonly blockHash: Hex;
  readonly gasUsed: Hex;
  /** EIP-1559 and later nodes; missing means 0 here. */
  readonly effectiveGasPrice?: Hex | null;
  /** Byzantium and later; a receipt without it belongs to a time when failing was no outcome. */
  readonly status?: Hex | null;
}

/** A block without its receipts. A class, as what was read in bytes stands among what was parsed. */
export class Header {
  readonly fields: Omit<Block, keyof Columns>;
  /** 32 bytes a transaction. */
  readonly hashes: Uint8Array;

  constructor(fields: Header['fields'], hashes: Uint8Array) {
    this.fields = fields;
    this.hashes = hashes;
  }
}

export type Columns = Pick<Block, 'hashes' | 'succeeded' | 'gasUsedBy' | 'gasPriceWei'>;

/** Receipts of one block, in block order. */
export class Receipts {
  /** `null` for those of an empty block. */
  readonly blockHash: string | null;
  readonly columns: Columns;

  constructor(blockHash: string | null, columns: Columns) {
    this.blockHash = blockHash;
    this.columns = columns;
  }
}

export const HASH_BYTES = 32;

export function isBlock(value: unknown): value is BlockJson {
  return isObject(value) && typeof value.hash === 'string' && Array.isArray(value.transactions);
}

/** `null` for what is no block. */
export function headerOf(value: unknown): Header | null {
  if (value instanceof Header) return value;
  if (!isBlock(value)) return null;
  const fields = {
    number: Number(value.number),
    hash: value.hash,
    parentHash: value.parentHash,
    timestampS: Number(value.timestamp),
    gasUsed: Number(value.gasUsed),
    gasLimit: Number(value.gasLimit),
    baseFeeWei: value.baseFeePerGas == null ? null : BigInt(value.baseFeePerGas),
  };
  return new Header(fields, hashesIn(value.transactions));
}

/** `null` for what are no receipts, or not all of the same block. */
export function receiptsOf(value: unknown): Receipts | null {
  if (value instanceof Receipts) return value;
  if (!Array.isArray(value) || !value.every(isObject)) return null;
  const receipts = value as unknown as readonly ReceiptJson[];
  const blockHash = receipts[0]?.blockHash ?? null;
  if (receipts.some((receipt) => receipt.blockHash !== blockHash)) return null;
  return new Receipts(blockHash, columnsOf(receipts));
}

/** Whether these are all the receipts of this very block, and not of another that took its number meanwhile. */
export function areOfBlock({ blockHash, columns }: Receipts, { fields, hashes }: Header): boolean {
  return columns.hashes.length === hashes.length && (blockHash === null || blockHash === fields.hash);
}

/** Whether they are of the transactions that the block lists, in its order. */
export function haveHashesOf({ columns }: Receipts, { hashes }: Header): boolean {
  return Buffer.compare(columns.hashes, hashes) === 0;
}

export function blockOf({ fields }: Header, { columns }: Receipts): Block {
  return { ...fields, ...columns };
}

function columnsOf(receipts: readonly ReceiptJson[]): Columns {
  const count = receipts.length;
  const succeeded = new Uint8Array(count);
  const gasUsedBy = new Float64Array(count);
  const gasPriceWei = new BigUint64Array(count);
  // Most transactions of a block pay the same: parsing the figure once saves most of the work.
  let priceText = '';
  let price = 0n;
  for (let i = 0; i < count; i++) {
    const receipt = receipts[i]!;
    succeeded[i] = receipt.status == null || Number(receipt.status) === 1 ? 1 : 0;
    gasUsedBy[i] = Number(receipt.gasUsed);
    const text = receipt.effectiveGasPrice ?? '0x0';
    if (text !== priceText) {
      priceText = text;
      price = BigInt(priceText);
    }
    gasPriceWei[i] = price;
  }
  const hashes = hashesIn(receipts.map(({ transactionHash }) => transactionHash));
  return { hashes, succeeded, gasUsedBy, gasPriceWei };
}

function hashesIn(texts: readonly unknown[]): Uint8Array {
  const hashes = new Uint8Array(texts.length * HASH_BYTES);
  const out = Buffer.from(hashes.buffer);
  for (const [i, text] of texts.entries()) {
    if (typeof text === 'string') out.write(text.slice(2), i * HASH_BYTES, HASH_BYTES, 'hex');
  }
  return hashes;
}

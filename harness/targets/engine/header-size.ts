/** Owns how many bytes a block has as RLP (Yellow Paper, 4.3): what JSON-RPC calls its size. */
import type { SealedBlock } from '../../spec/engine.ts';
import { transactionType } from './transaction-json.ts';

/** A list without items. */
const EMPTY_LIST = 1;
/** Of the header: parent, uncles, state, transactions, receipts, mixHash, withdrawals, beacon root, requests. */
const HASHES = 9;
const ADDRESS_BYTES = 20;
const BLOOM_BYTES = 256;
const NONCE_BYTES = 8;

function numberLength(value: number | bigint): number {
  const big = BigInt(value);
  return big < 128n ? 1 : rlpLength(Math.ceil(big.toString(16).length / 2));
}

export function headerSize({ number, gasLimit, gasUsed, timestampS, baseFeeWei, rest }: SealedBlock): number {
  const difficulty = 0;
  const numbers = [difficulty, number, gasLimit, gasUsed, timestampS, baseFeeWei];
  let length =
    HASHES * rlpLength(32) + rlpLength(ADDRESS_BYTES) + rlpLength(BLOOM_BYTES) + rlpLength(NONCE_BYTES);
  for (const value of [...numbers, rest.blobGasUsed, rest.excessBlobGas]) length += numberLength(value);
  const extraBytes = (rest.extraData.length - 2) / 2;
  const small = extraBytes === 1 && Number(rest.extraData) < 128;
  return rlpLength(length + (small ? 1 : rlpLength(extraBytes)));
}

/** Transactions, no uncles, no withdrawals. */
export function blockSize(block: SealedBlock): number {
  let transactions = 0;
  for (let index = 0; index < block.raws.length; index++) {
    const raw = block.raws.at(index)!;
    transactions += transactionType(raw) === 0 ? raw.length : rlpLength(raw.length);
  }
  return rlpLength(headerSize(block) + rlpLength(transactions) + EMPTY_LIST + EMPTY_LIST);
}

/** Bytes that the encoding of a string takes whose own length is `length`, and which is no single small byte. */
function rlpLength(length: number): number {
  if (length <= 55) return 1 + length;
  let sizeBytes = 0;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) sizeBytes++;
  return 1 + sizeBytes + length;
}

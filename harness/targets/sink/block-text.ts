/** Blocks and receipts of the sink as JSON, written from their columns; the same as `answerTo` gives as objects. */
import type { Block } from '../../spec/target.ts';
import { ascii, type ByteWriter, CLOSE_BRACKET, COMMA, OPEN_BRACKET, QUOTE } from '../json-bytes/index.ts';
import { headerFields, receiptFields } from '../null/index.ts';

const HASH_BYTES = 32;
const BEFORE_TRANSACTIONS = ',"transactions":[';
const BEHIND_TRANSACTIONS = ascii(']}');
const OPEN_HASH = ascii('"0x');
const BEFORE_HASH = ascii('{"transactionHash":"0x');
const BEFORE_INDEX = ascii('","transactionIndex":"0x');

/** execution-apis, "Block", with hashes only. */
export function writeHeader(out: ByteWriter, block: Block): void {
  out.text(JSON.stringify(headerFields(block)).slice(0, -1) + BEFORE_TRANSACTIONS);
  for (let at = 0; at < block.hashes.length; at += HASH_BYTES) {
    if (at > 0) out.byte(COMMA);
    out.bytes(OPEN_HASH);
    out.hex(block.hashes, at, at + HASH_BYTES);
    out.byte(QUOTE);
  }
  out.bytes(BEHIND_TRANSACTIONS);
}

/** execution-apis, "ReceiptInfo", one a transaction; all but hash and index is the same in all of them. */
export function writeReceipts(out: ByteWriter, block: Block): void {
  const same = ascii(`",${JSON.stringify(receiptFields(block)).slice(1)}`);
  out.byte(OPEN_BRACKET);
  for (let i = 0; i < block.succeeded.length; i++) {
    if (i > 0) out.byte(COMMA);
    out.bytes(BEFORE_HASH);
    out.hex(block.hashes, HASH_BYTES * i, HASH_BYTES * (i + 1));
    out.bytes(BEFORE_INDEX);
    out.hexadecimal(i);
    out.bytes(same);
  }
  out.byte(CLOSE_BRACKET);
}

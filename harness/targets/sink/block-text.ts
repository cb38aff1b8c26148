/** Blocks and receipts of the sink as JSON, written from their columns; the same as `answerTo` gives as objects. */
import { type NumberedForm, RowPen } from '../../kernel/index.ts';
import type { Block } from '../../spec/target.ts';
import { ascii, type ByteWriter } from '../json-bytes/index.ts';
import { headerFields, receiptFields } from '../null/index.ts';

const HASHES: NumberedForm = { head: ascii(''), middle: null, tail: ascii('') };

const pen = new RowPen();

/** execution-apis, "Block", with hashes only. */
export function writeHeader(out: ByteWriter, block: Block): void {
  out.text(`${JSON.stringify(headerFields(block)).slice(0, -1)},"transactions":[`);
  out.bytes(pen.write(HASHES, block.hashes));
  out.text(']}');
}

/** execution-apis, "ReceiptInfo", one a transaction; all but hash and index is the same in all of them. */
export function writeReceipts(out: ByteWriter, block: Block): void {
  const form = {
    head: ascii('{"transactionHash":'),
    middle: ascii(',"transactionIndex":'),
    tail: ascii(`,${JSON.stringify(receiptFields(block)).slice(1)}`),
  };
  out.text('[');
  out.bytes(pen.write(form, block.hashes));
  out.text(']');
}

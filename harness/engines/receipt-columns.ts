/** Owns the columns of receipts that are kept as objects. */
import type { Receipt, ReceiptColumns } from '../spec/engine.ts';
import { fromHex } from '../std/hex.ts';

export function receiptColumns(receipts: readonly Receipt[]): ReceiptColumns {
  const hashes = new Uint8Array(32 * receipts.length);
  receipts.forEach(({ hash }, index) => {
    hashes.set(fromHex(hash), 32 * index);
  });
  return {
    hashes,
    succeeded: Uint8Array.from(receipts, ({ succeeded }) => (succeeded ? 1 : 0)),
    gasUsedBy: Float64Array.from(receipts, ({ gasUsed }) => gasUsed),
    gasPriceWei: BigUint64Array.from(receipts, ({ gasPriceWei }) => gasPriceWei),
  };
}

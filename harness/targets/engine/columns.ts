/** Owns a sealed block as its watchers get it: a column a fact, an entry a transaction. */
import type { SealedBlock } from '../../spec/engine.ts';
import type { Block } from '../../spec/target.ts';
import { fromHex } from '../../std/hex.ts';

export function blockColumns(block: SealedBlock): Block {
  const { receipts } = block;
  const hashes = new Uint8Array(32 * receipts.length);
  receipts.forEach(({ hash }, index) => {
    hashes.set(fromHex(hash), 32 * index);
  });
  return {
    number: block.number,
    hash: block.hash,
    parentHash: block.parentHash,
    timestampS: block.timestampS,
    gasUsed: block.gasUsed,
    gasLimit: block.gasLimit,
    baseFeeWei: block.baseFeeWei,
    hashes,
    succeeded: Uint8Array.from(receipts, ({ succeeded }) => (succeeded ? 1 : 0)),
    gasUsedBy: Float64Array.from(receipts, ({ gasUsed }) => gasUsed),
    gasPriceWei: BigUint64Array.from(receipts, ({ gasPriceWei }) => gasPriceWei),
  };
}

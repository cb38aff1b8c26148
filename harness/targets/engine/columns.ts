/** Owns a sealed block as its watchers get it: a column a fact, an entry a transaction. */
import type { SealedBlock } from '../../spec/engine.ts';
import type { Block } from '../../spec/target.ts';

export function blockColumns(block: SealedBlock): Block {
  const { number, hash, parentHash, timestampS, gasUsed, gasLimit, baseFeeWei, columns } = block;
  return { number, hash, parentHash, timestampS, gasUsed, gasLimit, baseFeeWei, ...columns };
}

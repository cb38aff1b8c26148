/** Owns the end of a block: roots by the crew, meanwhile the receipts are copied out, then the header over all. */
import { layout, type Machine, SEAL } from '../../kernel/evm/index.ts';
import type { EngineOptions, SealedBlock } from '../../spec/engine.ts';
import { toHex } from '../../std/hex.ts';
import type { Standing } from './builder.ts';
import type { Crew } from './crew.ts';
import { EMPTY_ROOT, hashOf, headerOf, type Opening } from './headers.ts';
import { PackedReceipts } from './packed-receipts.ts';
import type { StageTimes } from './stage-times.ts';

/** A sealed block, and its hash as bytes. */
export interface Sealed {
  readonly hash: Uint8Array;
  readonly block: SealedBlock;
}

export class Sealer {
  private readonly machine: Machine;
  private readonly crew: Crew;
  private readonly times: StageTimes;
  private readonly options: EngineOptions;

  constructor(machine: Machine, crew: Crew, times: StageTimes, options: EngineOptions) {
    this.machine = machine;
    this.crew = crew;
    this.times = times;
    this.options = options;
  }

  async seal(opening: Opening, standing: readonly Standing[], gasUsed: number): Promise<Sealed> {
    const { crew, times, machine } = this;
    const count = standing.length;
    const list = this.putPairs(standing);
    const roots = times.count('roots', () => crew.run('seal', list.pairs, count, list.out));
    const receipts = this.packReceipts(list.pairs, count);
    await roots;
    const at = (offset: number, length: number) => machine.memory.bytes(list.out + offset, length);
    const empty = count === 0;
    const header = headerOf(
      opening,
      {
        stateRoot: at(SEAL.stateRoot, 32),
        transactionsRoot: empty ? EMPTY_ROOT : at(SEAL.transactionsRoot, 32),
        receiptsRoot: empty ? EMPTY_ROOT : at(SEAL.receiptsRoot, 32),
        bloom: at(SEAL.bloom, 256),
        gasUsed: BigInt(gasUsed),
      },
      this.options,
    );
    const hash = hashOf(header);
    const columns = receipts.columns();
    const work = { number: Number(opening.number), transactions: count, gas: gasUsed, ...machine.counters() };
    return {
      hash,
      block: {
        number: work.number,
        hash: toHex(hash),
        parentHash: toHex(opening.parentHash),
        stateRoot: toHex(header.stateRoot),
        timestampS: Number(opening.timestamp),
        gasUsed,
        gasLimit: this.options.blockGasLimit,
        baseFeeWei: this.options.baseFeeWei,
        columns,
        receipts,
        conflicting: work.conflicting,
        work: { ...work, ...times.take() },
      },
    };
  }
}

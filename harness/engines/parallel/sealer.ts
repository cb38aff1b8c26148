/** Owns the end of a block: roots by the crew, meanwhile the receipts are copied out, then the header over all. */
import { headerFacts, layout, type Machine, PackedReceipts, Room } from '../../kernel/evm/index.ts';
import type { EngineOptions, SealedBlock } from '../../spec/engine.ts';
import type { Hex } from '../../spec/intent.ts';
import { toHex } from '../../std/hex.ts';
import type { Content, Standing } from './builder.ts';
import type { Crew } from './crew.ts';
import { EMPTY_ROOT, hashOf, headerOf, type Opening } from './headers.ts';
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
  private readonly room: Room;
  private readonly packing: Room;

  constructor(machine: Machine, crew: Crew, times: StageTimes, options: EngineOptions) {
    this.machine = machine;
    this.crew = crew;
    this.times = times;
    this.options = options;
    this.room = new Room(machine.evm);
    this.packing = new Room(machine.evm);
  }

  async seal(opening: Opening, { standing, raws, gasUsed, work }: Content): Promise<Sealed> {
    const { machine, crew } = this;
    const count = standing.length;
    const { pairs, room } = this.putPairs(standing);
    const roots = this.times.count(['roots'], crew.run(['seal'], pairs, count, room));
    const receipts = this.packReceipts(pairs, count);
    await roots;
    const at = (offset: number, length: number) => machine.memory.bytes(room + offset, length);
    const empty = count === 0;
    const header = headerOf(
      opening,
      {
        stateRoot: at(layout.SEALED_STATE_ROOT, 32),
        transactionsRoot: empty ? EMPTY_ROOT : at(layout.SEALED_TRANSACTIONS_ROOT, 32),
        receiptsRoot: empty ? EMPTY_ROOT : at(layout.SEALED_RECEIPTS_ROOT, 32),
        bloom: at(layout.SEALED_BLOOM, 256),
        gasUsed: BigInt(gasUsed),
      },
      this.options,
    );
    const hash = hashOf(header);
    return {
      hash,
      block: {
        ...headerFacts(header),
        hash: toHex(hash),
        columns: receipts.columns(),
        receipts,
        raws,
        conflicting: work.conflicting,
        work: {
          number: Number(opening.number),
          transactions: count,
          executions: work.executions,
          aborts: work.aborts,
          validations: work.validations,
          gas: gasUsed,
          criticalGas: work.criticalGas,
          ...(work.dependencies !== null && { dependencies: work.dependencies }),
          ...this.times.take(),
        },
      },
    };
  }

  /** Of the state as it stands in the cells, which is the sealed one from then on. */
  async root(): Promise<Hex> {
    const { pairs, room } = this.putPairs([]);
    await this.crew.run(['seal'], pairs, 0, room);
    return toHex(this.machine.memory.bytes(room + layout.SEALED_STATE_ROOT, 32));
  }

  /** u32 record and u32 result of each, and behind them the room that the crew works in. */
  private putPairs(standing: readonly Standing[]): { pairs: number; room: number } {
    const { evm } = this.machine;
    const bytes = Math.ceil((8 * standing.length) / 16) * 16;
    const pairs = this.room.of(bytes + evm.call.sealRoom(standing.length, this.crew.size));
    const words = new Uint32Array(evm.view().buffer, pairs, 2 * standing.length);
    standing.forEach(({ record, result }, index) => {
      words[2 * index] = record;
      words[2 * index + 1] = result;
    });
    return { pairs, room: pairs + bytes };
  }

  private packReceipts(pairs: number, count: number): PackedReceipts {
    const { evm, memory } = this.machine;
    const length = evm.call.packedLength(pairs, count) >>> 0;
    const starts = this.packing.of(4 * count + length);
    evm.call.packReceipts(pairs, count, starts + 4 * count, starts);
    return new PackedReceipts(
      memory.bytes(starts + 4 * count, length),
      new Uint32Array(memory.bytes(starts, 4 * count).buffer),
    );
  }
}

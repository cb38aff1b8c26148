/** Owns a block under construction: waves of transactions go to the crew; what stands is kept until it is sealed. */
import { layout, type Machine, record, refusalText } from '../../kernel/evm/index.ts';
import type { BlockBuilder, PooledTransaction, SealedBlock } from '../../spec/engine.ts';
import { assert } from '../../std/assert.ts';
import { MAX_TRANSACTION_BYTES } from '../limits.ts';
import type { Crew } from './crew.ts';
import type { Decoded } from './decode.ts';
import type { Outlook } from './outlook.ts';
import type { StageTimes } from './stage-times.ts';
import { argumentsOf, IN_ANY_CASE, ONE_BY_ONE, Staging } from './staging.ts';
import { WorkCount } from './work-count.ts';

/** A transaction that stands in the block: where its record and its result are. */
export interface Standing {
  readonly record: number;
  readonly result: number;
}

/** All that goes into a block. */
export interface Content {
  readonly standing: readonly Standing[];
  /** Signed bytes of each. */
  readonly raws: readonly Uint8Array[];
  readonly gasUsed: number;
  readonly work: WorkCount;
}

/** What a block needs from the engine around it. */
export interface Site {
  readonly machine: Machine;
  readonly crew: Crew;
  readonly times: StageTimes;
  readonly gasLimit: number;
  /** One a wave; they are used again by the next block. */
  readonly stagings: Staging[];
  /** See EngineOptions. */
  readonly inAnyCase: boolean;
  readonly dependencies: boolean;
  readonly outlook: Outlook;
  /** Runs a task when the crew is free. */
  alone<T>(task: () => Promise<T>): Promise<T>;
  seal(content: Content): Promise<SealedBlock>;
}

const PLAIN = { stages: ['decode', 'execution'], steps: ['decode', 'execute'] } as const;
const WITH_AUTHORITIES = {
  stages: ['decode', 'signatures', 'execution'],
  steps: ['decode', 'authorise', 'execute'],
} as const;

export class ParallelBuilder implements BlockBuilder {
  private readonly site: Site;
  private readonly standing: Standing[] = [];
  private readonly raws: Uint8Array[] = [];
  private readonly work = new WorkCount();
  private waves = 0;
  private gasUsed = 0;
  private bytes = 0;

  constructor(site: Site) {
    this.site = site;
  }

  get gasLeft(): number {
    return this.site.gasLimit - this.gasUsed;
  }

  get bytesLeft(): number {
    return MAX_TRANSACTION_BYTES - this.bytes;
  }

  async add(transactions: readonly PooledTransaction[]): Promise<(string | null)[]> {
    const refusals = this.refusalsBeforehand(transactions);
    const wanted = transactions.filter((_, index) => refusals[index] === null);
    if (wanted.length === 0) return refusals;
    const found = await this.site.alone(() => this.execute(wanted));
    let at = 0;
    return refusals.map((refusal) => refusal ?? found[at++]!);
  }

  seal(): Promise<SealedBlock> {
    const { standing, raws, gasUsed, work } = this;
    return this.site.seal({ standing, raws, gasUsed, work });
  }

  /** By gas, as if each used all it may; and by bytes. */
  private refusalsBeforehand(transactions: readonly PooledTransaction[]): (string | null)[] {
    let gas = this.gasLeft;
    return transactions.map(({ gasLimit, decoded }) => {
      if (gasLimit > gas) return 'the gas left in the block is not enough';
      const { length } = (decoded as Decoded).raw;
      if (length > this.bytesLeft) return 'the block is full by its size in bytes';
      gas -= gasLimit;
      this.bytes += length;
      return null;
    });
  }

  private async execute(wave: readonly PooledTransaction[]): Promise<(string | null)[]> {
    const { crew, times, machine, inAnyCase, outlook } = this.site;
    const { memory } = machine;
    this.site.stagings[this.waves] ??= new Staging(machine.evm);
    const all = wave.map(({ decoded }) => decoded as Decoded);
    const staged = this.site.stagings[this.waves++]!.put(
      all.map(({ raw }) => raw),
      { senders: all.map(({ sender }) => sender) },
    );
    const { records, results, reasons, count } = staged;
    // A wave of one sender is a chain, and says nothing of those to come.
    const oneByOne = isOfOneSender(wave) || outlook.oneByOne();
    const mode = inAnyCase ? IN_ANY_CASE : oneByOne ? ONE_BY_ONE : 0;
    const job = all.some(({ authorises }) => authorises) ? WITH_AUTHORITIES : PLAIN;
    await times.count(job.stages, crew.run(job.steps, ...argumentsOf(staged), mode));
    const chains = this.work.add(machine, crew.size, count);
    if (chains !== null) outlook.note(chains);
    if (this.site.dependencies) this.work.addDependencies(machine, results, count);
    return all.map(({ raw }, index) => {
      assert(memory.u32(reasons + 4 * index) === 0, 'what the pool holds decodes');
      const result = results + layout.RESULT_BYTES * index;
      const refused = memory.u32(result + layout.RESULT_REFUSED);
      if (refused !== 0) return refusalText(refused);
      this.gasUsed += Number(memory.u64(result + layout.RESULT_GAS));
      this.raws.push(raw);
      this.standing.push({ record: records + record.RECORD_BYTES * index, result });
      return null;
    });
  }
}

function isOfOneSender(wave: readonly PooledTransaction[]): boolean {
  return wave.every(({ sender }) => sender === wave[0]!.sender);
}

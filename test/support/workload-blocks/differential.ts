/**
 * The same blocks of workloads by every engine: one thread, several, and EthereumJS. Of each block all that a receipt, a
 * column or a header says must be the same, hash included, and so every root.
 */
import type { BlockWork } from '../../../harness/spec/execution.ts';
import { builtEngines, Contestant, type Engines, type Made } from './contestant.ts';
import { differenceOf } from './difference.ts';
import type { Scenario } from './scenario.ts';
import { Traffic, type TrafficBlock } from './traffic.ts';

/** How much was compared, and how much happened there. */
export interface Seen {
  blocks: number;
  setupBlocks: number;
  transactions: number;
  succeeded: number;
  reverted: number;
  /** By the block, and for what they are. */
  refused: number;
  /** Of the parallel engines. */
  executions: number;
  aborts: number;
  validations: number;
  /** Transactions that succeeded, by action. */
  readonly actions: Map<string, number>;
  /** Transactions, by the threads that executed them in parallel. */
  readonly threads: Map<number, number>;
}

export function nothingSeen(): Seen {
  const counts = { blocks: 0, setupBlocks: 0, transactions: 0, succeeded: 0, reverted: 0, refused: 0 };
  const work = { executions: 0, aborts: 0, validations: 0 };
  return { ...counts, ...work, actions: new Map(), threads: new Map() };
}

/** A line for people. */
export function shownSeen({ actions, threads, ...counts }: Seen): string {
  const numbers = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  const on = [...threads.keys()].sort((one, other) => one - other);
  return `${numbers.join(', ')}; ${actions.size} actions; threads ${on.join(', ')}\n`;
}

/**
 * Plays a scenario: its set-up, then so many blocks. Adds to `seen`.
 * @throws Error that says where two engines differ first, and how to have it again
 */
export async function playScenario(
  scenario: Scenario,
  blocks: number,
  seen: Seen,
  engines?: Engines,
): Promise<void> {
  const match = await Match.of(scenario, seen, engines ?? (await builtEngines()));
  try {
    await match.setUp();
    for (let block = 1; block <= blocks; block++) await match.playBlock(block);
  } finally {
    await match.close();
  }
}

class Match {
  private readonly scenario: Scenario;
  private readonly seen: Seen;
  private readonly traffic: Traffic;
  private readonly contestants: readonly Contestant[];

  private constructor(scenario: Scenario, seen: Seen, traffic: Traffic, contestants: readonly Contestant[]) {
    this.scenario = scenario;
    this.seen = seen;
    this.traffic = traffic;
    this.contestants = contestants;
  }

  static async of(scenario: Scenario, seen: Seen, engines: Engines): Promise<Match> {
    const traffic = new Traffic(scenario);
    const contestants = await Promise.all([
      Contestant.enter('sequential', traffic, engines),
      Contestant.enter('ethereumjs', traffic, engines),
      ...scenario.threads.map((threads) => Contestant.enter('parallel', traffic, engines, threads)),
    ]);
    return new Match(scenario, seen, traffic, contestants);
  }

  async setUp(): Promise<void> {
    let number = 0;
    for (const block of this.traffic.setup()) {
      const { outcomes } = await this.compare(block, `block ${++number} of set-up`);
      const failed = outcomes.findIndex((succeeded) => !succeeded);
      if (failed >= 0) throw this.problem(`set-up fails at ${block.sent[failed]!.intent.action}`);
      this.traffic.told(block, outcomes);
      this.seen.setupBlocks++;
    }
  }

  async playBlock(number: number): Promise<void> {
    const block = this.traffic.next();
    const { outcomes } = await this.compare(block, `block ${number}`);
    this.traffic.told(block, outcomes);
    const { seen } = this;
    seen.blocks++;
    seen.transactions += outcomes.length;
    outcomes.forEach((succeeded, at) => {
      if (succeeded === null) seen.refused++;
      else if (!succeeded) seen.reverted++;
      else {
        seen.succeeded++;
        this.countAction(block.sent[at]!.intent.action);
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.contestants.map((contestant) => contestant.close()));
  }

  /** All at once, so that threads get into each other's way in more ways. */
  private async compare(block: TrafficBlock, where: string): Promise<Made> {
    const made = await Promise.all(this.contestants.map((contestant) => contestant.make(block)));
    const [sequential, ...others] = made;
    for (const [at, other] of others.entries()) {
      const difference = differenceOf(other.facts, sequential!.facts);
      const { name, threads } = this.contestants[at + 1]!;
      if (difference !== undefined) {
        const count = `${block.raws.length} transactions`;
        throw this.problem(`${where}, ${count}: ${name} differs from sequential at ${difference}`);
      }
      if (other.block.work !== null) this.countWork(threads, other.block.work);
    }
    return sequential!;
  }

  private countWork(threads: number, work: BlockWork): void {
    const { seen } = this;
    const { transactions, executions, aborts, validations } = work;
    seen.executions += executions;
    seen.aborts += aborts;
    seen.validations += validations;
    seen.threads.set(threads, (seen.threads.get(threads) ?? 0) + transactions);
  }

  /** A mix has the workload's name before the action already. */
  private countAction(action: string): void {
    const { actions } = this.seen;
    const { name } = this.scenario.subject.workload;
    const full = name === 'mix' ? action : `${name}.${action}`;
    actions.set(full, (actions.get(full) ?? 0) + 1);
  }

  private problem(what: string): Error {
    const { seed, title, threads } = this.scenario;
    return new Error(
      `seed ${seed}, ${title}, parallel on ${threads.join(' and ')} threads, ${what}\n` +
        `To have it alone: LAKH_SLOW=1 LAKH_DIFFERENTIAL_SEED=${seed} npx vitest run test/slow/differential.test.ts\n` +
        `LAKH_DIFFERENTIAL_BLOCKS=1000 beside it repeats the scenario, where it takes chance to come again`,
    );
  }
}

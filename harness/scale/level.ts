/** One contention: its blocks, what is computed of them, and what each engine took in each round. */
import { median } from '../compare/index.ts';
import type { Stage } from '../spec/execution.ts';
import { LakhError } from '../std/errors.ts';
import { eachStage } from '../std/stages.ts';
import type { SignedBlocks } from './blocks.ts';
import { curveOf, limitOf, type StudiedBlock, studyBlock } from './curve.ts';
import { efficiencyOf, figureOf } from './figures.ts';
import { type Made, type MadeBlock, type Maker, makeBlocks } from './make.ts';
import type { ScaleLevel, ScaleRow } from './types.ts';

/** The bound is a quotient of sums, which may come out a hair below what it is. */
const ROUNDING = 1e-9;

/** What was found of the blocks before anything was timed. */
export interface Study {
  readonly blocks: readonly StudiedBlock[];
  readonly facts: Pick<
    ScaleLevel,
    'transactions' | 'reverted' | 'gas' | 'criticalGas' | 'conflicts' | 'stateRoot'
  >;
  /** What does not fit together, for people. */
  readonly doubts: readonly string[];
}

/** The blocks that count: in the first half V8 still compiles, the threads' memory grows, caches fill. */
export function counted<T>(blocks: readonly T[]): readonly T[] {
  return blocks.slice(blocks.length >> 1);
}

/**
 * Has the blocks made once by Block-STM on one thread, which reads nothing that is not final, and takes down who read from
 * whom. `null` where it was stopped.
 */
export async function study(signed: SignedBlocks, stop: AbortSignal): Promise<Study | null> {
  const made = await makeBlocks({ engine: 'parallel', threads: 1 }, signed, stop, { dependencies: true });
  if (made === null) return null;
  const all = counted(made.blocks);
  const blocks = all.map(({ gasUsedBy, work }) =>
    studyBlock({ lengths: [...gasUsedBy], after: work.dependencies! }),
  );
  const total = (of: (block: MadeBlock) => number) => all.reduce((sum, block) => sum + of(block), 0);
  const transactions = total(({ work }) => work.transactions);
  return {
    blocks,
    facts: {
      transactions,
      reverted: total(({ reverted }) => reverted),
      gas: total(({ work }) => work.gas),
      criticalGas: total(({ work }) => work.criticalGas),
      conflicts: total(({ conflicting }) => conflicting) / transactions,
      stateRoot: made.stateRoot,
    },
    doubts: all.flatMap(({ work }, at) => pathDoubt(work.number, work.criticalGas, blocks[at]!)),
  };
}

/** The engine finds the critical path as it commits; the graph that it leaves behind must have the same. */
function pathDoubt(number: number, measured: number, { extent }: StudiedBlock): string[] {
  if (measured === extent.critical) return [];
  return [
    `block ${number}: the critical path is ${measured} gas by the engine and ${extent.critical} by its graph`,
  ];
}

/** A maker in one round: sums over the blocks that count. */
export interface Round {
  readonly executionMs: number;
  readonly wholeMs: number;
  readonly stagesMs: Readonly<Record<Stage, number>>;
  /** Of execution, by block. */
  readonly byBlockMs: readonly number[];
  readonly executions: number;
  readonly aborts: number;
  readonly validations: number;
}

/** @throws LakhError `target-failed` where it ended in another state */
export function roundOf(made: Made, expectedRoot: string, { engine, threads }: Maker): Round {
  if (made.stateRoot !== expectedRoot) {
    throw new LakhError(
      'target-failed',
      `${engine} on ${threads} threads ended in the state ${made.stateRoot}, and not in ${expectedRoot}`,
      { hint: 'this is a bug of lakh: please report it, with the command line' },
    );
  }
  const blocks = counted(made.blocks);
  const total = (of: (block: MadeBlock) => number) => blocks.reduce((sum, block) => sum + of(block), 0);
  return {
    executionMs: total(({ work }) => work.wallMs.execution),
    wholeMs: total(({ wholeMs }) => wholeMs),
    stagesMs: eachStage((stage) => total(({ work }) => work.wallMs[stage])),
    byBlockMs: blocks.map(({ work }) => work.wallMs.execution),
    executions: total(({ work }) => work.executions),
    aborts: total(({ work }) => work.aborts),
    validations: total(({ work }) => work.validations),
  };
}

/** What the makers did, round by round; the first is the one that the others are held against. */
export type Rounds = readonly { readonly maker: Maker; readonly rounds: readonly Round[] }[];

/** `null` while the first has no round. */
export function levelOf(
  contention: number,
  { blocks, facts }: Study,
  measured: Rounds,
  cores: number,
): ScaleLevel | null {
  const base = measured[0]!.rounds;
  if (base.length === 0) return null;
  const alone = blocks.map((_, at) => median(base.map(({ byBlockMs }) => byBlockMs[at]!))!);
  const computed = curveOf(blocks, alone);
  const rows = measured
    .filter(({ rounds }) => rounds.length > 0)
    .map(({ maker, rounds }) => {
      const { bound } = computed[maker.threads - 1]!;
      return rowOf(maker, rounds, { base, bound, cores, blocks: blocks.length, facts });
    });
  return { contention, ...facts, rows, computed, limit: limitOf(blocks, alone) };
}

interface Around {
  readonly base: readonly Round[];
  readonly bound: number;
  readonly cores: number;
  readonly blocks: number;
  readonly facts: Study['facts'];
}

/** Rounds are pairs with those of the base: both were made within one round, minutes apart at the most. */
function rowOf(
  { engine, threads }: Maker,
  rounds: readonly Round[],
  { base, bound, cores, blocks, facts: { transactions } }: Around,
): ScaleRow {
  const paired = rounds.slice(0, base.length);
  const middle = (of: (round: Round) => number) => median(rounds.map(of))!;
  const speedUp = figureOf(paired.map(({ executionMs }, at) => base[at]!.executionMs / executionMs));
  const wholeMs = middle((round) => round.wholeMs);
  return {
    engine,
    threads,
    oversubscribed: threads > cores,
    rounds: rounds.length,
    executionMs: middle((round) => round.executionMs) / blocks,
    wholeMs: wholeMs / blocks,
    stagesMs: eachStage((stage) => middle((round) => round.stagesMs[stage]) / blocks),
    speedUp,
    wholeSpeedUp: figureOf(paired.map((round, at) => base[at]!.wholeMs / round.wholeMs)),
    efficiency: efficiencyOf(speedUp, threads),
    tps: (1000 * transactions) / wholeMs,
    executions: middle((round) => round.executions) / transactions,
    aborts: middle((round) => round.aborts) / transactions,
    validations: middle((round) => round.validations) / transactions,
    bound,
    aboveBound: (speedUp.low ?? speedUp.median) > bound * (1 + ROUNDING),
  };
}

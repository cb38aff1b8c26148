import { describe, expect, it } from 'vitest';
import { studyBlock } from '../../../harness/scale/curve.ts';
import { counted, levelOf, type Round, type Rounds, type Study } from '../../../harness/scale/level.ts';
import { extentOf } from '../../../harness/scale/schedule.ts';
import { eachStage } from '../../../harness/std/stages.ts';

const jobs = { lengths: [10, 10, 10, 10], after: [[], [0], [], []] };
const study: Study = {
  blocks: [studyBlock(jobs)],
  facts: { transactions: 4, reverted: 0, gas: 40, criticalGas: 20, conflicts: 0.25, stateRoot: '0x' },
  doubts: [],
};

function round(executionMs: number): Round {
  return {
    executionMs,
    wholeMs: executionMs + 10,
    stagesMs: eachStage(() => 1),
    byBlockMs: [executionMs],
    executions: 5,
    aborts: 1,
    validations: 6,
  };
}

function levelWith(parallel: readonly number[], threads = 2) {
  const measured: Rounds = [
    { maker: { engine: 'sequential', threads: 1 }, rounds: [round(8), round(10), round(12)] },
    { maker: { engine: 'parallel', threads }, rounds: parallel.map(round) },
  ];
  return levelOf(0.5, study, measured, 2)!;
}

describe('a level', () => {
  it('counts the second half of the blocks', () => {
    expect(counted([1, 2, 3, 4, 5])).toEqual([3, 4, 5]);
    expect(counted([1, 2, 3, 4])).toEqual([3, 4]);
  });

  it('holds each round against the base of the same round', () => {
    const [base, row] = levelWith([5, 5, 10]).rows;
    expect(base).toMatchObject({
      engine: 'sequential',
      speedUp: { median: 1, low: 1, high: 1 },
      aboveBound: false,
    });
    // 8 / 5, 10 / 5, 12 / 10.
    expect(row).toMatchObject({
      speedUp: { median: 1.6, low: 1.2, high: 2 },
      efficiency: 0.8,
      executionMs: 5,
      executions: 1.25,
      bound: 2,
      aboveBound: false,
      oversubscribed: false,
    });
    expect(row!.tps).toBeCloseTo(4000 / 15);
  });

  it('says so where all of the interval is above the bound', () => {
    expect(levelWith([3, 4, 5]).rows[1]).toMatchObject({ aboveBound: true, bound: 2 });
    expect(levelWith([3, 4, 6.1]).rows[1]).toMatchObject({ aboveBound: false });
  });

  it('has the limit that the critical path gives, and marks more threads than cores', () => {
    const { limit, rows } = levelWith([5, 5, 5], 4);
    const { total, critical } = extentOf(jobs);
    expect(limit).toBeCloseTo(total / critical);
    expect(rows[1]).toMatchObject({ oversubscribed: true, bound: 2 });
  });

  it('is none before its first round', () => {
    const measured: Rounds = [{ maker: { engine: 'sequential', threads: 1 }, rounds: [] }];
    expect(levelOf(0, study, measured, 2)).toBeNull();
  });
});

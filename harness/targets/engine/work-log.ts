/** Owns what the making of blocks took: the last of them one by one, and their sums. */
import type { BlockWork, ExecutionRecord } from '../../spec/execution.ts';
import { eachStage } from '../../std/stages.ts';

/** Blocks that are kept. */
const MOST = 10_000;
/** Blocks that a record tells of one by one. */
const MOST_COLUMNS = 2_500;

export class WorkLog {
  private readonly works: BlockWork[] = [];

  append(work: BlockWork): void {
    this.works.push(work);
    if (this.works.length >= 2 * MOST) this.works.splice(0, this.works.length - MOST);
  }

  /** Of the blocks from one number to another, both included; null where there is none that is still known. */
  summary(from: number, to: number): ExecutionRecord | null {
    const works = this.works.filter(({ number }) => number >= from && number <= to);
    if (works.length === 0) return null;
    const sum = (value: (work: BlockWork) => number) => works.reduce((total, work) => total + value(work), 0);
    const threads = Math.max(...works.map(({ busyMs }) => busyMs.execution.length));
    const newest = works.slice(-MOST_COLUMNS);
    return {
      threads,
      blocks: works.length,
      transactions: sum((work) => work.transactions),
      executions: sum((work) => work.executions),
      aborts: sum((work) => work.aborts),
      validations: sum((work) => work.validations),
      gas: sum((work) => work.gas),
      criticalGas: sum((work) => work.criticalGas),
      wallMs: eachStage((stage) => sum((work) => work.wallMs[stage])),
      busyMs: eachStage((stage) =>
        Array.from({ length: threads }, (_, thread) => sum((work) => work.busyMs[stage][thread] ?? 0)),
      ),
      byBlock: {
        number: newest.map(({ number }) => number),
        transactions: newest.map(({ transactions }) => transactions),
        aborts: newest.map(({ aborts }) => aborts),
        gas: newest.map(({ gas }) => gas),
        criticalGas: newest.map(({ criticalGas }) => criticalGas),
        wallMs: eachStage((stage) => newest.map(({ wallMs }) => wallMs[stage])),
      },
    };
  }
}

/** What reports say of how an engine of ours made the blocks: rows of stages, and what more threads could bring. */
import { type ExecutionRecord, STAGES, type Stage } from '../harness/spec/index.ts';
import { formatCount, formatDuration, formatShare, plural } from './format.ts';

/** A stage as a table has it. */
export interface StageRow {
  readonly stage: Stage;
  /** From start to end, all blocks. */
  readonly wallNs: number;
  /** Work of all threads, a transaction. */
  readonly eachNs: number;
  /** Work by thread. */
  readonly busyNs: readonly number[];
}

export function stageRows({ wallMs, busyMs, transactions }: ExecutionRecord): StageRow[] {
  return STAGES.map((stage) => ({
    stage,
    wallNs: wallMs[stage] * 1e6,
    eachNs: transactions === 0 ? 0 : (sumOf(busyMs[stage]) * 1e6) / transactions,
    busyNs: busyMs[stage].map((ms) => ms * 1e6),
  }));
}

/** `2 threads; 12,034 executions of 12,000 transactions (34 given up or thrown away), 12,100 validations`. */
export function describeWork({
  threads,
  executions,
  transactions,
  aborts,
  validations,
}: ExecutionRecord): string {
  const thrown = aborts === 0 ? 'none thrown away' : `${formatCount(aborts)} thrown away`;
  return `${plural(threads, 'thread')}; ${plural(executions, 'execution')} of ${plural(transactions, 'transaction')} (${thrown}), ${plural(validations, 'validation')}`;
}

/**
 * The bound that dependencies set: all work over its dearest chain, block by block. It says what unlimited threads
 * could bring to the stage of execution, and nothing of the other stages.
 */
export function describeCriticalPath({ gas, criticalGas }: ExecutionRecord): string | null {
  if (criticalGas === 0) return null;
  return `the dearest chains of dependent transactions hold ${formatShare(criticalGas / gas)} of the gas: however many threads, execution alone can be ${(gas / criticalGas).toFixed(1)} times as fast as one`;
}

/** `signatures 41 % of the time, execution 30 %, roots 21 %, decode 8 %`: the greatest first is the next wall. */
export function describeStages({ busyMs }: ExecutionRecord): string {
  const all = sumOf(STAGES.map((stage) => sumOf(busyMs[stage])));
  return STAGES.map((stage) => ({ stage, ms: sumOf(busyMs[stage]) }))
    .sort((a, b) => b.ms - a.ms)
    .map(({ stage, ms }) => `${stage} ${formatShare(all === 0 ? 0 : ms / all)}`)
    .join(', ');
}

export function formatBusy(busyNs: readonly number[]): string {
  return busyNs.map((ns) => formatDuration(ns)).join(' / ');
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

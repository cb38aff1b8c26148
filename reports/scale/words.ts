/** What was found of scaling, in sentences and figures that all its forms share. */
import type { ComputedPoint, Figure, Scale, ScaleLevel, ScaleRow } from '../../harness/scale/index.ts';
import { formatCount, formatShare, NOTHING, plural, printable } from '../format.ts';

/** Of the computed curve, those that a table shows. */
const SHOWN_THREADS = [1, 2, 4, 8, 16, 32, 64];

/** `1.83`, `241`. */
export function times(factor: number): string {
  return factor >= 100 ? formatCount(Math.round(factor)) : factor.toFixed(2);
}

export function interval({ low, high }: Figure): string {
  return low === null || high === null ? NOTHING : `${times(low)} to ${times(high)}`;
}

export function milliseconds(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

export function engineOf({ engine, threads, oversubscribed }: ScaleRow): string {
  const name = engine === 'sequential' ? engine : plural(threads, 'thread');
  return oversubscribed ? `${name} *` : name;
}

export function levelName({ contention }: ScaleLevel): string {
  return `contention ${contention}`;
}

/** The most threads at each contention, in words: measured, and what the blocks allow. */
export function headlines({ levels }: Scale): string[] {
  return levels.map((level) => {
    const { threads, speedUp } = level.rows.at(-1)!;
    const measured = `measured ${times(speedUp.median)}× on ${plural(threads, 'thread')}`;
    return `${levelName(level)}: ${measured}; computed at most ${times(level.limit)}× on any number`;
  });
}

export function remark({ ending, settings: { contention, repeats }, levels }: Scale): string | null {
  if (ending === 'finished') return null;
  const rounds = Math.min(...levels.flatMap(({ rows }) => rows.map((row) => row.rounds)));
  const left = contention.length - levels.length;
  const gone = left === 0 ? '' : `, ${plural(left, 'contention')} without any`;
  return `interrupted: ${rounds} of ${plural(repeats, 'round')}${gone}`;
}

export function subject({ workload, machine: { cpu, cores, node } }: Scale): string {
  return printable(`${workload} on the engine, ${cpu}, ${plural(cores, 'core')}, node ${node}`);
}

export function method({ settings, confidence }: Scale): string {
  const { blocks, blockSize, accounts, seed, repeats } = settings;
  const left = blocks >> 1;
  const intervals =
    confidence === null
      ? 'no intervals, as there is one round'
      : `medians of rounds with ${Number((100 * confidence).toFixed(1))} % intervals by the sign test`;
  return `${plural(blocks, 'block')} of ${plural(blockSize, 'transaction')}, the first ${left} of them left out; ${plural(accounts, 'account')}, seed ${seed}; ${plural(repeats, 'round')} in drawn order, a fresh engine each; ${intervals}`;
}

/** What the columns mean. */
export const MEASURED =
  'Measured: execution alone, times as fast as sequential in the same round; efficiency is that over threads. Everything and TPS: decoding, signatures, execution and roots, with the keys of senders known from before. On 1 thread is Block-STM too, so that what it costs shows.';
export const OVERSUBSCRIBED = '* more threads than this machine has cores: they take turns.';
export const COMPUTED =
  'Computed, not measured: what the blocks allow by their gas and who read from whom, on cores like this one, were execution all there is and scheduling free. Greedy scheduling never falls below the floor and comes to the schedule; nothing beats the bound.';

export function levelFacts(level: ScaleLevel): string {
  const { transactions, gas, criticalGas, conflicts, reverted } = level;
  const failed = reverted === 0 ? '' : `, ${formatCount(reverted)} reverted`;
  return `${plural(transactions, 'transaction')}${failed}, ${formatShare(conflicts)} in conflict; the critical path is ${formatShare(criticalGas / gas)} of the gas`;
}

export function hasOversubscribed({ levels }: Scale): boolean {
  return levels.some(({ rows }) => rows.some(({ oversubscribed }) => oversubscribed));
}

/** Work of Block-STM: executions and validations a transaction. */
export function workOf({ engine, executions, validations }: ScaleRow): string {
  return engine === 'sequential' ? NOTHING : `${executions.toFixed(2)} / ${validations.toFixed(2)}`;
}

export function shownPoints({ computed }: ScaleLevel): ComputedPoint[] {
  return computed.filter(({ threads }) => SHOWN_THREADS.includes(threads));
}

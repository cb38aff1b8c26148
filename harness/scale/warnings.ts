/** What a reader must know before he believes a curve. Pure. */
import type { ScaleLevel, ScaleRow } from './types.ts';

/** Room for rounding: both ends of the comparison are sums of the same numbers. */
const HAIR = 1e-9;

/** Some workloads mean a few to fail; with more, the blocks are not what they are taken for. */
const MANY = 0.1;

export function warningsOf(levels: readonly ScaleLevel[]): string[] {
  return levels.flatMap((level) => [
    ...level.rows.filter(({ aboveBound }) => aboveBound).map((row) => aboveBound(level, row)),
    ...limitDoubt(level),
    ...revertedDoubt(level),
  ]);
}

function aboveBound({ contention }: ScaleLevel, { engine, threads, speedUp, bound }: ScaleRow): string {
  const { low, median } = speedUp;
  const measured = low === null ? median.toFixed(3) : `${median.toFixed(3)}, at least ${low.toFixed(3)}`;
  const on = `${engine} on ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return `contention ${contention}, ${on}: measured ${measured} times as fast, above the computed bound ${bound.toFixed(3)}: gas does not tell the time of these blocks that exactly, or the measurement was disturbed`;
}

/** The curve must come to an end at what the critical paths allow, and never pass it. */
function limitDoubt({ contention, computed, limit }: ScaleLevel): string[] {
  const past = computed.filter(({ bound }) => bound > limit * (1 + HAIR));
  return past.length === 0
    ? []
    : [`contention ${contention}: the computed curve passes its own limit ${limit.toFixed(3)}`];
}

function revertedDoubt({ contention, reverted, transactions }: ScaleLevel): string[] {
  if (reverted <= MANY * transactions) return [];
  return [`contention ${contention}: ${reverted} of ${transactions} transactions reverted`];
}

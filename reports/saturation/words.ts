/** A saturation's findings in sentences. */
import { formatRate, formatSetting, formatShare, printable } from '../format.ts';
import type { Saturation, SaturationStep } from './result.ts';

const CAUSES: Record<NonNullable<Saturation['knee']['cause']>, string> = {
  generator: 'the generator was the limit',
  'block-gas-limit': 'blocks were full: the gas limit of blocks is the limit',
  mempool: 'the pool refused transactions',
  'node-cpu': 'the node used a whole core or more',
  unknown: 'what ran full is not in the evidence',
};

const UNFINISHED: Partial<Record<Saturation['ending'], string>> = {
  budget: 'the budget ran out before the knee was confirmed',
  interrupted: 'interrupted before the knee was confirmed',
  above: 'the highest rate of the search still passes',
};

export function headline({ knee, ending }: Saturation): string {
  if (ending === 'generator') {
    return `no knee: the generator was the limit${knee.low === null ? '' : `; the target takes at least ${formatRate(knee.low)} TPS`}`;
  }
  if (knee.tps === null) {
    return knee.high === null ? 'no knee' : `no knee: ${formatRate(knee.high)} TPS is too much already`;
  }
  const from = knee.low === null ? '' : ` from ${formatRate(knee.low)}`;
  const to = knee.high === null ? ', no upper bound found' : ` to ${formatRate(knee.high)}`;
  return `knee ${formatRate(knee.tps)} TPS, interval${from}${to}`;
}

export function remark({ ending }: Saturation): string | null {
  return UNFINISHED[ending] ?? null;
}

export function cause({ knee }: Saturation): string | null {
  return knee.cause === null ? null : CAUSES[knee.cause];
}

export function objectives({ objectives: { goodputShare, thresholds }, stepMs }: Saturation): string {
  const all = [
    `goodput at least ${formatShare(goodputShare)} of offered`,
    ...thresholds.map((one) => printable(one)),
  ];
  return `${all.join(', ')}; steps of ${formatSetting(stepMs)}`;
}

export function subject({ subject: of }: Saturation): string {
  if (of === null) return 'no step was finished';
  return printable(`${of.workload} on ${of.target} (${of.client}), ${of.cpu}, ${of.cores} cores`);
}

export function evidence({
  evidence: { targetCores, poolRejections, fullBlocks, generatorBusy },
}: SaturationStep): string {
  return [
    `generator ${Math.round(100 * generatorBusy)} % busy`,
    ...(targetCores === null ? [] : [`node ${targetCores.toFixed(2)} cores`]),
    ...(fullBlocks > 0 ? [`${Math.round(100 * fullBlocks)} % of blocks full`] : []),
    ...(poolRejections > 0 ? [`${formatShare(poolRejections)} refused by the pool`] : []),
  ].join(', ');
}

/** Steps by rate, ascending; those of one rate as they were run. */
export function byRate({ steps }: Saturation): SaturationStep[] {
  return [...steps].sort((a, b) => a.rate - b.rate || a.attempt - b.attempt);
}

/** The difference between a baseline and a candidate: of which kind, in which direction, and in words. */
import type { Metric } from '../measure/index.ts';
import type { MetricComparison } from './types.ts';

type Kind = MetricComparison['kind'];

/** Shares are often 0, of which there is no share: they differ by percentage points. */
export function kindOf(metric: Metric): Kind {
  return metric.unit === 'share' ? 'absolute' : 'relative';
}

export const DIFFER: Readonly<Record<Kind, (baseline: number, candidate: number) => number>> = {
  relative: (baseline, candidate) => candidate / baseline - 1,
  absolute: (baseline, candidate) => candidate - baseline,
};

/** Counts and shares of which more is better; of all others there should be few. */
const WANTED = /^(ledger\.)?(scheduled|admitted|accepted|included|succeeded)(\.rate)?$/;

export function betterOf({ name, unit }: Metric): 'higher' | 'lower' {
  if (unit === 'ns') return 'lower';
  return unit === 'tps' || unit === 'gas' || WANTED.test(name) ? 'higher' : 'lower';
}

/** `+3.10 %`, `-0.50 points`. */
export function describeDifference(difference: number, kind: Kind): string {
  const percent = (difference * 100).toFixed(2);
  // No sign where it rounds to nothing.
  const signed = Number(percent) === 0 ? '0.00' : difference > 0 ? `+${percent}` : percent;
  return `${signed} ${kind === 'relative' ? '%' : 'points'}`;
}

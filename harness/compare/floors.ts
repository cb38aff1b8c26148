/** Practical floors: changes that are too small to care about, however sure one may be of them. */
import { METRICS, type Metric, type Unit } from '../measure/index.ts';
import { LATENCIES } from '../spec/record.ts';
import { LakhError } from '../std/errors.ts';

/** By unit: a share of the baseline, and for shares (rates) a difference: 0.005 is half a percentage point. */
export const DEFAULT_FLOORS: Readonly<Record<Unit, number>> = {
  tps: 0.02,
  gas: 0.02,
  ns: 0.05,
  share: 0.005,
  count: 0.05,
};

/** The floor of a metric: its own, that of its latency, that of its unit. */
export function floorOf(metric: Metric, floors: Readonly<Record<string, number>>): number {
  const [family = ''] = metric.name.split('.');
  return floors[metric.name] ?? floors[family] ?? DEFAULT_FLOORS[metric.unit];
}

const FORM = /^\s*([\w.]+)\s*=\s*(\d+(?:\.\d+)?)\s*%\s*$/;

/**
 * Floors as they are given: `goodput=3%`, `inclusion.p99=10%`, or `inclusion=10%` for every statistic of a latency.
 *
 * @throws LakhError `bad-flag`
 */
export function parseFloors(texts: readonly string[]): Record<string, number> {
  const floors: Record<string, number> = Object.create(null);
  for (const text of texts) {
    const [, name, percent] = FORM.exec(text) ?? [];
    if (name === undefined) {
      throw new LakhError('bad-flag', `"${text}" is no floor`, { hint: 'as in --floor goodput=3%' });
    }
    const known = METRICS.some((metric) => metric.name === name) || LATENCIES.some((one) => one === name);
    if (!known) {
      throw new LakhError('bad-flag', `--floor ${text}: there is no metric ${name}`, {
        hint: 'docs/reference.md lists the metrics: goodput, inclusion.p99, rejected.rate',
      });
    }
    floors[name] = Number(percent) / 100;
  }
  return floors;
}

/** Sides of runs into a comparison: every metric of each side against the first, and the ranks. */
import { METRICS, type Metric, metricNamed } from '../measure/index.ts';
import { LakhError } from '../std/errors.ts';
import { match } from './comparability.ts';
import { floorOf } from './floors.ts';
import { compareMetric } from './metric.ts';
import { ranksOf } from './ranks.ts';
import type { Comparison, Settings, Side } from './types.ts';

/** What is compared unless somebody asks for more: figures of the chain, not of the generator. */
export const COMPARED: readonly string[] = [
  'goodput',
  'included',
  'gas',
  'succeeded.rate',
  'dropped.rate',
  'rejected.rate',
  'unanswered.rate',
  'reverted.rate',
  'expired.rate',
  'inclusion.p50',
  'inclusion.p90',
  'inclusion.p99',
  'submit.p50',
  'submit.p99',
  'finality.p50',
  'finality.p99',
  'reads.rate',
  'reads.failed',
  'reads.p50',
  'reads.p99',
];

export interface Conditions {
  /** Paths whose differences are what is compared. */
  readonly across: readonly string[];
  /** Whether to go on where something speaks against it; the comparison then carries it as a warning. */
  readonly force: boolean;
}

/** What is left to compare, and with which words of warning. */
export interface Admitted {
  readonly sides: readonly Side[];
  readonly warnings: readonly string[];
}

/**
 * Checks that the sides may be compared.
 *
 * @throws LakhError `bad-comparison` that names every difference by its path, unless `force`
 */
export function admit(sides: readonly Side[], { across, force }: Conditions, paired: boolean): Admitted {
  const { sides: matched, warnings, problems } = match(sides, across, paired);
  if (problems.length > 0 && !force) {
    throw new LakhError(
      'bad-comparison',
      `these records are not of the same thing:\n${problems.map((line) => `  ${line}`).join('\n')}`,
      { hint: 'run both alike; --across PATH where a difference is what is compared; --force to go on' },
    );
  }
  return { sides: matched, warnings: [...problems.map((line) => `forced: ${line}`), ...warnings] };
}

/** Compares each side with the first. Metrics that no run has are left out, unless they were asked for. */
export function compareSides({ sides, warnings }: Admitted, settings: Settings): Comparison {
  const [baseline, ...candidates] = sides;
  if (!baseline || candidates.length === 0) {
    throw new LakhError('bad-comparison', 'a comparison takes two sides at the least', {
      hint: 'lakh compare A B',
    });
  }
  const metrics = metricsOf(settings);
  const against = candidates.map((candidate) => ({
    label: candidate.label,
    metrics: metrics
      .filter((metric) => settings.metrics !== null || isThere(metric, [baseline, candidate]))
      .map((metric) =>
        compareMetric(metric, baseline, candidate, floorOf(metric, settings.floors), settings),
      ),
  }));
  return {
    settings,
    sides: sides.map(({ label, from, runs }) => ({
      label,
      from,
      runs: runs.map(({ name, record }) => ({ name, id: record.id })),
    })),
    against,
    ranks: ranksOf(sides, settings),
    warnings,
  };
}

function metricsOf({ metrics }: Settings): Metric[] {
  return (metrics ?? COMPARED).map((name) => {
    const metric = metricNamed(name);
    if (metric) return metric;
    throw new LakhError('bad-flag', `there is no metric ${name}`, {
      hint: `the usual ones are ${COMPARED.slice(0, 4).join(', ')}; docs/reference.md lists all ${METRICS.length}`,
    });
  });
}

function isThere(metric: Metric, sides: readonly Side[]): boolean {
  return sides.some(({ runs }) => runs.some(({ record }) => metric.of(record) !== null));
}

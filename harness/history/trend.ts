/** A metric over the runs of one workload on one target, and where it changed. */
import { type Metric, metricNamed, type Unit } from '../measure/index.ts';
import type { RunRecord } from '../spec/record.ts';
import { LakhError } from '../std/errors.ts';
import { CHANGE_DEFAULTS, type ChangeOptions, changePoints } from './change-points.ts';
import type { StoredRun } from './find-runs.ts';

export interface TrendPoint {
  readonly path: string;
  readonly startedAt: string;
  readonly tags: readonly string[];
  readonly value: number;
}

export interface Change {
  /** The first point of the new level. */
  readonly index: number;
  readonly pValue: number;
  /** Medians of the levels before and after, in the metric's unit. */
  readonly before: number;
  readonly after: number;
  /** after / before - 1; `null` where it was 0 before. */
  readonly difference: number | null;
  /** Whether the plan is another one from there on, which may be the cause. */
  readonly otherPlan: boolean;
}

export interface MetricTrend {
  readonly metric: string;
  readonly unit: Unit;
  /** Oldest first; runs without a value are left out. */
  readonly points: readonly TrendPoint[];
  readonly changes: readonly Change[];
}

export interface Trend {
  readonly workload: string;
  readonly target: string;
  readonly metrics: readonly MetricTrend[];
  readonly level: number;
  /** Values at the least on each side of a change. */
  readonly shortest: number;
  /** Runs whose measurement is invalid, which are not in the points. */
  readonly invalid: number;
}

export interface TrendWish {
  readonly metrics: readonly string[];
  readonly workload?: string | undefined;
  readonly target?: string | undefined;
  /** Take runs whose measurement is invalid too. */
  readonly invalid: boolean;
}

/**
 * The trend of each metric.
 *
 * @throws LakhError `bad-flag` for an unknown metric, for no runs, and for runs of several workloads or targets
 */
export function trendOf(runs: readonly StoredRun[], wish: TrendWish, options: ChangeOptions = {}): Trend {
  const metrics = [...new Set(wish.metrics)].map(metricOf);
  const asked = runs.filter(
    ({ record: { plan } }) =>
      plan.workload.name === (wish.workload ?? plan.workload.name) &&
      plan.target.name === (wish.target ?? plan.target.name),
  );
  const [workload, target] = oneKind(asked);
  const valid = asked.filter(({ record }) => wish.invalid || record.verdict.verdict === 'valid');
  const oldestFirst = [...valid].reverse();
  const { level, shortest } = { ...CHANGE_DEFAULTS, ...options };
  return {
    workload,
    target,
    metrics: metrics.map((metric) => metricTrend(metric, oldestFirst, options)),
    level,
    shortest,
    invalid: asked.length - valid.length,
  };
}

function metricOf(name: string): Metric {
  const metric = metricNamed(name);
  if (metric) return metric;
  throw new LakhError('bad-flag', `there is no metric ${name}`, {
    hint: 'as in goodput or inclusion.p99; docs/reference.md lists them',
  });
}

/** Figures of different things make no series. */
function oneKind(runs: readonly StoredRun[]): [workload: string, target: string] {
  const counts = new Map<string, number>();
  for (const { record } of runs) {
    const kind = `${record.plan.workload.name} on ${record.plan.target.name}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (counts.size === 0) {
    throw new LakhError('bad-flag', 'there are no such runs', {
      hint: '`lakh runs list` tells which there are',
    });
  }
  if (counts.size > 1) {
    const kinds = [...counts].map(([kind, count]) => `${kind} (${count})`).join(', ');
    throw new LakhError('bad-flag', `the runs are of different kinds: ${kinds}`, {
      hint: 'choose one with --workload and --target',
    });
  }
  const { plan } = runs[0]!.record;
  return [plan.workload.name, plan.target.name];
}

function metricTrend(metric: Metric, runs: readonly StoredRun[], options: ChangeOptions): MetricTrend {
  const valued = runs.flatMap((run) => {
    const value = metric.of(run.record);
    return value === null || !Number.isFinite(value) ? [] : [{ run, value }];
  });
  const values = valued.map(({ value }) => value);
  const found = changePoints(values, options);
  const bounds = [0, ...found.map(({ index }) => index), values.length];
  return {
    metric: metric.name,
    unit: metric.unit,
    points: valued.map(({ run: { path, record, tags }, value }) => ({
      path,
      startedAt: record.startedAt,
      tags,
      value,
    })),
    changes: found.map(({ index, pValue }, at) => {
      const before = median(values.slice(bounds[at], index));
      const after = median(values.slice(index, bounds[at + 2]));
      const plans = [valued[index - 1]!, valued[index]!].map(({ run }) => planKey(run.record));
      return {
        index,
        pValue,
        before,
        after,
        difference: before === 0 ? null : after / before - 1,
        otherPlan: plans[0] !== plans[1],
      };
    }),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** What of a plan may move the figures: not where the record goes, nor what is asked of it. */
function planKey({ plan: { out, thresholds, seed, ...rest } }: RunRecord): string {
  return JSON.stringify(rest);
}

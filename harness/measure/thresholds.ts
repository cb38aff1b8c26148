/** Thresholds: `inclusion.p99 < 2s`, `goodput > 500/s`, `rejected.rate < 1%`. */
import type { RunRecord, ThresholdResult } from '../spec/record.ts';
import { LakhError } from '../std/errors.ts';
import { METRICS, type Metric, metricNamed, type Unit } from './metrics.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '==';

export interface Threshold {
  readonly expression: string;
  readonly metric: Metric;
  readonly comparison: Comparison;
  /** In the metric's own unit. */
  readonly bound: number;
}

const FORM = /^\s*([a-zA-Z][\w.]*)\s*(<=|>=|==|<|>)\s*(-?\d+(?:\.\d+)?)\s*(\S*)\s*$/;

/** What a number may be followed by, and what one of it is in the metric's unit. */
const SUFFIXES: Record<Unit, Record<string, number>> = {
  tps: { '': 1, '/s': 1, tps: 1, 'k/s': 1e3 },
  gas: { '': 1, '/s': 1, 'gas/s': 1, 'Mgas/s': 1e6, 'Ggas/s': 1e9 },
  ns: { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9 },
  share: { '': 1, '%': 0.01 },
  count: { '': 1 },
};

const HOLDS: Record<Comparison, (actual: number, bound: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
};

/** Throws `bad-threshold`. */
export function parseThreshold(expression: string): Threshold {
  const match = FORM.exec(expression);
  if (!match)
    throw problem(
      `"${expression}" is no threshold`,
      'Write metric, comparison and bound: inclusion.p99 < 2s',
    );
  const [, name = '', comparison, number, suffix = ''] = match;
  const metric = metricNamed(name);
  if (!metric) {
    throw problem(
      `"${expression}": there is no metric ${name}`,
      `The nearest are: ${nearest(name).join(', ')}`,
    );
  }
  const factor = SUFFIXES[metric.unit][suffix];
  if (factor === undefined) {
    const allowed = Object.keys(SUFFIXES[metric.unit]).filter((s) => s !== '');
    throw problem(
      `"${expression}": ${suffix === '' ? 'the bound has no unit' : `"${suffix}" is no unit of ${name}`}`,
      allowed.length > 0 ? `Use one of: ${allowed.join(', ')}` : 'It is a plain number',
    );
  }
  return { expression, metric, comparison: comparison as Comparison, bound: Number(number) * factor };
}

function problem(message: string, hint: string): LakhError {
  return new LakhError('bad-threshold', message, { hint });
}

/** Names that share the part before the dot, else the throughputs. */
function nearest(name: string): string[] {
  const stem = name.split('.')[0]?.toLowerCase() ?? '';
  const names = METRICS.map((metric) => metric.name);
  const alike = names.filter((known) => known.toLowerCase().startsWith(stem.slice(0, 4)));
  return (alike.length > 0 ? alike : ['goodput', 'inclusion.p99', 'submit.p99', 'rejected.rate']).slice(0, 8);
}

/** What is wrong with a threshold, for people; `null` when it is fine. */
export function thresholdProblem(expression: string): string | null {
  try {
    parseThreshold(expression);
    return null;
  } catch (error) {
    if (error instanceof LakhError) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

/** Judges one threshold. A metric without a value fails: nothing measured is no pass. */
export function judgeThreshold(expression: string, record: RunRecord): ThresholdResult {
  const { metric, comparison, bound } = parseThreshold(expression);
  const actual = metric.of(record);
  return {
    expression,
    metric: metric.name,
    actual,
    passed: actual !== null && HOLDS[comparison](actual, bound),
  };
}

/** The gate: rules on how much worse a candidate may be than its baseline. */
import { type Metric, metricNamed } from '../measure/index.ts';
import { LakhError } from '../std/errors.ts';
import type { Admitted } from './compare.ts';
import { betterOf, describeDifference } from './difference.ts';
import { type Measured, measureMetric } from './metric.ts';
import type { MetricComparison, Settings } from './types.ts';

export type Outcome = 'pass' | 'regression' | 'inconclusive';

export interface Rule {
  /** As it was given. */
  readonly text: string;
  readonly metric: Metric;
  /** How much worse it may be, 0 or more: a share of the baseline, or of 1 for rates. */
  readonly tolerance: number;
}

export interface RuleResult extends Omit<MetricComparison, 'floor' | 'verdict'> {
  readonly rule: string;
  /** The change that is still allowed, signed: -0.05 for `goodput: -5%`. */
  readonly limit: number;
  readonly outcome: Outcome;
}

export interface GateResult {
  readonly outcome: Outcome;
  readonly rules: readonly RuleResult[];
  readonly baseline: { readonly from: string; readonly runs: number };
  readonly candidate: { readonly from: string; readonly runs: number };
  readonly settings: Pick<Settings, 'confidence' | 'resamples' | 'seed' | 'paired'>;
  readonly warnings: readonly string[];
}

export const DEFAULT_RULES: readonly string[] = ['goodput: -5%', 'inclusion.p99: +10%'];

const FORM = /^\s*([a-zA-Z][\w.]*)\s*:\s*([+-]?)(\d+(?:\.\d+)?)\s*%\s*$/;

/**
 * `goodput: -5%` allows up to 5 % less, `inclusion.p99: +10%` up to 10 % more, `rejected.rate: +1%` one percentage point.
 *
 * @throws LakhError `bad-rule`
 */
export function parseRule(text: string): Rule {
  const [, name = '', sign, percent] = FORM.exec(text) ?? [];
  if (percent === undefined) {
    throw badRule(`"${text}" is no rule`, 'a metric and the change that is allowed: "goodput: -5%"');
  }
  const metric = metricNamed(name);
  if (!metric) {
    throw badRule(`"${text}": there is no metric ${name}`, 'such as goodput, inclusion.p99, rejected.rate');
  }
  const wanted = betterOf(metric) === 'higher' ? '-' : '+';
  if (Number(percent) !== 0 && sign !== wanted) {
    const good = wanted === '-' ? 'more' : 'less';
    throw badRule(
      `"${text}": of ${name}, ${good} is better: a rule says how far it may go the other way`,
      `write "${name}: ${wanted}${percent}%"`,
    );
  }
  return { text: text.trim(), metric, tolerance: Number(percent) / 100 };
}

function badRule(message: string, hint: string): LakhError {
  return new LakhError('bad-rule', message, { hint });
}

/** Holds every rule against two sides. A regression anywhere is one; else what cannot be told decides. */
export function judge({ sides, warnings }: Admitted, rules: readonly Rule[], settings: Settings): GateResult {
  const [baseline, candidate] = sides;
  const results = rules.map(({ text, metric, tolerance }): RuleResult => {
    const { unsure, ...values } = measureMetric(metric, baseline!, candidate!, settings);
    const limit = values.better === 'higher' ? -tolerance : tolerance;
    return { rule: text, ...values, limit, ...outcomeOf(values, unsure, limit) };
  });
  const outcomes = results.map(({ outcome }) => outcome);
  const { confidence, resamples, seed, paired } = settings;
  return {
    outcome: outcomes.includes('regression')
      ? 'regression'
      : outcomes.includes('inconclusive')
        ? 'inconclusive'
        : 'pass',
    rules: results,
    baseline: { from: baseline!.from, runs: baseline!.runs.length },
    candidate: { from: candidate!.from, runs: candidate!.runs.length },
    settings: { confidence, resamples, seed, paired },
    warnings,
  };
}

/** A regression is wholly past the limit; a pass is wholly on this side of it, however good; the rest cannot be told. */
function outcomeOf(
  { low, high, kind, better }: Omit<Measured, 'unsure'>,
  unsure: string | null,
  limit: number,
): { outcome: Outcome; why: string } {
  if (unsure !== null || low === null || high === null) {
    return { outcome: 'inconclusive', why: unsure ?? 'there is no interval' };
  }
  const bound = describeDifference(limit, kind);
  const [best, worst] = better === 'higher' ? [high, low] : [-low, -high];
  const allowed = -Math.abs(limit);
  if (best < allowed) return { outcome: 'regression', why: `the whole interval is past ${bound}` };
  if (worst >= allowed) return { outcome: 'pass', why: `the whole interval keeps to ${bound}` };
  return { outcome: 'inconclusive', why: `the interval reaches across ${bound}: take more runs` };
}

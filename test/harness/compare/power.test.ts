/** False alarms and power over simulated runs: what docs/comparing.md claims is what comes out here, figure by figure. */
import { describe, expect, it } from 'vitest';
import {
  admit,
  compareMetric,
  compareSides,
  DEFAULT_FLOORS,
  DEFAULTS,
  type Verdict,
} from '../../../harness/compare/index.ts';
import { metricNamed } from '../../../harness/measure/index.ts';
import { documentText, rowsOf, sectionOf } from '../../docs/markdown.ts';
import { type Noise, noisySource, recordWith, sideOf } from './simulated-runs.ts';

const COMPARISONS = 200;
/** Fewer than by default, as there are many comparisons; it moves no figure by more than its own error. */
const SETTINGS = { ...DEFAULTS, resamples: 1000 };
const ALARM = 1 - DEFAULTS.confidence;

interface Setting extends Noise {
  readonly metric: 'goodput' | 'inclusion.p99';
  readonly runs: number;
  readonly paired: boolean;
}

/** Share of comparisons with this verdict, of a candidate that is `worse` by this share. */
function share(setting: Setting, worse: number, verdicts: readonly Verdict[]): number {
  const { metric, runs, paired, drift = 0 } = setting;
  const source = noisySource(runs * 1000 + Math.round(worse * 100));
  const direction = metric === 'goodput' ? -1 : 1;
  const floor = DEFAULT_FLOORS[metricNamed(metric)!.unit];
  let found = 0;
  for (let comparison = 0; comparison < COMPARISONS; comparison++) {
    const common = Array.from({ length: runs }, () => Math.exp(drift * source.normal()));
    const side = (label: string, centre: number) =>
      sideOf(
        label,
        common.map((factor) => {
          const value = centre * factor * source.next(setting, direction);
          return recordWith(metric === 'goodput' ? { goodput: value } : { inclusionP99Ns: value });
        }),
      );
    const [a, b] = [side('A', 1000), side('B', 1000 * (1 + direction * worse))];
    const settings = { ...SETTINGS, paired, seed: comparison };
    const { verdict } = compareMetric(metricNamed(metric)!, a, b, floor, settings);
    if (verdicts.includes(verdict)) found++;
  }
  return found / COMPARISONS;
}

const percent = (of: number) => `${(of * 100).toFixed(1).replace(/\.0$/, '')} %`;

/** Noise, runs and pairs as the table in the documents has them. */
const TABLE: readonly Setting[] = [
  { metric: 'goodput', spread: 0.01, disturbed: 0.1, runs: 5, paired: false },
  { metric: 'goodput', spread: 0.02, disturbed: 0.1, runs: 5, paired: false },
  { metric: 'goodput', spread: 0.02, disturbed: 0.1, runs: 10, paired: false },
  { metric: 'goodput', spread: 0.05, disturbed: 0.1, runs: 10, paired: false },
  { metric: 'goodput', spread: 0.05, disturbed: 0.1, runs: 20, paired: false },
  { metric: 'goodput', spread: 0.02, disturbed: 0.1, drift: 0.1, runs: 10, paired: false },
  { metric: 'goodput', spread: 0.02, disturbed: 0.1, drift: 0.1, runs: 10, paired: true },
  { metric: 'goodput', spread: 0.02, disturbed: 0.1, drift: 0.1, runs: 12, paired: true },
  { metric: 'goodput', spread: 0.02, disturbed: 0.1, drift: 0.1, runs: 20, paired: true },
  { metric: 'inclusion.p99', spread: 0.03, disturbed: 0.1, runs: 10, paired: false },
  { metric: 'inclusion.p99', spread: 0.08, disturbed: 0.1, runs: 20, paired: false },
  { metric: 'inclusion.p99', spread: 0.2, disturbed: 0.1, runs: 6, paired: true },
];

describe('the table of false alarms and power', () => {
  const rows = rowsOf(sectionOf(documentText('docs/comparing.md'), 'False alarms and power'));

  it('has a row for each setting', () => {
    expect(rows).toHaveLength(TABLE.length);
  });

  it.each(
    TABLE.map((setting, at) => ({ ...setting, at })),
  )('$metric, $runs runs, spread $spread, paired $paired', (setting) => {
    const alarms = share(setting, 0, ['better', 'worse']);
    const measured = [alarms, ...[0.05, 0.1, 0.2].map((worse) => share(setting, worse, ['worse']))];
    expect(alarms).toBeLessThanOrEqual(ALARM);
    const row = [
      `\`${setting.metric}\``,
      `${setting.runs} ${setting.paired ? 'pairs' : 'a side'}`,
      percent(setting.spread),
      percent(setting.drift ?? 0),
      ...measured.map(percent),
    ];
    expect(row.join(' | ')).toBe(rows[setting.at]?.join(' | '));
  });
});

/** Whole records, all metrics at once, as the command does it. */
it(`${COMPARISONS} comparisons of a thing with itself raise no more false alarms than stated`, () => {
  const source = noisySource(4711);
  const noise = { spread: 0.03, disturbed: 0.1 };
  const record = () =>
    recordWith({
      goodput: 500 * source.next(noise, -1),
      inclusionP99Ns: 8e8 * source.next({ ...noise, spread: 0.06 }, 1),
      rejected: Math.round(20 * source.next({ ...noise, spread: 0.5 }, 1)),
    });
  const alarms = new Map<string, number>();
  for (let comparison = 0; comparison < COMPARISONS; comparison++) {
    const sides = ['A', 'B'].map((label) => sideOf(label, Array.from({ length: 8 }, record)));
    const { against } = compareSides(admit(sides, { across: [], force: false }, false), {
      ...SETTINGS,
      seed: comparison,
      metrics: ['goodput', 'inclusion.p99', 'rejected.rate'],
    });
    for (const { metric, verdict } of against[0]!.metrics) {
      const alarm = verdict === 'better' || verdict === 'worse' ? 1 : 0;
      alarms.set(metric, (alarms.get(metric) ?? 0) + alarm);
    }
  }
  expect([...alarms.keys()]).toEqual(['goodput', 'inclusion.p99', 'rejected.rate']);
  for (const [metric, count] of alarms) expect(count / COMPARISONS, metric).toBeLessThanOrEqual(ALARM);
});

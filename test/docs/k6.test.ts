/** The example that the guide to k6 is about, and what the guide says of thresholds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../harness/catalog.ts';
import { readScenario } from '../../harness/cli/scenario-file.ts';
import { k6Load, k6Thresholds, loadProblems } from '../../harness/export/index.ts';
import { METRICS } from '../../harness/measure/index.ts';
import { makePlan } from '../../harness/plan/index.ts';
import { codeSpansOf, documentText, fencesOf, ROOT, rowsOf, sectionOf } from './markdown.ts';

const guide = documentText('docs/k6.md');

describe('examples/k6', () => {
  it('has a scenario that k6 can do, whole', async () => {
    const plan = makePlan(await readScenario(join(ROOT, 'examples/k6/scenario.yaml')), BUILT_IN);
    expect(plan.target).toMatchObject({ name: 'rpc', options: { url: 'http://127.0.0.1:8545' } });
    expect(loadProblems(plan.load, undefined)).toEqual([]);
    const load = k6Load(plan.load, plan.seed, undefined);
    expect(load).toMatchObject({ count: 1200, warmupMs: 2000 });
    const { byMetric, withoutCounterpart } = k6Thresholds(plan.thresholds, load);
    expect(withoutCounterpart).toEqual([]);
    expect(Object.keys(byMetric)).toContain('submit{phase:window}');
  });

  it('has the commands of the guide in its script', () => {
    const script = readFileSync(join(ROOT, 'examples/k6/run.sh'), 'utf8');
    const shown = fencesOf(guide).map(({ text }) => text);
    const [, key] = /(LAKH_FUNDER_KEY=0x\w+)/.exec(script)!;
    expect(shown.some((text) => text.includes(`${key} npx lakh export k6 examples/k6/scenario.yaml`))).toBe(
      true,
    );
    expect(script).toContain('export k6 "$here/scenario.yaml"');
  });
});

it('the table of thresholds has each metric that has a counterpart', () => {
  const named = rowsOf(sectionOf(guide, 'Thresholds')).flatMap(([, , last]) => codeSpansOf(last!));
  const bounds = { ns: '1s', share: '1%', tps: '1/s', gas: '1', count: '1' };
  const load = { scenario: {}, count: 1, warmupMs: 0, windowMs: 1000 };
  const translated = METRICS.filter(
    ({ name, unit }) => k6Thresholds([`${name} < ${bounds[unit]}`], load).withoutCounterpart.length === 0,
  ).map(({ name }) => name);
  const summarised = translated.filter((name) => !/^(submit|rejection)\.(?!p99$)/.test(name));
  expect([...new Set(named)].sort()).toEqual(summarised.sort());
});

/** The workflow and the files that the guide to CI is about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BUILT_IN } from '../../harness/catalog.ts';
import { targetScenario } from '../../harness/cli/ab-target.ts';
import { readRules } from '../../harness/cli/rules-file.ts';
import { readScenario } from '../../harness/cli/scenario-file.ts';
import { parseRule } from '../../harness/compare/index.ts';
import { layer, makePlan } from '../../harness/plan/index.ts';
import { documentText, fencesOf, ROOT } from './markdown.ts';

const CI = join(ROOT, 'examples/ci');
const workflow = readFileSync(join(CI, 'workflow.yml'), 'utf8');

describe('examples/ci', () => {
  it('has the workflow that the guide shows, word for word', () => {
    const shown = fencesOf(documentText('docs/ci.md')).filter(({ language }) => language === 'yml');
    expect(shown.map(({ text }) => text)).toEqual([workflow]);
  });

  it('has a workflow of steps that each use or run something, with flags that exist', async () => {
    const { jobs } = parse(workflow) as { jobs: { gate: { steps: { run?: string; uses?: string }[] } } };
    for (const step of jobs.gate.steps) expect(step.run ?? step.uses).toBeTypeOf('string');
    const commands = jobs.gate.steps.flatMap(({ run }) => run ?? []).join('\n');
    const reference = documentText('docs/reference.md');
    const flags = [...commands.matchAll(/main\.js [\s\S]*?(?=\n\n|$)/g)].flatMap(([text]) =>
      [...text.matchAll(/ (--[\w-]+)/g)].map(([, flag]) => flag!),
    );
    expect(flags).toContain('--on-inconclusive');
    for (const flag of flags) expect(reference).toContain(`| \`${flag}\` |`);
  });

  it.each(['baseline', 'candidate'])('has a plan for the %s', async (side) => {
    const scenario = await readScenario(join(CI, 'scenario.yaml'));
    const target = await targetScenario(`@${join(CI, `${side}.yaml`)}`, `--${side}`);
    expect(makePlan(layer(scenario, target), BUILT_IN).target.name).toBe('anvil');
  });

  it('has rules that are rules', async () => {
    const rules = (await readRules(join(CI, 'rules.yaml'))).map(parseRule);
    expect(rules.map(({ metric }) => metric.name)).toEqual(['goodput', 'inclusion.p50', 'rejected.rate']);
  });
});

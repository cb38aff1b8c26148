import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BUILT_IN } from '../../../harness/catalog.ts';
import { readScenario } from '../../../harness/cli/scenario-file.ts';
import { STARTER_SCENARIO } from '../../../harness/cli/starter-scenario.ts';
import { makePlan } from '../../../harness/plan/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-scenario-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readScenario', () => {
  const scenario = { load: { rate: 5 } };
  it.each<[string, string, unknown]>([
    ['a.yaml', 'load:\n  rate: 5\n', scenario],
    ['a.yml', 'load: {rate: 5}', scenario],
    ['a.json', '{"load":{"rate":5}}', scenario],
    ['a.mjs', 'export default { load: { rate: 5 } };', scenario],
    ['a.ts', 'const rate: number = 5;\nexport default { load: { rate } };', scenario],
    ['a.mts', 'export default { load: { rate: 5 as number } };', scenario],
    ['empty.yaml', '', {}],
    ['comments.yaml', '# nothing\n', {}],
  ])('reads %s', async (name, text, expected) => {
    writeFileSync(join(folder, name), text);
    expect(await readScenario(join(folder, name))).toEqual(expected);
  });

  it('reads paths of plugins from where the file lies', async () => {
    const text = 'workload: { name: ./w.ts, size: 1 }\ntarget: ../t.ts\n';
    writeFileSync(join(folder, 'plugins.yaml'), text);
    expect(await readScenario(join(folder, 'plugins.yaml'))).toEqual({
      workload: { name: join(folder, 'w.ts'), size: 1 },
      target: join(folder, '..', 't.ts'),
    });
  });

  it.each<[string, string, RegExp]>([
    ['tab.yaml', 'load:\n  rate: 5\n\tduration: 1s\n', /tab\.yaml:3:1: /],
    ['open.yaml', 'load: {rate: 5\nseed: 1\n', /open\.yaml:\d+:\d+: /],
    ['twice.yaml', 'seed: 1\nload: {}\nseed: 2\n', /twice\.yaml:3:1: .*unique/],
    ['list.yaml', '- seed: 1\n', /a scenario is a mapping/],
    ['text.yaml', 'hello', /a scenario is a mapping/],
    ['open.json', '{\n  "seed": 1,\n  oops\n}', /open\.json:3:3: this is no JSON/],
    ['cut.json', '{\n  "seed": 1', /cut\.json:2:12: this is no JSON/],
    ['none.mjs', 'export const load = {};', /has no default export/],
    ['broken.ts', 'export default {{;', /broken\.ts does not load/],
    ['throws.mjs', 'throw new Error("no luck")', /throws\.mjs does not load: no luck/],
    ['a.toml', 'seed = 1', /a scenario file ends in \.yaml/],
  ])('refuses %s', async (name, text, message) => {
    writeFileSync(join(folder, name), text);
    await expect(readScenario(join(folder, name))).rejects.toMatchObject({
      code: 'bad-scenario',
      message: expect.stringMatching(message),
    });
  });

  it.each([['none.yaml'], ['none.ts'], ['none.json']])('says that %s is not there', async (name) => {
    await expect(readScenario(join(folder, name))).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});

describe('scenarios that we hand out', () => {
  it('the starter is the defaults, with a warm-up and a threshold', () => {
    const plan = makePlan(parse(STARTER_SCENARIO), BUILT_IN);
    const defaults = makePlan({}, BUILT_IN);
    expect(plan).toEqual({
      ...defaults,
      load: { ...defaults.load, warmupMs: 2000 },
      thresholds: ['rejected.rate < 1%'],
    });
  });

  it('what the starter has in comments is valid too', () => {
    const uncommented = STARTER_SCENARIO.replace(
      /^( *)# (- .*|fees:.*|batch:.*|pacing:.*|oracle:.*|validity:.*|out:.*|maxInFlight:.*)$/gm,
      '$1$2',
    );
    const plan = makePlan(parse(uncommented), BUILT_IN);
    expect(plan).toMatchObject({
      batch: { size: 100 },
      out: 'runs/mine',
      fees: { maxFeeWei: 50_000_000_000n },
    });
    expect(plan.thresholds).toHaveLength(3);
    const loads = [...STARTER_SCENARIO.matchAll(/^ *# (?:ramp|stages|closed): +(\{.*\})$/gm)];
    expect(loads.map(([, load]) => makePlan({ load: parse(load!) }, BUILT_IN).load.arrival)).toEqual([
      'ramp',
      'stages',
      'closed',
    ]);
  });

  const examples = new URL('../../../examples/', import.meta.url);
  const names = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
  it('there are examples', () => {
    expect(names.length).toBeGreaterThan(5);
  });
  it.each(names)('examples/%s', async (name) => {
    const scenario = (await readScenario(fileURLToPath(new URL(name, examples)))) as object;
    expect(Object.keys(makePlan(scenario, BUILT_IN))).toEqual(expect.arrayContaining(Object.keys(scenario)));
  });
});

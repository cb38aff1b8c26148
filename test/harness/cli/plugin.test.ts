import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogFor } from '../../../harness/cli/catalog.ts';
import { isPluginPath, loadTarget, loadWorkload } from '../../../harness/cli/plugin.ts';
import { makePlan } from '../../../harness/plan/index.ts';

const ZOD = JSON.stringify(import.meta.resolve('zod'));
const TARGET = (name: string) => `import { z } from ${ZOD};
  export default Object.freeze({ name: '${name}', summary: 's', options: z.strictObject({ size: z.int().default(3) }),
    start() {}, open() {} });`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-plugin-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it.each<[unknown, boolean]>([
  ['./mine.ts', true],
  ['../mine', true],
  ['/x/mine.mjs', true],
  ['mine.ts', true],
  ['mine.js', true],
  ['transfers', false],
  ['http://127.0.0.1:8545', false],
  ['/run/geth.ipc', false],
  [5, false],
])('%s is a path: %s', (name, is) => {
  expect(isPluginPath(name)).toBe(is);
});

describe('plugins', () => {
  it('loads a target, frozen as it is, and knows its module', async () => {
    const path = file('t.ts', TARGET('mine'));
    const target = await loadTarget(path);
    expect(target.name).toBe('mine');
    expect(target.module).toBe(pathToFileURL(path).href);
  });

  it('stands in the catalogue by its own name, with its options', async () => {
    const path = file('u.mjs', TARGET('mine'));
    const { catalog, scenario } = await catalogFor({ target: { name: path, size: 4 }, seed: 2 });
    expect(scenario).toEqual({ target: { name: 'mine', size: 4 }, seed: 2 });
    expect(makePlan(scenario, catalog).target).toEqual({ name: 'mine', options: { size: 4 } });
  });

  it('may not take a name that is built in', async () => {
    const path = file('v.mjs', TARGET('engine'));
    await expect(catalogFor({ target: { name: path } })).rejects.toMatchObject({
      code: 'plugin-unusable',
      message: expect.stringContaining('calls itself engine'),
    });
  });

  it.each<[string, string, string]>([
    ['no default', 'export const x = 1;', 'lacks name (a string), summary (a string), options (a schema)'],
    [
      'no oracle',
      `import { z } from ${ZOD}; export default { name: 'x', summary: 's', options: z.object({}), actions: [],
       requirements() {}, setup() {}, drive() {} };`,
      'it lacks oracle.before (a function), oracle.after (a function)',
    ],
    [
      'options that are none',
      `export default { name: 'x', summary: 's', options: {}, actions: [], requirements() {},
       setup() {}, drive() {}, oracle: { before() {}, after() {} } };`,
      'it lacks options (a schema)',
    ],
    ['throws', 'throw new Error("no luck");', 'does not load: no luck'],
  ])('refuses a workload: %s', async (name, text, message) => {
    await expect(loadWorkload(file(`${name}.mjs`, text))).rejects.toMatchObject({
      code: 'plugin-unusable',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('defineWorkload'),
    });
  });

  it('says that a file is not there', async () => {
    await expect(loadTarget(join(folder, 'none.ts'))).rejects.toMatchObject({
      code: 'plugin-unusable',
      message: expect.stringContaining('there is no file'),
    });
  });
});

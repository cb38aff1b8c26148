import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BUILT_IN } from '../../harness/catalog.ts';
import { isPluginPath } from '../../harness/cli/plugin.ts';
import { readScenario } from '../../harness/cli/scenario-file.ts';
import { layer, makePlan } from '../../harness/plan/index.ts';
import type { RunRecord } from '../../harness/spec/index.ts';
import { DOCUMENTS, documentText, exampleFile, fencesOf, ROOT } from './markdown.ts';

const execute = promisify(execFile);

describe('example scenarios', () => {
  const names = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.yaml'));
  it.each(names)('examples/%s is a plan', async (name) => {
    expect(makePlan(await readScenario(join(ROOT, 'examples', name)), BUILT_IN).load).toBeDefined();
  });

  const blocks = DOCUMENTS.flatMap((path) =>
    fencesOf(documentText(path))
      .filter(({ language }) => language === 'yaml')
      .map(({ text }) => ({ path, text })),
  );
  it('there are some in the documents', () => {
    expect(blocks.length).toBeGreaterThan(0);
  });
  it.each(blocks)('in $path', ({ text }) => {
    const scenario = layer(parse(text)) as { workload?: { name: string } };
    // Plugins of the guides are run below; what stands around them must be right all the same.
    const { workload, ...rest } = scenario;
    makePlan(isPluginPath(workload?.name) ? rest : scenario, BUILT_IN);
  });
});

const GUIDE = 'docs/writing-a-workload.md';

/** A project of a user, outside the repository: the examples of the guides, with lakh and zod installed. */
let project: string;

beforeAll(() => {
  if (!existsSync(join(ROOT, 'dist/harness/index.js')))
    throw new Error('run `npm run build` first, as `npm test` does');
  project = mkdtempSync(join(tmpdir(), 'lakh-project-'));
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
  symlinkSync(ROOT, join(project, 'node_modules/lakh'));
  for (const name of ['zod', 'ethers', 'tsx', '@types/node']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  for (const name of ['Counter.sol', 'counter.ts', 'counter.test.ts']) put(GUIDE, name);
  for (const name of ['slow-link.ts', 'slow-link.test.ts', 'nothing.ts'])
    put('docs/writing-a-target.md', name);
});
afterAll(() => rmSync(project, { recursive: true }));

function put(path: string, name: string): void {
  writeFileSync(join(project, name), exampleFile(path, name));
}

async function lakhRun(...args: string[]): Promise<RunRecord> {
  const main = join(ROOT, 'dist/harness/cli/main.js');
  const out = join(project, 'runs', args.join('-').replaceAll(/[^\w]/g, ''));
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('LAKH_'));
  // How late the generator is depends on what else this machine does: not what these tests are about.
  const always = ['--quiet', '--json', '--out', out, '--accounts', '20', '--set', 'validity.lagP99=1h'];
  await execute(process.execPath, [main, 'run', ...args, ...always, '--rate', '50', '--duration', '1s'], {
    cwd: project,
    env: Object.fromEntries(inherited),
  });
  return JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')) as RunRecord;
}

describe('the examples of the guides', () => {
  it('own-workload: the guide shows the files of the example', () => {
    const file = (name: string) => readFileSync(join(ROOT, 'examples/own-workload', name), 'utf8');
    expect(exampleFile(GUIDE, 'counter.ts')).toBe(file('counter.ts'));
    expect(exampleFile(GUIDE, 'Counter.sol')).toBe(`// Counter.sol\n${file('Counter.sol')}`);
  });

  it('have the types that they should', async () => {
    const strict = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
    ];
    const modules = [
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--allowImportingTsExtensions',
    ];
    const files = readdirSync(project).filter((name) => name.endsWith('.ts'));
    expect(files).toHaveLength(5);
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const compiled = await execute(process.execPath, [compiler, ...strict, ...modules, ...files], {
      cwd: project,
    }).catch((error: { stdout: string }) => error);
    expect(compiled.stdout).toBe('');
  }, 120_000);

  it('counter: every key counted, by more than one generator too', async () => {
    const record = await lakhRun('--workload', './counter.ts', '--set', 'workload.keys=4', '--workers', '2');
    expect(record.verdict.verdict).toBe('valid');
    expect(record.setup.setupTransactions).toBe(1);
    expect(record.actions.map(({ action, succeeded }) => [action, succeeded])).toEqual([['add', 50]]);
    expect(record.oracle).toMatchObject({ passed: true, read: true, checks: 2 });
  }, 120_000);

  it('contract-call: the contract of a scenario beside it, with every call counted', async () => {
    const scenario = join(ROOT, 'examples/contract-call.yaml');
    const record = await lakhRun(scenario);
    expect(record.verdict.verdict).toBe('valid');
    expect(record.actions.map(({ action }) => action).sort()).toEqual(['add', 'increment']);
    expect(record.ledger).toMatchObject({ reverted: 0, rejected: 0 });
    expect(record.oracle).toMatchObject({ passed: true, read: true, checks: 2 });
  }, 120_000);

  it('slow-link: no answer before the delay is over', async () => {
    const record = await lakhRun('--target', './slow-link.ts', '--set', 'target.delay=120ms');
    expect(record.verdict.verdict).toBe('valid');
    expect(record.ledger.succeeded).toBe(50);
    expect(record.latency.submit.minNs).toBeGreaterThan(119e6);
    expect(record.chain.facts).toMatchObject({ linkDelayMs: 120, engine: 'parallel' });
    expect(record.oracle).toMatchObject({ passed: true, read: true });
  }, 120_000);

  it('nothing: takes everything, and the record says that no oracle looked', async () => {
    const record = await lakhRun('--target', './nothing.ts', '--set', 'oracle.check=false');
    expect(record.verdict).toMatchObject({ verdict: 'valid', reasons: [{ code: 'oracle-unread' }] });
    expect(record.ledger).toMatchObject({ scheduled: 50, accepted: 50, succeeded: 50 });
  }, 120_000);

  /** The whole target kit takes 20 s on two cores: of the wrapped engine, which passes it elsewhere, a part is enough. */
  it.each([
    { name: 'counter.test.ts', only: [], least: 10 },
    { name: 'slow-link.test.ts', only: ['--test-name-pattern=options|answers|stop ends'], least: 5 },
  ])('$name passes, run as the guide says', async ({ name, only, least }) => {
    const args = ['--import', 'tsx', '--test', ...only, name];
    const { stdout } = await execute(process.execPath, args, { cwd: project }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toMatch(/^# fail 0$/m);
    expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThanOrEqual(least);
  }, 120_000);
});

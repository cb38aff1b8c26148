import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HISTOGRAMS_FILE, RECORD_FILE, writeRecord } from '../../../harness/record/index.ts';
import { EXIT } from '../../../harness/spec/index.ts';
import { makeRecord } from '../../support/record.ts';
import { lakh, lakhHere } from './command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('commands that tell', () => {
  it('--version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(await lakh(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('run --help has every flag', async () => {
    const { exitCode, stdout } = await lakh(['run', '--help'], { LANG: 'de_DE.UTF-8' });
    expect(exitCode).toBe(0);
    const flags =
      '--workload --target --rate --duration --warmup --arrival --in-flight --seed --workers --batch --accounts ' +
      '--signer --pacing --drain --threshold --set --out --json --quiet';
    for (const flag of flags.split(' ')) expect(stdout).toContain(`${flag} `);
    expect(stdout).toContain('Show version number');
  });

  it('schema', async () => {
    const { exitCode, stdout } = await lakhHere(['schema']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).properties.target.anyOf[0].enum).toEqual(['engine', 'rpc', 'anvil']);
  });

  it.each([
    ['workloads', /^transfers +\S/m],
    ['targets', /^engine +\S.*\nrpc +\S.*\nanvil +\S/m],
    ['reports', /^html +\S/m],
  ])('list %s', async (what, line) => {
    const { exitCode, stdout } = await lakhHere(['list', what]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(line);
  });
});

describe('init and validate', () => {
  it('writes a scenario that is valid, and never over another', async () => {
    const path = join(folder, 'starter.yaml');
    expect(await lakhHere(['init', path])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(path),
    });
    const written = readFileSync(path, 'utf8');
    expect(await lakhHere(['validate', path])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /is a valid scenario\nworkload +transfers .*\ntarget +engine .*\nload +constant 300\/s for 20s\n/,
      ),
    });
    const again = await lakhHere(['init', path]);
    expect(again.exitCode).toBe(EXIT.badInput);
    expect(again.stderr).toBe(`lakh: ${path} exists already\n  -> give another name: lakh init FILE\n`);
    expect(readFileSync(path, 'utf8')).toBe(written);
  });

  it('names all that is wrong with a file', async () => {
    const path = file('bad.yaml', 'load: { rate: -5, duratoin: 1s }\nthresholds: [speed < 3]\n');
    const { exitCode, stdout, stderr } = await lakhHere(['validate', path]);
    expect(exitCode).toBe(EXIT.badInput);
    expect(stdout).toBe('');
    expect(stderr).toContain('lakh: the scenario has 3 problems:\n');
    expect(stderr).toContain('\n  load.rate: must not be negative (got -5)\n');
    expect(stderr).toContain('\n  load.duratoin: unknown key; did you mean duration?\n');
    expect(stderr).toContain('\n  thresholds[0]: "speed < 3": there is no metric speed');
    expect(stderr).toMatch(/\n {2}-> .*lakh schema/);
    expect(stderr).not.toContain('    at ');
  });

  it('takes a plugin beside the file', async () => {
    file(
      'mine.mjs',
      `import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
       export default { name: 'mine', summary: 's', options: z.strictObject({ size: z.int() }), actions: ['a'],
         requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: 1 }), setup() {}, drive() {},
         oracle: { before() {}, after() {} } };`,
    );
    const path = file('plugin.yaml', 'workload: { name: ./mine.mjs, size: 3 }\n');
    expect(await lakhHere(['validate', path])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/\nworkload +mine \(size: 3\)\n/),
    });
  });
});

describe('report', () => {
  it('renders a record to stdout, or to a file', async () => {
    const record = join(folder, 'record');
    await writeRecord(record, makeRecord(), '');
    const csv = await lakhHere(['report', record, '--format', 'csv']);
    expect(csv).toMatchObject({ exitCode: 0, stderr: '' });
    expect(csv.stdout.split('\n').length).toBeGreaterThan(10);
    const out = join(folder, 'report.csv');
    expect(await lakh(['report', join(record, RECORD_FILE), '--format', 'csv', '--out', out])).toEqual({
      exitCode: 0,
      stdout: `${out}\n`,
      stderr: '',
    });
    expect(readFileSync(out, 'utf8')).toBe(csv.stdout);
  });

  it.each<[string, () => string[], RegExp]>([
    ['nothing there', () => [join(folder, 'none')], /no record can be read at/],
    ['no record', () => [file('r.json', '{}')], /is no run record/],
    ['cut short', () => [file('cut.json', '{"version": 1, "led')], /is cut short/],
    [
      'unknown format',
      () => [file(HISTOGRAMS_FILE, ''), '--format', 'pdf'],
      /there is no format pdf\n {2}-> .*html/,
    ],
  ])('refuses: %s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await lakhHere(['report', ...args()]);
    expect(exitCode).toBe(EXIT.badInput);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });
});

describe('bad input to run', () => {
  it.each([
    ['no command', [], /^lakh: say what to do: run, .*\n {2}-> .*\n$/],
    ['a flag that is none', ['run', '--rat', '5'], /^lakh: unknown argument: rat\n {2}-> .*\n$/],
    ['a rate of 0', ['run', '--rate', '0'], /^lakh: load\.rate: must be more than 0 \(got 0\)\n {2}-> .*\n$/],
  ])('%s is one message and 104', async (_, args, message) => {
    expect(await lakh(args)).toEqual({
      exitCode: EXIT.badInput,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('is one JSON object on stdout with --json', async () => {
    const { exitCode, stdout, stderr } = await lakh(['run', '--rate', '0', '--json']);
    expect(exitCode).toBe(EXIT.badInput);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'bad-scenario',
        message: 'load.rate: must be more than 0 (got 0)',
        hint: expect.stringContaining('lakh schema'),
      },
    });
    expect(stderr).toContain('lakh: load.rate');
  });
});

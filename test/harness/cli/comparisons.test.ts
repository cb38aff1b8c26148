/** compare, ab and gate by the real command line: outputs, refusals, exit codes. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../../harness/cli/exit.ts';
import { program } from '../../../harness/cli/program.ts';
import { writeRecord } from '../../../harness/record/index.ts';
import { EXIT } from '../../../harness/spec/index.ts';
import { recordWith } from '../compare/simulated-runs.ts';
import { lakhHere as lakh, lakh as lakhApart } from './command.ts';

let folder: string;
const at = (...path: string[]) => join(folder, ...path);

async function runsOf(name: string, goodput: number, count = 6, more = {}): Promise<void> {
  for (let run = 1; run <= count; run++) {
    const figures = { goodput: goodput * (1 + run / 1000), inclusionP99Ns: 1e9 + run * 1e6 };
    await writeRecord(at(name, String(run)), { ...recordWith(figures, more), id: `${name}-${run}` }, '');
  }
}

/** What an error ends in; in this process, as a new one takes a second to start. */
async function refusal(args: readonly string[]) {
  const thrown = await program(args).then(
    (code) => new Error(`it was taken, and ended with ${code}`),
    (error: unknown) => error,
  );
  return failureOf(thrown, false);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-compare-'));
  await runsOf('base', 1000);
  await runsOf('slower', 800);
  await runsOf('alike', 1001);
  await runsOf('border', 950);
  await runsOf('few', 500, 2);
  await runsOf('other-machine', 1000, 5, { environment: { ...recordWith({}).environment, cores: 96 } });
  await runsOf('stuck', 0);
  mkdirSync(at('empty'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('compare', () => {
  it('prints a table, and ranks of three', async () => {
    const { exitCode, stdout, stderr } = await lakh(['compare', at('base'), at('slower'), at('alike')]);
    expect([exitCode, stderr]).toEqual([EXIT.ok, '']);
    expect(stdout).toMatch(/\n {2}goodput +1,004\/s +802\.8\/s +-20\.00 % .* worse\n/);
    expect(stdout).toMatch(/C against A: \d+ same/);
    expect(stdout).toMatch(/ 1 = +C .*\n +1 = +A .*\n +3 +B /);
  });

  it.each(['markdown', 'html', 'json'])('writes %s to a file', async (format) => {
    const out = at(`out.${format}`);
    const args = ['compare', at('base'), at('slower'), '--format', format, '--out', out];
    expect(await lakh(args)).toEqual({ exitCode: EXIT.ok, stdout: `${out}\n`, stderr: '' });
    const text = readFileSync(out, 'utf8');
    expect(text).toContain('worse');
    if (format === 'json') {
      expect(JSON.parse(text).against[0].metrics[0]).toMatchObject({
        metric: 'goodput',
        verdict: 'worse',
        difference: expect.closeTo(-0.2, 3),
        floor: 0.02,
      });
    }
  });

  it('takes single records, and says that there is no interval', async () => {
    const { exitCode, stdout } = await lakh(['compare', at('base', '1'), at('slower', '2', 'record.json')]);
    expect(exitCode).toBe(EXIT.ok);
    expect(stdout).toContain('One run a side has no interval');
    expect(stdout).toMatch(/goodput .* no interval +inconclusive/);
  });

  it('takes floors, metrics, confidence', async () => {
    const flags = [
      '--floor',
      'goodput=30%',
      '--metric',
      'goodput',
      '--confidence',
      '99%',
      '--resamples',
      '500',
    ];
    const { stdout } = await lakh(['compare', at('base'), at('slower'), ...flags]);
    expect(stdout).toMatch(/B against A: 1 same\n/);
    expect(stdout).toContain('99 % percentile intervals');
    expect(stdout).toContain('500 resamples');
  });

  it('goes on by force or where the difference is meant, and warns in every form', async () => {
    const pair = [at('base'), at('other-machine')];
    for (const format of ['text', 'markdown', 'html', 'json']) {
      const { exitCode, stdout } = await lakh(['compare', ...pair, '--force', '--format', format]);
      expect(exitCode).toBe(EXIT.ok);
      expect(stdout.replaceAll('\\', '')).toMatch(/forced: environment\.cores: 2 in A, 96 in B/);
    }
    const meant = await lakh(['compare', ...pair, '--across', 'environment.cores']);
    expect(meant.exitCode).toBe(EXIT.ok);
    expect(meant.stdout).not.toContain('warning');
  });

  it('nothing included on one side is a verdict, on both it is none', async () => {
    expect((await lakh(['compare', at('base'), at('stuck')])).stdout).toMatch(/goodput .*-100\.00 %.* worse/);
    expect((await lakh(['compare', at('stuck'), at('base')])).stdout).toMatch(
      /goodput: the baseline is 0 or less in some\s+run/,
    );
  });
});

describe('bad input to compare and gate', () => {
  const changed = (name: string, change: (text: string) => string) => {
    const path = at(name);
    cpSync(at('base', '1'), path, { recursive: true });
    const file = join(path, 'record.json');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return path;
  };

  it.each<[string, () => string[], string, RegExp]>([
    [
      'nothing there',
      () => [at('base'), at('nowhere')],
      'file-unreadable',
      /no record can be read at .*nowhere/,
    ],
    [
      'a folder of nothing',
      () => [at('base'), at('empty')],
      'bad-record',
      /empty holds no record, nor does any folder in it/,
    ],
    [
      'cut short',
      () => [at('base'), changed('cut', (text) => text.slice(0, 900))],
      'bad-record',
      /is cut short/,
    ],
    [
      'of a newer version',
      () => [at('base'), changed('newer', (text) => text.replace(/"version": \d+/, '"version": 99'))],
      'bad-record',
      /version 99; this lakh reads up to \d/,
    ],
    ['no record', () => [at('base'), changed('none', () => '{}')], 'bad-record', /is no run record/],
    [
      'NaN',
      () => [at('base'), changed('nan', (text) => text.replace(/"goodputTps": [\d.]+/, '"goodputTps": NaN'))],
      'bad-record',
      /is no JSON/,
    ],
    [
      'endless',
      () => [
        at('base'),
        changed('endless', (text) => text.replace(/"goodputTps": [\d.]+/, '"goodputTps": 1e999')),
      ],
      'bad-record',
      /throughput\.goodputTps/,
    ],
    [
      'no number',
      () => [
        at('base'),
        changed('null', (text) => text.replace(/"goodputTps": [\d.]+/, '"goodputTps": null')),
      ],
      'bad-record',
      /throughput\.goodputTps/,
    ],
    [
      'the same folder',
      () => [at('base'), at('base')],
      'bad-comparison',
      /A \(1\) and B \(1\) are the same record, base-1/,
    ],
    [
      'another machine',
      () => [at('base'), at('other-machine')],
      'bad-comparison',
      /environment\.cores: 2 in A, 96 in B/,
    ],
  ])('%s', async (_, paths, code, message) => {
    const [baseline, candidate] = paths() as [string, string];
    for (const args of [
      ['compare', baseline, candidate],
      ['gate', '--baseline', baseline, '--candidate', candidate],
    ]) {
      const { exitCode, text, json } = await refusal(args);
      expect(exitCode).toBe(EXIT.badInput);
      expect(text).toMatch(message);
      expect(text).toMatch(/\n {2}-> \S/);
      expect(json.error).toMatchObject({ code, message: expect.stringMatching(message) });
    }
  });

  it.each<[string, string[], RegExp]>([
    ['one side', ['compare', 'a'], /not enough non-option arguments|candidates/i],
    ['a format', ['compare', 'a', 'b', '--format', 'pdf'], /there is no format pdf/],
    ['a floor', ['compare', 'a', 'b', '--floor', 'speed=1%'], /there is no metric speed/],
    ['a confidence', ['compare', 'a', 'b', '--confidence', '100%'], /from 50% to below 100%/],
    ['resamples', ['compare', 'a', 'b', '--resamples', '7'], /--resamples must be/],
    ['a rule', ['gate', '--baseline', 'a', '--candidate', 'b', '--rule', 'goodput: +5%'], /more is better/],
    [
      'a policy',
      ['gate', '--baseline', 'a', '--candidate', 'b', '--on-inconclusive', 'maybe'],
      /pass or fail/,
    ],
    ['no candidate', ['gate', '--baseline', 'a'], /candidate/],
    [
      'rules that are not there',
      ['gate', '--baseline', 'a', '--candidate', 'b', '--rules', 'no.yaml'],
      /rules cannot be read/,
    ],
    [
      'a width',
      ['ab', '--baseline', 'engine', '--candidate', 'engine', '--until-width', '5'],
      /--until-width must be a percentage/,
    ],
    [
      'a budget',
      ['ab', '--baseline', 'engine', '--candidate', 'engine', '--budget', 'soon'],
      /--budget: must be a duration/,
    ],
    ['pairs', ['ab', '--baseline', 'engine', '--candidate', 'engine', '--pairs', '0'], /--pairs must be/],
    ['a target', ['ab', '--baseline', 'engine', '--candidate', 'nowhere'], /nowhere/],
    ['a mapping', ['ab', '--baseline', 'engine', '--candidate', '{name: engine, blockTme: 1s}'], /blockTme/],
    ['a broken mapping', ['ab', '--baseline', 'engine', '--candidate', '{name: '], /--candidate: /],
    [
      'more than a target',
      ['ab', '--baseline', 'engine', '--candidate', '@examples/anvil.yaml'],
      /has more than a target: /,
    ],
  ])('%s', async (_, args, message) => {
    const { exitCode, text } = await refusal(args);
    expect(exitCode).toBe(EXIT.badInput);
    expect(text).toMatch(message);
  });
});

it('a refusal is 104, one message on stderr, and with --json one object on stdout', async () => {
  const args = ['--baseline', at('base'), '--candidate', at('base'), '--json'];
  const { exitCode, stdout, stderr } = await lakhApart(['gate', ...args]);
  expect(exitCode).toBe(EXIT.badInput);
  expect(JSON.parse(stdout).error.code).toBe('bad-comparison');
  expect(stderr).toMatch(/^lakh: A \(1\) and B \(1\) are the same record, base-1\n {2}-> /);
});

describe('gate', () => {
  const gate = (candidate: string, ...more: string[]) =>
    lakh(['gate', '--baseline', at('base'), '--candidate', at(candidate), ...more]);

  it.each<[string, string, string[], number]>([
    ['pass', 'alike', [], EXIT.ok],
    ['regression', 'slower', [], EXIT.regression],
    ['pass', 'slower', ['--rule', 'goodput: -30%'], EXIT.ok],
    ['inconclusive', 'few', [], EXIT.invalid],
    ['inconclusive', 'few', ['--on-inconclusive', 'pass'], EXIT.ok],
    ['inconclusive', 'border', ['--rule', 'goodput: -5%'], EXIT.invalid],
    ['regression', 'slower', ['--on-inconclusive', 'pass'], EXIT.regression],
  ])('%s of "%s" with %j exits with %d', async (outcome, candidate, more, exitCode) => {
    const found = await gate(candidate, '--json', ...more);
    expect(found.exitCode).toBe(exitCode);
    const result = JSON.parse(found.stdout);
    expect(result.outcome).toBe(outcome);
    for (const rule of result.rules) {
      expect(Object.keys(rule)).toEqual(
        expect.arrayContaining([
          'rule',
          'metric',
          'baseline',
          'candidate',
          'difference',
          'low',
          'high',
          'limit',
          'outcome',
          'why',
        ]),
      );
    }
  });

  it('tells people', async () => {
    const { stdout } = await gate('slower');
    expect(stdout).toMatch(/^REGRESSION {2}.*slower \(6 runs\) against .*base \(6 runs\)\n/);
    expect(stdout).toMatch(
      /goodput: -5% +1,004\/s +802\.8\/s +-20\.00 %.*regression\n +the whole interval is past -5\.00 %\n/,
    );
  });

  it('takes rules from a file, as a mapping or a list, beside flags', async () => {
    const mapping = at('rules.yaml');
    writeFileSync(mapping, 'goodput: -30%\ninclusion.p99: +20%\n');
    const list = at('rules.json');
    writeFileSync(list, '["goodput: -30%", { "inclusion.p99": "+20%" }]');
    for (const file of [mapping, list]) {
      const { stdout } = await gate('slower', '--json', '--rules', file, '--rule', 'rejected.rate: +1%');
      const result = JSON.parse(stdout);
      expect(result.outcome).toBe('pass');
      expect(result.rules.map(({ rule }: { rule: string }) => rule)).toEqual([
        'goodput: -30%',
        'inclusion.p99: +20%',
        'rejected.rate: +1%',
      ]);
    }
    writeFileSync(mapping, '5\n');
    expect((await gate('slower', '--rules', mapping)).stderr).toMatch(/holds no rules/);
  });

  it('appends to the step summary, and writes figures for github-action-benchmark', async () => {
    const summary = at('summary.md');
    writeFileSync(summary, 'before\n');
    const args = [
      'gate',
      '--baseline',
      at('base'),
      '--candidate',
      at('slower'),
      '--benchmark-json',
      at('bench.json'),
    ];
    await lakh(args, { GITHUB_STEP_SUMMARY: summary });
    await lakh(args, { GITHUB_STEP_SUMMARY: summary });
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^before\n### ❌ \*\*regression\*\*\n/);
    expect(text.match(/### /g)).toHaveLength(2);
    expect(text).toContain('| goodput: -5% | 1,004/s | 802.8/s | -20.00 %');
    const read = (name: string) => JSON.parse(readFileSync(at(name), 'utf8')) as { name: string }[];
    expect(existsSync(at('bench.json'))).toBe(false);
    expect(read('bench.bigger.json')[0]).toEqual({
      name: 'goodput',
      unit: 'tx/s',
      value: 802.8,
      range: '800.8 to 804.8',
      extra: 'median of 6 runs',
    });
    expect(read('bench.smaller.json').map(({ name }) => name)).toContain('inclusion.p99');
    expect(read('bench.smaller.json').map(({ name }) => name)).not.toContain('goodput');
  });
});

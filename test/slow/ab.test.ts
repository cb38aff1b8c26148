/** `lakh ab` on real chains: records as they end, orders, ends by number, width, budget and Ctrl-C. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT, type RunRecord } from '../../harness/spec/index.ts';
import { cli, startCli, temporaryFolder } from '../support/cli.ts';
import { LONG } from '../support/long.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TARGET = '{name: engine, blockTime: 100ms}';
/** How late the generator is depends on what else this machine does: not what these tests are about. */
const LOAD = ['--rate', '40', '--duration', '1s', '--accounts', '10', '--set', 'validity.lagP99=1h'];

function args(out: string, ...more: string[]): string[] {
  return ['ab', '--baseline', TARGET, '--candidate', TARGET, ...LOAD, '--out', join(folder, out), ...more];
}

function recordsIn(out: string, side: string): RunRecord[] {
  const names = readdirSync(join(folder, out, side)).sort();
  return names.map((name) => JSON.parse(readFileSync(join(folder, out, side, name, 'record.json'), 'utf8')));
}

describe('lakh ab', () => {
  it('runs pairs in turn, in an order drawn from the seed, and compares them', async () => {
    const { code, stdout, stderr } = await cli(args('six', '--pairs', '6', '--json'));
    expect(code, stderr).toBe(EXIT.ok);
    expect(stderr).not.toContain('MaxListeners');
    const { comparison, ended } = JSON.parse(stdout);
    expect(ended).toBe('6 pairs');
    expect(comparison.settings.paired).toBe(true);
    expect(comparison.against[0].metrics[0]).toMatchObject({ metric: 'goodput', baseline: { runs: 6 } });
    expect(comparison.against[0].metrics[0].verdict).not.toBe('worse');

    const [a, b] = ['a', 'b'].map((side) => recordsIn('six', side));
    expect([a!.length, b!.length]).toEqual([6, 6]);
    const order = a!.map((record, pair) => (record.startedAt < b![pair]!.startedAt ? 'ab' : 'ba'));
    expect(new Set(order).size).toBe(2);
    for (let pair = 1; pair < 6; pair++) {
      const ends = [a!, b!].map((side) => side[pair - 1]!.endedAt).sort();
      const starts = [a!, b!].map((side) => side[pair]!.startedAt).sort();
      expect(ends[1]! < starts[0]!, `pair ${pair} before pair ${pair + 1}`).toBe(true);
    }
    for (const name of ['comparison.html', 'comparison.md', 'comparison.txt', 'comparison.json']) {
      expect(existsSync(join(folder, 'six', name))).toBe(true);
    }
  }, 180_000);

  it('its folders are sides for compare and gate, paired', async () => {
    const sides = [join(folder, 'six', 'a'), join(folder, 'six', 'b')];
    const compared = await cli(['compare', ...sides, '--paired', '--format', 'json']);
    expect(compared.code, compared.stderr).toBe(EXIT.ok);
    const before = JSON.parse(readFileSync(join(folder, 'six', 'comparison.json'), 'utf8'));
    expect(JSON.parse(compared.stdout).against).toEqual(before.against);
    const rules = ['--rule', 'goodput: -90%', '--rule', 'rejected.rate: +1%'];
    const gated = await cli([
      'gate',
      '--baseline',
      sides[0]!,
      '--candidate',
      sides[1]!,
      '--paired',
      ...rules,
    ]);
    expect(gated.code, gated.stdout).toBe(EXIT.ok);
  }, 60_000);

  it.runIf(LONG).concurrent(
    'ends when the interval is narrow enough, before the budget',
    async () => {
      const flags = ['--until-width', '100%', '--budget', '10m', '--warmup-runs', '0', '--json', '--quiet'];
      const { code, stdout, stderr } = await cli(args('width', ...flags));
      expect(code, stderr).toBe(EXIT.ok);
      expect(JSON.parse(stdout).ended).toBe('the interval is narrow enough after 6 pairs');
    },
    180_000,
  );

  it.concurrent('ends by its budget', async () => {
    const flags = ['--budget', '1s', '--warmup-runs', '0', '--json', '--quiet'];
    const { code, stdout } = await cli(args('budget', ...flags));
    expect(code).toBe(EXIT.ok);
    const { ended, comparison } = JSON.parse(stdout);
    expect(ended).toBe('the budget: no other pair fits after 1');
    expect(comparison.against[0].metrics[0]).toMatchObject({
      verdict: 'inconclusive',
      why: expect.stringContaining('one pair'),
    });
  }, 60_000);

  it.concurrent('keeps what there is on Ctrl-C, compares whole pairs, and exits with 105', async () => {
    const { child, finished, saw } = startCli(
      args('stopped', '--warmup-runs', '0', '--pairs', '50', '--json'),
    );
    await saw(/pair 3 of at most 50/);
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect(code).toBe(EXIT.interrupted);
    const { ended, comparison } = JSON.parse(stdout);
    expect(ended).toBe('interrupted');
    const names = comparison.sides[0].runs.map(({ name }: { name: string }) => name);
    expect(names.slice(0, 2)).toEqual(['01', '02']);
    expect(names.length).toBeLessThanOrEqual(3);
    expect(recordsIn('stopped', 'a').length).toBeGreaterThanOrEqual(2);
  }, 120_000);

  it.concurrent('finds blocks that come four times as seldom, and names the target in the comparison', async () => {
    const slow = '{name: engine, blockTime: 400ms}';
    const given = ['ab', '--baseline', TARGET, '--candidate', slow, ...LOAD, '--out', join(folder, 'slow')];
    const { code, stdout, stderr } = await cli([
      ...given,
      '--pairs',
      '6',
      '--quiet',
      '--metric',
      'inclusion.p50',
    ]);
    expect(code, stderr).toBe(EXIT.ok);
    expect(stdout).toContain(`B  ${slow}  6 runs`);
    expect(stdout).toMatch(/inclusion\.p50 .* worse\n/);
  }, 180_000);
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measurementOf } from '../../../harness/cli/scale-flags.ts';
import type { Scale } from '../../../harness/scale/index.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { lakhHere } from './command.ts';

const SMALL = ['--block-size', '40', '--blocks', '2', '--repeats', '1', '--threads', '1,2'];

/** A workload whose transactions have nothing to meet at. */
const PLAIN = `import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
  export default { name: 'plain', summary: 's', options: z.strictObject({}), actions: ['go'],
    requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: 21_000 }), setup() {}, drive() {},
    oracle: { before() {}, after() {} } };`;

describe('the flags of a measurement', () => {
  const usual = { threads: '1,2', contention: '0,1', 'block-size': '10', blocks: '2', repeats: '1' };

  it('are sorted, each value once', () => {
    expect(measurementOf({ ...usual, threads: '4, 1,2,4', contention: '1,0.5,0' })).toEqual({
      threads: [1, 2, 4],
      contention: [0, 0.5, 1],
      blockSize: 10,
      blocks: 2,
      repeats: 1,
    });
  });

  it.each([
    ['threads', '0', '--threads 0: it takes whole numbers from 1 to 64'],
    ['threads', '1,65', '--threads 1,65: it takes'],
    ['threads', '1.5', '--threads 1.5: it takes'],
    ['threads', '1,,2', '--threads 1,,2: it takes'],
    ['threads', '', '--threads : it takes'],
    ['contention', '1.1', '--contention 1.1: it takes numbers from 0 to 1'],
    ['contention', '-0.5', '--contention -0.5: it takes'],
    ['contention', 'much', '--contention much: it takes'],
    ['block-size', '0', '--block-size 0 is not a whole number from 1 to 20000'],
    ['block-size', '20001', '--block-size 20001 is not'],
    ['blocks', '1', '--blocks 1 is not a whole number from 2 to 1000'],
    ['repeats', '0', '--repeats 0 is not a whole number from 1 to 100'],
    ['repeats', '1e2', '--repeats 1e2 is not'],
    ['repeats', ['1', '2'], '--repeats is given more than once'],
  ])('--%s %j is refused', (name, value, says) => {
    expect(() => measurementOf({ ...usual, [name]: value })).toThrow(
      expect.objectContaining({ code: 'bad-flag', message: expect.stringContaining(says) }),
    );
  });
});

describe('lakh scale', () => {
  it('prints a line a round, tables and the path of the page, and leaves both in the folder', async () => {
    const out = temporaryFolder();
    const { exitCode, stdout, stderr } = await lakhHere([
      'scale',
      ...SMALL,
      '--contention',
      '0,1',
      '--out',
      out,
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^round 1 of 1, contention [01]: sequential [\d.]+ ms, 1 [\d.]+ ms, 2 [\d.]+ ms$/m,
    );
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(join(out, 'scale.html'));
    expect(stdout).toContain('computed, by threads');
    const scale = JSON.parse(readFileSync(join(out, 'scale.json'), 'utf8')) as Scale;
    expect(scale).toMatchObject({
      version: 1,
      workload: 'erc20',
      settings: { threads: [1, 2], contention: [0, 1], blockSize: 40, accounts: 40, seed: 1 },
    });
    expect(readFileSync(join(out, 'scale.html'), 'utf8')).toContain('Scaling of erc20');
  });

  it('prints one object with --json, and takes options of the workload', async () => {
    const out = temporaryFolder();
    const more = [
      '--set',
      'workload.contention.hot=4',
      '--contention',
      '1',
      '--accounts',
      '20',
      '--seed',
      '7',
    ];
    const { exitCode, stdout, stderr } = await lakhHere([
      ...['scale', ...SMALL, ...more, '--out', out, '--json', '--quiet'],
    ]);
    expect([exitCode, stderr]).toEqual([0, '']);
    const scale = JSON.parse(stdout) as Scale & { folder: string };
    expect(scale).toMatchObject({ folder: out, settings: { accounts: 20, seed: 7 } });
    // Four that are hot instead of one.
    expect(scale.levels[0]!.limit).toBeGreaterThan(1.5);
  });

  it.each([
    [['--threads', '0'], '--threads 0: it takes whole numbers from 1 to 64'],
    [['--threads', '1', '--threads', '2'], '--threads is given more than once'],
    [['--workload', 'nope'], 'there is no workload "nope"'],
    [['--workload', 'rpc-read'], 'rpc-read sends no transactions'],
    [['--accounts', '2'], 'accounts.count: erc20 needs at least 3'],
    [['--set', 'workload.colour=red'], 'workload.colour: unknown key'],
  ])('refuses %j by name', async (flags, says) => {
    const out = join(temporaryFolder(), 'new');
    const { exitCode, stderr } = await lakhHere(['scale', ...flags, '--contention', '0', '--out', out]);
    expect(exitCode).toBe(104);
    expect(stderr).toContain(says);
    expect(existsSync(out)).toBe(false);
  });

  it('refuses a workload that has no contention', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'plain.mjs');
    writeFileSync(file, PLAIN);
    const { exitCode, stderr } = await lakhHere(['scale', '--workload', file, '--out', join(folder, 'out')]);
    expect(exitCode).toBe(104);
    expect(stderr).toContain('plain has no contention that could be varied');
  });

  it('refuses a folder that is in use, and one that cannot be made', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'mine.txt'), '');
    const used = await lakhHere(['scale', ...SMALL, '--out', out]);
    expect([used.exitCode, used.stderr]).toEqual([
      104,
      expect.stringContaining(`${out} is in use: mine.txt`),
    ]);
    const under = await lakhHere(['scale', ...SMALL, '--out', join(out, 'mine.txt', 'deeper')]);
    expect([under.exitCode, under.stderr]).toEqual([104, expect.stringContaining('cannot be written')]);
  });
});

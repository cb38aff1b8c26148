import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { absentTargets } from '../../../harness/cli/matrix-absent.ts';
import { matrixSubject } from '../../../harness/cli/matrix-subject.ts';
import type { Matrix } from '../../../harness/matrix/index.ts';
import { readRecord } from '../../../harness/record/index.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { makeMatrix } from '../../support/matrix.ts';
import { lakhHere } from './command.ts';

/** A workload whose transactions have nothing to meet at. */
const PLAIN = `import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
  export default { name: 'plain', summary: 's', options: z.strictObject({}), actions: ['go'],
    requirements: () => ({ accounts: 1, valueWei: 0n, gasLimit: 21_000 }), setup() {}, drive() {},
    oracle: { before() {}, after() {} } };`;

const SMALL = [
  ...['--workload', 'erc20', '--contention', '1', '--target', 'sequential,geth,parallel', '--accounts', '20'],
  ...['--duration', '1s', '--warmup', '500ms', '--in-flight', '100', '--set', 'target.blockTime=100ms'],
  // The verdict must not hang on how busy the testing machine is.
  ...['--set', 'validity.lagP99=1m'],
];

describe('lakh matrix', () => {
  it('runs each cell twice, leaves a record each, and goes on where a target is absent', async () => {
    const out = temporaryFolder();
    const { exitCode, stdout, stderr } = await lakhHere(['matrix', ...SMALL, '--out', out], { PATH: '' });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^geth is absent: geth is not installed/m);
    expect(stderr).toMatch(/^2 cells, about (6\d s|1 min), into /m);
    expect(stderr).toMatch(/^\[1\/2\] erc20 1 (sequential|parallel): [\d,.]+ ?[!~]? TPS; p50 /m);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(join(out, 'matrix.html'));
    expect(stdout).toMatch(/^ {4}geth +absent/m);
    expect(readFileSync(join(out, 'matrix.html'), 'utf8')).toContain('Engines and nodes side by side');

    const matrix = JSON.parse(readFileSync(join(out, 'matrix.json'), 'utf8')) as Matrix;
    expect(matrix).toMatchObject({ version: 2, ending: 'finished', planned: 3 });
    expect(matrix.settings).toMatchObject({
      inFlight: 100,
      accounts: 20,
      blockTimeMs: 100,
      lagP99Ms: 60_000,
    });
    expect(matrix.cells.map(({ target, state }) => [target, state])).toEqual([
      ['sequential', 'measured'],
      ['parallel', 'measured'],
      ['geth', 'absent'],
    ]);
    for (const { folder, capacity, half } of matrix.cells.slice(0, 2)) {
      const closed = await readRecord(join(out, folder, 'capacity-100'));
      const open = await readRecord(join(out, folder, 'half'));
      expect(closed.plan.load).toMatchObject({ arrival: 'closed', inFlight: 100 });
      expect(open.plan.load).toMatchObject({ arrival: 'constant', rate: half!.rate });
      expect(half!.rate / capacity!.tps).toBeCloseTo(0.5, 1);
      expect(capacity!.tps).toBeGreaterThan(0);
      expect(half!.cpuMicros.together).toBeGreaterThan(0);
      expect(half!.memoryBytes.together).toBeGreaterThanOrEqual(0);
      expect(closed.oracle).toMatchObject({ passed: true, read: true });
    }

    // The same page again, from what was kept.
    const page = readFileSync(join(out, 'matrix.html'), 'utf8');
    writeFileSync(join(out, 'matrix.html'), '');
    const again = await lakhHere(['matrix', '--render', out, '--json']);
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual({ ...matrix, folder: out });
    expect(readFileSync(join(out, 'matrix.html'), 'utf8')).toBe(page);
  }, 60_000);

  it.each([
    [['--target', 'sequential,nope'], 'there is no target "nope" of a matrix'],
    [['--target', 'http://127.0.0.1:1'], 'target.url: a matrix has no such key'],
    [['--workload', 'erc20,nope'], 'there is no workload "nope"'],
    [['--workload', 'rpc-read'], 'rpc-read sends no transactions'],
    [['--contention', '0,1.1'], '--contention 0,1.1: it takes numbers from 0 to 1'],
    [['--contention', 'much'], '--contention much: it takes'],
    [['--contention', '0', '--contention', '1'], '--contention is given more than once'],
    [['--accounts', '2'], 'accounts.count: erc20 needs at least 3'],
    [['--in-flight', 'many'], 'load.inFlight'],
    [['--duration', '0s'], 'load.duration: must be more than 0'],
    [['--geth', '/no/geth'], 'geth was to be /no/geth, which is no program'],
    [['--target', 'geth'], 'geth is not installed'],
    [['--set', 'thresholds=[]'], 'thresholds: a matrix has no such key'],
    [['--set', 'load.rate=5'], 'load.rate: a matrix has no such key'],
    [['--set', 'target.threads=2'], 'target.threads: a matrix has no such key'],
    [['--set', 'target.blockTime=soon'], 'target.blockTime: must be a duration'],
    [['--set', 'target.gasLimit=1'], 'target.gasLimit'],
    [['--set', 'workload.transferShare=1'], 'workload.transferShare: of which of erc20, dex-swap'],
    [['--workload', 'erc20', '--set', 'workload.colour=red'], 'workload.colour: unknown key'],
    [['--set', 'out=5'], 'out: must be the path of a folder'],
  ])('refuses %j by name, before anything starts', async (flags, says) => {
    const out = join(temporaryFolder(), 'new');
    const named = flags.includes('out=5') ? [] : ['--out', out];
    const { exitCode, stderr } = await lakhHere(['matrix', ...flags, ...named], { PATH: '' });
    expect(stderr).toContain(says);
    expect(exitCode).toBe(104);
    expect(existsSync(out)).toBe(false);
  });

  it('refuses a workload that has no contention', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'plain.mjs');
    writeFileSync(file, PLAIN);
    const { exitCode, stderr } = await lakhHere(['matrix', '--workload', file, '--out', join(folder, 'out')]);
    expect(exitCode).toBe(104);
    expect(stderr).toContain('plain has no contention that could be varied');
  });

  it('refuses a folder that is in use', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'mine.txt'), '');
    const { exitCode, stderr } = await lakhHere(['matrix', '--out', out]);
    expect([exitCode, stderr]).toEqual([104, expect.stringContaining(`${out} is in use: mine.txt`)]);
  });

  it.each([
    ['a folder without one', null, 'cannot be read'],
    ['another version', JSON.stringify({ ...makeMatrix(), version: 99 }), 'is no matrix of version 2'],
    ['what is cut short', '{"version": 2, "cells": [', 'is no matrix of version 2'],
    ['nothing', 'null', 'is no matrix of version 2'],
  ])('renders nothing from %s', async (_, text, says) => {
    const folder = temporaryFolder();
    if (text !== null) writeFileSync(join(folder, 'matrix.json'), text);
    const { exitCode, stderr } = await lakhHere(['matrix', '--render', folder]);
    expect([exitCode, stderr]).toEqual([104, expect.stringContaining(says)]);
  });
});

describe('what is compared', () => {
  const usual = { scenario: undefined, flags: {}, settings: [], contention: [0, 1] };

  it('is by default four workloads on six targets, alike but for what is under way', async () => {
    const { settings, inFlightOf, capacityOf, halfOf } = await matrixSubject(usual);
    expect(settings).toMatchObject({
      workloads: ['erc20', 'dex-swap', 'nft-mint', 'dao-vote'],
      targets: ['sequential', 'parallel', 'edr', 'ethereumjs', 'anvil', 'geth'],
      blockTimeMs: 500,
      gasLimit: 1_000_000_000,
      accounts: 200,
      batch: 100,
      inFlight: null,
    });
    const cell = (workload: string, target: 'parallel' | 'anvil') => ({ workload, contention: 1, target });
    const { first, most } = inFlightOf(cell('erc20', 'parallel'));
    expect(first).toBeGreaterThan(inFlightOf(cell('erc20', 'anvil')).first);
    expect(first).toBeGreaterThan(inFlightOf(cell('dex-swap', 'parallel')).first);
    expect(most).toBeGreaterThan(first);
    expect(capacityOf(cell('erc20', 'parallel'), 777, 'a')).toMatchObject({
      workload: { name: 'erc20', contention: 1 },
      target: { name: 'engine', engine: 'parallel', blockTime: 500, gasLimit: 1_000_000_000 },
      load: { arrival: 'closed', inFlight: 777, duration: '3s', warmup: '1s' },
      out: 'a',
    });
    expect(halfOf(cell('dex-swap', 'anvil'), 77, 'b')).toMatchObject({
      workload: { name: 'dex-swap', contention: 1 },
      target: { name: 'anvil', blockTime: 500 },
      load: { arrival: 'constant', rate: 77 },
      out: 'b',
    });
  });

  it('takes options of one workload, and keeps what is said of contention beside its share', async () => {
    const settings = ['workload.contention.hot=4', 'workload.contention.share=0.3', 'seed=9'];
    const { capacityOf, settings: made } = await matrixSubject({
      ...usual,
      flags: { workload: 'erc20' },
      settings,
    });
    expect(made).toMatchObject({ workloads: ['erc20'], seed: 9 });
    const scenario = capacityOf({ workload: 'erc20', contention: 1, target: 'edr' }, 9, 'out');
    expect(scenario).toMatchObject({ workload: { contention: { hot: 4, share: 1 } }, seed: 9 });
  });

  it('has more room where more is to be under way', async () => {
    const { inFlightOf, capacityOf } = await matrixSubject({ ...usual, flags: { 'in-flight': '60000' } });
    const cell = { workload: 'erc20', contention: 0, target: 'edr' } as const;
    expect(inFlightOf(cell)).toEqual({ first: 60_000, most: 60_000 });
    const scenario = capacityOf(cell, 60_000, 'out');
    expect(scenario).toMatchObject({ load: { inFlight: 60_000, maxInFlight: 60_000 } });
  });
});

describe('what is absent', () => {
  it('is told with its reason, as long as something is there', () => {
    const absent = absentTargets(['sequential', 'geth'], undefined, { PATH: '', LAKH_GETH: '/no/geth' });
    expect([...absent]).toEqual([['geth', expect.stringMatching(/^LAKH_GETH is \/no\/geth/)]]);
    expect(() => absentTargets(['geth'], undefined, { PATH: '' })).toThrow('geth is not installed');
  });
});

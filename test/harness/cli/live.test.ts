/** The flags of live outputs: what they mean, and what is refused before anything is sent. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { liveArguments } from '../../../harness/cli/run-flags.ts';
import { EXIT } from '../../../harness/spec/index.ts';
import { lakhHere as lakh } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'lakh-live-'));
afterAll(() => rmSync(folder, { recursive: true }));

const QUICK = ['--target', 'engine', '--rate', '50', '--duration', '500ms', '--set', 'validity.lagP99=1m'];

describe('the flags', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are off when nobody says anything', () => {
    expect(liveArguments({})).toEqual({ expose: false });
  });

  it('take a value or none, from the command line over the environment', () => {
    vi.stubEnv('LAKH_DASHBOARD', 'true');
    vi.stubEnv('LAKH_PROMETHEUS', '9999');
    vi.stubEnv('LAKH_OTLP', 'http://127.0.0.1:4318');
    vi.stubEnv('LAKH_EXPOSE', 'no');
    expect(liveArguments({ prometheus: '' })).toEqual({
      dashboard: '',
      prometheus: '',
      otlp: 'http://127.0.0.1:4318',
      expose: false,
    });
    vi.stubEnv('LAKH_DASHBOARD', 'off');
    expect(liveArguments({}).dashboard).toBeUndefined();
  });

  it('are given once', () => {
    expect(() => liveArguments({ dashboard: ['1', '2'] })).toThrow('--dashboard is given more than once');
  });
});

describe('refused before anything is sent', () => {
  it.each([
    [
      'a host that is not loopback',
      ['--dashboard', '0.0.0.0:0'],
      /others than this machine could reach 0\.0\.0\.0/,
      /--expose/,
    ],
    [
      'the same of metrics',
      ['--prometheus', '[::]:0'],
      /others than this machine could reach ::/,
      /--expose/,
    ],
    [
      'a scenario behind the flag',
      ['--dashboard', 'examples/anvil.yaml'],
      /no address to listen on/,
      /before the flag/,
    ],
    ['what is no URL', ['--otlp', 'collector'], /takes an http or https URL/, /4318/],
    ['a URL with a password', ['--otlp', 'http://me:hunter2@127.0.0.1'], /without user and password/, /4318/],
  ])('%s', async (_, flags, message, hint) => {
    const out = join(folder, 'refused');
    const { exitCode, stdout, stderr } = await lakh(['run', ...QUICK, '--out', out, ...flags]);
    expect(exitCode).toBe(EXIT.badInput);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(new RegExp(`-> .*${hint.source}`));
    expect(stderr).not.toContain('hunter2');
    expect(existsSync(out)).toBe(false);
  });

  it('a port that is taken, and what was open already is closed again', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => taken.once('listening', listening));
    const { port } = taken.address() as AddressInfo;
    const out = join(folder, 'taken');
    const flags = ['--dashboard', '0', '--prometheus', String(port)];
    const { exitCode, stderr } = await lakh(['run', ...QUICK, '--out', out, ...flags]);
    taken.close();
    expect(exitCode).toBe(EXIT.badInput);
    expect(stderr).toContain(`cannot listen on 127.0.0.1, port ${port}: another program listens there`);
    expect(existsSync(out)).toBe(false);
  });
});

describe('a run', () => {
  it('goes on when nobody takes its metrics, says so once, and does not wait for anybody to look', async () => {
    const flags = ['--dashboard', '--prometheus', '0', '--otlp', 'http://127.0.0.1:2', '--quiet'];
    const { exitCode, stdout, stderr } = await lakh([
      'run',
      ...QUICK,
      '--out',
      join(folder, 'run'),
      ...flags,
    ]);
    expect(exitCode).toBe(EXIT.ok);
    expect(stderr).toMatch(/^lakh: the dashboard is at http:\/\/127\.0\.0\.1:\d+\/$/m);
    expect(stderr).toMatch(/^lakh: Prometheus finds metrics at http:\/\/127\.0\.0\.1:\d+\/metrics$/m);
    expect(
      stderr.match(/OTLP endpoint http:\/\/127\.0\.0\.1:2 does not answer \(ECONNREFUSED\)/g),
    ).toHaveLength(1);
    expect(stdout).toContain('report.html');
  });

  it('listens beyond this machine when told so twice', async () => {
    const flags = ['--dashboard', '0.0.0.0:0', '--expose', '--quiet'];
    const { exitCode, stderr } = await lakh(['run', ...QUICK, '--out', join(folder, 'open'), ...flags]);
    expect(exitCode).toBe(EXIT.ok);
    expect(stderr).toMatch(/the dashboard is at http:\/\/0\.0\.0\.0:\d+\//);
  });
});

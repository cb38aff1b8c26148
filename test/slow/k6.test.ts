/** Scripts that lakh exports, run by a real k6 into a real anvil: every transaction arrives, once, and thresholds hold or not. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Transaction } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../docs/markdown.ts';
import { ANVIL_KEY, end, startAnvil, type TestAnvil } from '../support/anvil.ts';
import { cli, temporaryFolder } from '../support/cli.ts';
import { ask } from '../support/geth.ts';
import { installedK6, type K6Outcome, runK6 } from '../support/k6-script.ts';
import { LONG } from '../support/long.ts';
import { startRelay } from '../support/relay.ts';

const k6 = await installedK6();
if (k6 === null) process.stderr.write('skipped: k6, as neither K6_BIN nor PATH has one and Go is missing\n');

/** Exit codes of k6 (errext/exitcodes). */
const THRESHOLDS_FAILED = 99;
const SCRIPT_ABORTED = 108;

interface Exported {
  readonly script: string;
  readonly transactions: readonly Transaction[];
}

async function exported(url: string, seed: number, args: readonly string[]): Promise<Exported> {
  const out = temporaryFolder();
  const all = ['--target', url, '--out', out, '--seed', `${seed}`, '--accounts', '20', '--force', ...args];
  const { code, stderr } = await cli(['export', 'k6', ...all], { LAKH_FUNDER_KEY: ANVIL_KEY });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const lines = readFileSync(join(out, 'transactions.txt'), 'utf8').trim().split('\n');
  return { script: join(out, 'script.ts'), transactions: lines.map((line) => Transaction.from(line)) };
}

/** How many of the transactions succeeded, once all that were taken are in blocks. */
async function succeeded(url: string, transactions: readonly Transaction[]): Promise<number> {
  await pause(1500);
  let count = 0;
  for (const { hash } of transactions) {
    const receipt = (await ask(url, 'eth_getTransactionReceipt', hash)) as { status: string } | null;
    if (receipt?.status === '0x1') count++;
  }
  return count;
}

/** Every sender is one past its last nonce: nothing is missing, and nothing went twice. */
async function expectAllUsed(url: string, transactions: readonly Transaction[]): Promise<void> {
  const last = new Map(transactions.map(({ from, nonce }) => [from!, nonce]));
  for (const [from, nonce] of last) {
    expect(Number(await ask(url, 'eth_getTransactionCount', from, 'latest'))).toBe(nonce + 1);
  }
}

function metricOf({ output }: K6Outcome, name: string): string {
  const line = output.split('\n').find((one) => new RegExp(`^\\s*${name}\\.*:`).test(one));
  return line?.replace(/^[^:]*:\s*/, '') ?? '';
}

describe.skipIf(k6 === null)('k6', () => {
  let anvil: TestAnvil;
  beforeAll(async () => {
    anvil = await startAnvil(['--block-time', '1']);
  }, 120_000);
  afterAll(() => end(anvil.process));

  it.each<[string, string[], number]>([
    ['constant, warmed up', ['--rate', '60', '--duration', '3s', '--warmup', '1s'], 240],
    ['ramp', ['--arrival', 'ramp', '--set', 'load={from: 10, to: 50, duration: 4s}'], 120],
    [
      'stages',
      ['--set', 'load.stages=[{rate: 30, duration: 2s}, {rate: 0, duration: 1s}, {rate: 60, duration: 2s}]'],
      180,
    ],
    ['closed', ['--in-flight', '15', '--transactions', '45', '--duration', '30s'], 45],
    ['a contract', ['--workload', 'erc20', '--rate', '40', '--duration', '3s'], 120],
  ])(
    '%s: the chain ends with every transaction, and every one succeeded',
    async (_, args, count) => {
      const thresholds = [
        '--threshold',
        'rejected.rate == 0',
        '--threshold',
        'unanswered.rate == 0',
        '--threshold',
        'submit.p99 < 60s',
      ];
      const seed = 100 + count + args.length;
      const { script, transactions } = await exported(anvil.url, seed, [...args, ...thresholds]);
      expect(transactions).toHaveLength(count);
      const outcome = await runK6(k6!, [script]);
      expect(outcome.exitCode, outcome.output).toBe(0);
      expect(metricOf(outcome, 'accepted')).toMatch(new RegExp(`^${count}\\b`));
      expect(await succeeded(anvil.url, transactions)).toBe(count);
      await expectAllUsed(anvil.url, transactions);
    },
    60_000,
  );

  it('ends with 99 when a threshold does not hold, and does not send again what was sent', async () => {
    const args = ['--rate', '20', '--duration', '2s', '--threshold', 'submit.p99 < 1ns'];
    const { script } = await exported(anvil.url, 201, args);
    expect((await runK6(k6!, [script])).exitCode).toBe(THRESHOLDS_FAILED);

    const again = await runK6(k6!, [script]);
    expect(again.exitCode).toBe(SCRIPT_ABORTED);
    expect(again.output).toContain('export again');
  }, 60_000);

  it('a JSON-RPC error with status 200 is a rejection, and fails its threshold', async () => {
    const args = ['--rate', '20', '--duration', '2s', '--threshold', 'rejected.rate < 50%'];
    const { script } = await exported(anvil.url, 202, args);
    const error = { code: -32000, message: 'the pool is full' };
    const full = JSON.stringify({ jsonrpc: '2.0', id: 1, error });
    const relay = await startRelay(anvil.url, (question) =>
      question.includes('eth_sendRawTransaction') ? full : null,
    );
    try {
      const outcome = await runK6(k6!, ['-e', `RPC_URL=${relay.url}`, script]);
      expect(outcome.exitCode, outcome.output).toBe(THRESHOLDS_FAILED);
      expect(metricOf(outcome, 'rejected')).toMatch(/^40\b/);
      expect(outcome.output).toContain('the pool is full');
      expect(outcome.output).toMatch(/http_req_failed\.*: 0\.00%/);
    } finally {
      relay.close();
    }
  }, 60_000);

  it('another chain is refused before anything is sent', async () => {
    const { script } = await exported(anvil.url, 203, ['--rate', '20', '--duration', '1s']);
    const other = await startAnvil(['--chain-id', '7']);
    try {
      const { exitCode, output } = await runK6(k6!, ['-e', `RPC_URL=${other.url}`, script]);
      expect(exitCode).toBe(SCRIPT_ABORTED);
      expect(output).toContain('this is chain 7, and the transactions are signed for 31337');
    } finally {
      await end(other.process);
    }
  }, 60_000);

  it.runIf(LONG)(
    'examples/k6/run.sh does what the guide says',
    async () => {
      const out = temporaryFolder();
      const env = { ...process.env, K6_BIN: k6!, OUT: out, PORT: `${20_000 + (process.pid % 10_000)}` };
      const { code, stdout } = await new Promise<{ code: number; stdout: string }>((done) => {
        const args = [join(ROOT, 'examples/k6/run.sh'), '--quiet', '--no-usage-report'];
        execFile('sh', args, { env }, (error, stdout) => done({ code: Number(error?.code ?? 0), stdout }));
      });
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/accepted\.*: 1200\b/);
    },
    60_000,
  );
});

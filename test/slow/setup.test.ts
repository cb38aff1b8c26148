/** Set-up on a chain that lives on: broken off and gone on with; and what is refused before the clock starts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN, makePlan, run } from '../../harness/index.ts';
import { findAnvil } from '../../harness/targets/anvil/binary.ts';
import { temporaryFolder } from '../support/cli.ts';

/** The first account of anvil's well-known mnemonic; the key is public. */
const FUNDER = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

let anvil: ChildProcess;
let url = '';

async function ask(method: string, ...params: unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return ((await response.json()) as { result: unknown }).result;
}

beforeAll(async () => {
  anvil = spawn(findAnvil(process.env), ['--port', '0', '--block-time', '1']);
  for await (const line of createInterface({ input: anvil.stdout! })) {
    const [, port] = /Listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    url = `http://127.0.0.1:${port}`;
    break;
  }
  anvil.stdout!.resume();
});
afterAll(async () => {
  anvil.kill('SIGKILL');
  if (anvil.exitCode === null) await once(anvil, 'exit');
});

function runOn(workload: object, out: string, stop: AbortSignal = new AbortController().signal) {
  const plan = makePlan(
    {
      workload,
      target: { name: 'rpc', url },
      load: { rate: 20, duration: '3s' },
      accounts: { count: 30 },
      seed: 77,
      workers: 0,
      validity: { lagP99: '1m' },
      out,
    },
    BUILT_IN,
  );
  return run(plan, {
    workload: BUILT_IN.workloads.find(({ name }) => name === plan.workload.name)!,
    target: BUILT_IN.targets.find(({ name }) => name === 'rpc')!,
    sinks: [],
    secrets: { funderKey: FUNDER },
    stop,
    abort: new AbortController().signal,
    log: () => {},
    lakh: 'test',
  });
}

describe('a set-up that broke off', () => {
  it('goes on from there, with contracts where the first attempt put them', async () => {
    const folder = temporaryFolder();
    const interrupting = new AbortController();
    const first = runOn({ name: 'erc20' }, join(folder, 'one'), interrupting.signal);
    // Funding takes a block, the deployment another: then set-up is half-way.
    const journal = () => readdirSync(folder).filter((name) => name.startsWith('setup-'));
    while (journal().length === 0) await pause(50);
    await pause(1_500);
    interrupting.abort();
    await expect(first).rejects.toMatchObject({
      code: 'interrupted',
      hint: /goes on from where it broke off/,
    });
    expect(journal()).toHaveLength(1);

    const { record } = await runOn({ name: 'erc20' }, join(folder, 'two'));
    // A deployment, a mint and thirty approvals in all: at the least the deployment is not made again.
    expect(record.setup.setupTransactions).toBeLessThan(32);
    expect(record.verdict.verdict).toBe('valid');
    expect(record.oracle).toMatchObject({ passed: true, read: true });
    expect(journal()).toEqual([]);
  }, 120_000);

  it('leaves nothing to go on with when it came to its end', async () => {
    const folder = temporaryFolder();
    const { record } = await runOn({ name: 'erc20' }, join(folder, 'one'));
    expect(record.setup.setupTransactions).toBe(32);
    expect(existsSync(join(folder, 'one'))).toBe(true);
    expect(readdirSync(folder)).toEqual(['one']);
  }, 120_000);
});

describe('conflicts and reverts over JSON-RPC', () => {
  it('are told from traces', async () => {
    const folder = temporaryFolder();
    const { record } = await runOn({ name: 'transfers', contention: 1 }, join(folder, 'one'));
    expect(record.conflicts).toMatchObject({ source: 'chain' });
    expect(record.conflicts!.rate).toBeGreaterThan(0.9);
    const apart = await runOn({ name: 'transfers', contention: 0 }, join(folder, 'two'));
    expect(apart.record.conflicts!.rate).toBeLessThan(0.4);
    expect(await ask('eth_blockNumber')).not.toBe('0x0');
  }, 120_000);
});

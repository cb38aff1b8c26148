/** The node under everything: all workloads through `rpc`, cast, and many more wild requests than the quick tests have. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../harness/index.ts';
import { imbalances } from '../../harness/measure/index.ts';
import { ANVIL_KEY } from '../support/anvil.ts';
import { LONG } from '../support/long.ts';
import { startNode, type TestNode, TOKEN } from '../support/node-server.ts';
import { REQUIRED_OPTIONS } from '../support/required-options.ts';
import { runOverRpc } from '../support/rpc-run.ts';
import { isResponse, wildRequest } from '../support/wild-requests.ts';

const CAST = fileURLToPath(
  new URL('../../node_modules/@foundry-rs/cast-linux-amd64/bin/cast', import.meta.url),
);
if (!existsSync(CAST)) process.stderr.write('skipped: cast, which npm has for Linux on x64 alone\n');

describe('workloads', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await startNode({ 'block-time': '500ms', balance: '100000000' });
  });
  afterAll(() => node.close());

  // One that only reads has its own suite; all run on anvil through the same target, and on the engine without a server.
  const sending = BUILT_IN.workloads.filter(({ reads }) => !reads).map(({ name }) => name);
  const names = LONG ? sending : ['erc20', 'dex-swap-v3', 'dao-vote', 'gaming'];
  it.concurrent.each(names.map((name, number) => [name, number] as const))(
    '%s through rpc: valid, balanced, its oracle holds, reverting only as meant',
    async (name, number) => {
      const record = await runOverRpc(
        node.url,
        { ...REQUIRED_OPTIONS[name], name },
        { rate: 30, duration: '4s', drain: '60s' },
        number,
      );
      expect(record.verdict.reasons.filter(({ level }) => level === 'invalid')).toEqual([]);
      expect(imbalances(record.ledger)).toEqual([]);
      expect(record.ledger).toMatchObject({ scheduled: 120, rejected: 0, unanswered: 0, expired: 0 });
      expect(record.oracle).toMatchObject({ passed: true, read: true, failures: [] });
      expect(record.reverts.filter(({ meant }) => !meant)).toEqual([]);
      expect(node.logged).toEqual([]);
    },
    240_000,
  );
});

describe.runIf(existsSync(CAST))('cast', () => {
  const run = promisify(execFile);
  let node: TestNode;
  beforeAll(async () => {
    node = await startNode();
  });
  afterAll(() => node.close());
  const cast = async (...args: string[]) =>
    (
      await run(CAST, args, { timeout: 30_000, env: { ...process.env, ETH_RPC_URL: node.url } })
    ).stdout.trim();
  const send = async (...args: string[]) => {
    const text = await cast('send', '--json', '--private-key', ANVIL_KEY, ...args);
    return JSON.parse(text) as {
      status: string;
      contractAddress: string;
      logs: object[];
      transactionHash: string;
    };
  };
  const other = `0x${'00'.repeat(19)}cc`;
  const me = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

  it('deploys, calls, estimates, sends, and reads it all back', async () => {
    expect(await cast('chain-id')).toBe('31337');
    expect(await cast('client')).toMatch(/^lakh-engine/);
    const bytecode = `${TOKEN.bytecode}${'0'.repeat(62)}40${'0'.repeat(62)}80${'0'.repeat(63)}1${'41'.padEnd(64, '0')}${'0'.repeat(63)}1${'42'.padEnd(64, '0')}`;
    const { contractAddress: token, status } = await send('--create', bytecode);
    expect(status).toBe('0x1');
    expect(await cast('call', token, 'symbol()(string)')).toBe('"B"');
    await send(token, 'mintTo(address[],uint256)', `[${me}]`, '500');
    expect(
      Number(await cast('estimate', token, 'transfer(address,uint256)', other, '5', '--from', me)),
    ).toBeGreaterThan(21_000);
    const sent = await send(token, 'transfer(address,uint256)', other, '5');
    expect(sent.logs).toHaveLength(1);
    expect(await cast('call', token, 'balanceOf(address)(uint256)', other)).toBe('5');
    expect(await cast('balance', other)).toBe('0');
    expect(await cast('nonce', me)).toBe('3');
    expect(await cast('receipt', sent.transactionHash, 'status')).toMatch(/^1|true/);
    expect(await cast('tx', sent.transactionHash, 'nonce')).toBe('2');
    expect(await cast('block', 'latest', '--field', 'number')).toBe('3');
    const logs = await cast(
      'logs',
      '--json',
      '--from-block',
      '0',
      '--address',
      token,
      'Transfer(address,address,uint256)',
    );
    expect(JSON.parse(logs)).toHaveLength(2);
    expect(JSON.parse(await cast('proof', me))).toMatchObject({ nonce: '0x3' });
    expect(await cast('rpc', 'eth_feeHistory', '"0x1"', '"latest"', '[50]')).toContain('"reward"');
    expect(node.logged).toEqual([]);
  });

  it('shows why a call reverts, and which method there is not', async () => {
    await expect(cast('call', '--create', '0x5f5ffd')).rejects.toThrow(/execution reverted/);
    await expect(cast('rpc', 'eth_foo')).rejects.toThrow(/eth_foo does not exist/);
  });
});

describe('fuzz', () => {
  it('20,000 wild requests get 20,000 answers, and memory stays', async () => {
    const node = await startNode();
    const before = process.memoryUsage.rss();
    for (let index = 0; index < 20_000; index += 20) {
      const texts = await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const response = await node.post(wildRequest(7, index + n));
          return [response.status, await response.text()] as const;
        }),
      );
      for (const [n, [status, text]] of texts.entries()) {
        expect(status === 204 || isResponse(text), `request ${index + n}: ${text.slice(0, 300)}`).toBe(true);
      }
    }
    expect(node.logged).toEqual([]);
    expect((await node.ask('eth_chainId')).result).toBe('0x7a69');
    // Both threads and the client are in this process.
    expect(process.memoryUsage.rss() - before).toBeLessThan(1_500 * 2 ** 20);
    await node.close();
  }, 600_000);
});

/**
 * `lakh serve --data` that is killed at random moments under load, and one whose disk is full: nothing that a client was
 * told of is lost, and the chain goes on. LAKH_KILLS says how often.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EXIT } from '../../harness/spec/index.ts';
import { Client, type Head, type KeptNode, startKept } from '../support/kept-node.ts';

const KILLS = Number(process.env.LAKH_KILLS ?? 4);

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakh-kept-'));
  data = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function head(node: KeptNode): Promise<Head> {
  return node.ask<Head>('eth_getBlockByNumber', 'latest', false);
}

it(`${KILLS} times kill -9 under load`, { timeout: 60_000 + 10_000 * KILLS }, async () => {
  const client = new Client();
  let checked = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const node = await startKept(data, ['--block-time', '20ms']);
    // That the root is the one that was kept, the node has seen to: else it would not have started.
    expect(Number((await head(node)).number), `after kill ${kill}`).toBeGreaterThanOrEqual(client.highest);
    expect(await client.missing(node), `after kill ${kill}`).toEqual([]);
    checked += client.transactions.size;
    const load = client.load(node);
    await after(300 + Math.random() * 900);
    node.child.kill('SIGKILL');
    await node.ended;
    await load;
  }
  const node = await startKept(data, ['--no-mining', '--engine', 'parallel']);
  expect(await client.missing(node)).toEqual([]);
  const last = await head(node);
  expect(await node.ask('evm_mine')).toBe('0x0');
  expect(Number((await head(node)).number)).toBe(Number(last.number) + 1);
  node.child.kill('SIGTERM');
  expect(await node.ended).toEqual({ code: EXIT.ok, stderr: '' });
  process.stdout.write(
    `${KILLS} kills: ${client.heads.size} blocks and ${client.transactions.size} transactions told and there, ` +
      `${checked} looks at transactions, ${client.reverts} times back\n`,
  );
  expect(client.heads.size).toBeGreaterThan(KILLS);
  expect(client.transactions.size).toBeGreaterThan(KILLS);
});

it.runIf(process.platform === 'linux')(
  'a full disk ends it by name, and loses nothing',
  async () => {
    const client = new Client();
    const limited = await startKept(data, ['--block-time', '20ms'], 200_000);
    await client.load(limited);
    const { code, stderr } = await limited.ended;
    expect(code).toBe(EXIT.badInput);
    expect(stderr).toMatch(
      /block \d+ could not be written to .*data: .*File too large\n.*make room on the disk/,
    );
    expect(client.highest).toBeGreaterThan(5);
    const node = await startKept(data, []);
    expect(await client.missing(node)).toEqual([]);
    expect(await node.ask('eth_getBlockByNumber', 'latest', false)).not.toBeNull();
    node.child.kill('SIGTERM');
    expect((await node.ended).code).toBe(EXIT.ok);
  },
  120_000,
);

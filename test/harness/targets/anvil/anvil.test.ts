import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Block, BlockListener, Chain } from '../../../../harness/spec/target.ts';
import anvil from '../../../../harness/targets/anvil/index.ts';
import { RECIPIENT, SENDER, transfer } from './signed-transfers.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  vi.unstubAllEnvs();
});

const ETHER = 10n ** 18n;

async function start(
  options: Record<string, unknown> = {},
  signal = new AbortController().signal,
): Promise<Chain> {
  const chain = await anvil.start(anvil.options.parse(options), {
    allocations: [{ address: SENDER, balanceWei: 5n * ETHER }],
    signal,
    log: () => {},
  });
  open.push(() => chain.stop());
  return chain;
}

interface Seen {
  readonly blocks: Block[];
  readonly faults: Fault[];
}

/** Watches from when it resolves; `done` gives the blocks and faults of the time until `enough`. */
async function watch(chain: Chain, enough: (seen: Seen) => boolean): Promise<{ done: Promise<Seen> }> {
  const seen: Seen = { blocks: [], faults: [] };
  let finish = (_: Seen) => {};
  const done = new Promise<Seen>((resolve) => {
    finish = resolve;
  });
  const look = () => {
    if (enough(seen)) finish(seen);
  };
  const end = await chain.watch({
    head: () => {},
    block: (block) => {
      seen.blocks.push(block);
      look();
    },
    finalised: () => {},
    fault: (fault) => {
      seen.faults.push(fault);
      look();
    },
  });
  open.push(async () => end());
  return { done };
}
type Fault = Parameters<BlockListener['fault']>[0];

/** Where nobody else leaves anything. */
async function ownTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lakh-test-'));
  open.push(() => rm(folder, { recursive: true }));
  vi.stubEnv('TMPDIR', folder);
  return folder;
}

const pidOf = (chain: Chain) => chain.pid!;
const isAlive = (pid: number) => existsSync(`/proc/${pid}`);
const included = (blocks: readonly Block[]) => blocks.reduce((sum, block) => sum + block.succeeded.length, 0);

describe('the anvil target', () => {
  it('starts a chain as it was told, with the allocations in its genesis', async () => {
    const folder = await ownTemporaryFolder();
    const chain = await start({ chainId: 4242, gasLimit: 12_345_678, baseFeeGwei: 2.5, blockTime: '30s' });
    expect(chain.info).toMatchObject({
      chainId: 4242,
      client: expect.stringMatching(/^anvil\//),
      blockGasLimit: 12_345_678,
      facts: { blockTimeMs: 30_000, transport: 'http' },
    });
    expect(chain.capabilities).toEqual({
      funding: 'genesis',
      inProcess: false,
      blocksOnDemand: false,
      maxBatch: 1000,
      reorgDepth: 0,
      finality: false,
      watchResolutionMs: 50,
    });
    expect(await chain.request('eth_getBalance', [SENDER, 'latest'])).toBe(`0x${(5n * ETHER).toString(16)}`);
    expect(await chain.request('eth_accounts')).toEqual([]);
    const genesis = (await chain.request('eth_getBlockByNumber', ['0x0', false])) as Record<string, string>;
    expect(Number(genesis.baseFeePerGas)).toBe(2.5e9);
    expect(Math.abs(Number(genesis.timestamp) - Date.now() / 1000)).toBeLessThan(30);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes signed transactions, and shows them in watched blocks', async () => {
    const chain = await start({ blockTime: '200ms', poll: '20ms' });
    const watched = await watch(chain, ({ blocks }) => included(blocks) === 20);
    const session = await anvil.open((await chain.link()).data);
    open.push(() => session.close());
    const sent = await Promise.all(Array.from({ length: 20 }, (_, nonce) => transfer(31_337, nonce)));
    expect(await session.submit(sent)).toEqual(new Array(20).fill({ outcome: 'accepted' }));
    const { blocks, faults } = await watched.done;
    expect(faults).toEqual([]);
    expect(Buffer.concat(blocks.map((block) => block.hashes))).toEqual(
      Buffer.concat(sent.map((each) => each.hash)),
    );
    for (const block of blocks) {
      expect([...block.succeeded]).toEqual(new Array(block.succeeded.length).fill(1));
      expect([...block.gasUsedBy]).toEqual(new Array(block.succeeded.length).fill(21_000));
      for (const price of block.gasPriceWei) expect(price).toBe(block.baseFeeWei! + 1_000_000_000n);
    }
    expect(await session.pendingNonce(SENDER)).toBe(20);
    expect(await chain.request('eth_getBalance', [RECIPIENT, 'latest'])).toBe('0x14');
  });

  it('refuses in codes what anvil refuses in words', async () => {
    const chain = await start({ blockTime: 'auto', poll: '10ms' });
    const session = await anvil.open((await chain.link()).data);
    open.push(() => session.close());
    const first = await transfer(31_337, 0);
    const watched = await watch(chain, ({ blocks }) => included(blocks) === 1);
    expect(await session.submit([first])).toEqual([{ outcome: 'accepted' }]);
    await watched.done;
    const later = await transfer(31_337, 5);
    expect(await session.submit([later, later])).toEqual([
      { outcome: 'accepted' },
      { outcome: 'accepted', alreadyKnown: true },
    ]);
    const bad = [
      await transfer(31_337, 0, 2n),
      await transfer(31_337, 1, 10n * ETHER),
      await transfer(1, 1),
      { raw: Uint8Array.of(1, 2, 3), hash: new Uint8Array(32) },
    ];
    expect(await session.submit(bad)).toMatchObject([
      { outcome: 'rejected', code: 'nonce-too-low' },
      { outcome: 'rejected', code: 'insufficient-funds' },
      { outcome: 'rejected', code: 'wrong-chain' },
      { outcome: 'rejected', code: 'invalid-transaction' },
    ]);
  });

  it('tells how much CPU time it used', async () => {
    const chain = await start();
    const micros = await chain.cpuMicros!();
    if (process.platform === 'linux') expect(micros).toBeGreaterThan(0);
    else expect(micros).toBeNull();
  });

  it('is gone after stop, which may come twice, and says nothing of a fault', async () => {
    const chain = await start();
    const faults: Fault[] = [];
    await chain.watch({
      head: () => {},
      block: () => {},
      finalised: () => {},
      fault: (fault) => faults.push(fault),
    });
    expect(isAlive(pidOf(chain))).toBe(true);
    await Promise.all([chain.stop(), chain.stop()]);
    await chain.stop();
    expect(isAlive(pidOf(chain))).toBe(false);
    expect(faults.filter((fault) => fault.lost)).toEqual([]);
  });

  it('is killed where it does not end when told to', async () => {
    const chain = await start();
    process.kill(pidOf(chain), 'SIGSTOP');
    await chain.stop();
    expect(isAlive(pidOf(chain))).toBe(false);
  });

  it('reports itself lost when it is killed half-way', async () => {
    const chain = await start({ blockTime: '100ms' });
    const watched = await watch(chain, ({ faults }) => faults.some((fault) => fault.lost));
    process.kill(pidOf(chain), 'SIGKILL');
    const { faults } = await watched.done;
    expect(faults.at(-1)).toEqual({
      lost: true,
      message: 'anvil ended half-way: exit status 137 (signal 9)',
    });
    expect(await chain.cpuMicros!()).toBeNull();
  });

  it('ends when the run is torn down', async () => {
    const control = new AbortController();
    const chain = await start({}, control.signal);
    control.abort();
    await chain.stop();
    expect(isAlive(pidOf(chain))).toBe(false);
  });

  it('passes on what anvil says when it does not start', async () => {
    const folder = await ownTemporaryFolder();
    await expect(start({ hardfork: 'nope' })).rejects.toMatchObject({
      code: 'target-failed',
      message: 'anvil did not start: Error: Unknown hardfork: nope',
    });
    await expect(start({ args: ['--no-such-flag'] })).rejects.toMatchObject({
      code: 'target-failed',
      message: expect.stringContaining('--no-such-flag'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what to do where there is no anvil', async () => {
    vi.stubEnv('ANVIL_BIN', '/no/such/anvil');
    await expect(start()).rejects.toMatchObject({
      code: 'target-missing',
      message: 'ANVIL_BIN is /no/such/anvil, which is no program that can be run',
      hint: expect.stringContaining('npm install'),
    });
  });
});

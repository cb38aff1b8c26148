/** The target as the runner sees it: a real thread, real messages. */
import { Transaction as EthersTransaction, getCreateAddress } from 'ethers';
import { afterEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../../../harness/spec/intent.ts';
import type { Block, BlockListener, Chain, Session } from '../../../../harness/spec/target.ts';
import { fromHex, toHex } from '../../../../harness/std/hex.ts';
import { spawnThread } from '../../../../harness/std/module.ts';
import engineTarget from '../../../../harness/targets/engine/index.ts';
import { EngineChain } from '../../../../harness/targets/engine/running.ts';
import {
  addressOf,
  CHAIN_ID,
  CONTRACTS,
  deploying,
  ETHER,
  engineOptions,
  signed,
} from '../../engines/ethereumjs/fixtures.ts';

const { allocations } = engineOptions();
const started: Chain[] = [];

async function start(options: object = {}): Promise<Chain> {
  const context = { allocations, signal: new AbortController().signal, log: () => {} };
  const chain = await engineTarget.start(
    engineTarget.options.parse({ blocks: 'manual', ...options }),
    context,
  );
  started.push(chain);
  return chain;
}

async function open(chain: Chain): Promise<Session> {
  return engineTarget.open((await chain.link()).data);
}

async function transaction(...args: Parameters<typeof signed>): Promise<Transaction> {
  const raw = await signed(...args);
  return { raw, hash: fromHex(EthersTransaction.from(toHex(raw)).hash!) };
}

/** What a watcher hears, in order. */
class Hearing implements BlockListener {
  readonly heard: string[] = [];
  readonly blocks: Block[] = [];
  private waiting: (() => void)[] = [];

  private note(what: string): void {
    this.heard.push(what);
    for (const wake of this.waiting.splice(0)) wake();
  }

  head(number: number): void {
    this.note(`head ${number}`);
  }

  block(block: Block): void {
    this.blocks.push(block);
    this.note(`block ${block.number}`);
  }

  finalised(number: number): void {
    this.note(`finalised ${number}`);
  }

  fault({ lost, message }: { lost: boolean; message: string }): void {
    this.note(`fault ${lost} ${message}`);
  }

  async until(what: string | RegExp): Promise<void> {
    while (!this.heard.some((line) => line.match(what))) {
      await new Promise<void>((wake) => this.waiting.push(wake));
    }
  }
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((chain) => chain.stop()));
});

describe('the target engine', () => {
  it('answers a batch, pushes the block, and agrees with ethers on hashes and addresses', async () => {
    const chain = await start();
    const session = await open(chain);
    const hearing = new Hearing();
    await chain.watch(hearing);
    const good = await transaction(1, 0, { value: 7n });
    const creation = await transaction(1, 1, {
      to: null,
      data: deploying(CONTRACTS.store),
      gasLimit: 200_000,
    });
    const reverting = await transaction(2, 0, {
      to: getCreateAddress({ from: addressOf(1), nonce: 1 }),
      gasLimit: 100_000,
      maxPriorityFeePerGas: 1n,
    });
    const poor = await transaction(3, 0, { value: ETHER });
    expect(await session.submit([good, good, creation, poor, reverting])).toEqual([
      { outcome: 'accepted' },
      { outcome: 'accepted', alreadyKnown: true },
      { outcome: 'accepted' },
      {
        outcome: 'rejected',
        code: 'insufficient-funds',
        message: expect.stringMatching(/^insufficient funds/),
      },
      { outcome: 'accepted' },
    ]);
    expect(await session.pendingNonce(addressOf(1))).toBe(2);
    expect(session.queued()).toBe(0);
    await chain.request('evm_mine');
    await hearing.until('block 1');
    expect(hearing.heard).toEqual(['head 1', 'block 1']);
    const block = hearing.blocks[0]!;
    expect(Buffer.from(block.hashes)).toEqual(
      Buffer.concat([good, creation, reverting].map(({ hash }) => hash)),
    );
    expect([...block.succeeded]).toEqual([1, 1, 0]);
    expect(block.gasUsedBy[0]).toBe(21_000);
    expect(block.gasUsedBy.reduce((sum, gas) => sum + gas, 0)).toBe(block.gasUsed);
    expect([...block.gasPriceWei]).toEqual([2_000_000_000n, 2_000_000_000n, 1_000_000_001n]);
    const receipts = (await chain.request('eth_getBlockReceipts', ['0x1'])) as { contractAddress: string }[];
    expect(receipts[1]!.contractAddress).toBe(
      getCreateAddress({ from: addressOf(1), nonce: 1 }).toLowerCase(),
    );
    await session.close();
  });

  it('declares what it is', async () => {
    const chain = await start({ blocks: 'interval', blockTime: '2s', gasLimit: 50_000_000 });
    expect(chain.info).toMatchObject({ chainId: CHAIN_ID, blockGasLimit: 50_000_000 });
    expect(chain.info.client).toMatch(/^lakh-engine\/parallel\//);
    expect(chain.info.facts).toMatchObject({ engine: 'parallel', blocks: 'interval', blockTimeMs: 2000 });
    expect(chain.capabilities).toMatchObject({ funding: 'genesis', reorgDepth: 0, finality: false });
    expect(await chain.cpuMicros?.()).toBeGreaterThan(0);
  });

  it('answers many questions at once, in order, and says which one failed', async () => {
    const chain = await start();
    const calls = [addressOf(0), addressOf(1), `0x${'99'.repeat(20)}`].map((address) => ({
      method: 'eth_getBalance',
      params: [address, 'latest'],
    }));
    expect(await chain.requestAll(calls)).toEqual([
      `0x${ETHER.toString(16)}`,
      `0x${ETHER.toString(16)}`,
      '0x0',
    ]);
    await expect(chain.requestAll([...calls, { method: 'eth_foo', params: [] }])).rejects.toMatchObject({
      name: 'LakhError',
      code: 'target-failed',
      message: expect.stringMatching(/^eth_foo failed: .*\(-32601\)$/),
    });
  });

  it('serves several sessions, and stops telling a watcher that left', async () => {
    const chain = await start();
    const [first, second] = [await open(chain), await open(chain)];
    const [stays, leaves] = [new Hearing(), new Hearing()];
    await chain.watch(stays);
    (await chain.watch(leaves))();
    const transactions = await Promise.all([transaction(1, 0), transaction(2, 0)]);
    await Promise.all([first.submit([transactions[0]!]), second.submit([transactions[1]!])]);
    await chain.request('evm_mine');
    await stays.until('block 1');
    expect(stays.blocks[0]!.succeeded).toHaveLength(2);
    expect(leaves.heard).toEqual([]);
  });

  it('makes the same blocks of the same transactions', async () => {
    const roots = await Promise.all(
      [1, 2].map(async () => {
        const chain = await start();
        const session = await open(chain);
        await session.submit(
          await Promise.all([transaction(1, 0, { value: 3n }), transaction(2, 0, { value: 4n })]),
        );
        await chain.request('evm_mine');
        return ((await chain.request('eth_getBlockByNumber', ['latest', false])) as { stateRoot: string })
          .stateRoot;
      }),
    );
    expect(roots[0]).toBe(roots[1]);
  });

  it('says so when its thread is gone: to watchers, to who waits and to who comes late', async () => {
    const options = engineTarget.options.parse({ blocks: 'manual' });
    const from = new URL('../../../../harness/targets/engine/running.ts', import.meta.url).href;
    const worker = spawnThread('thread', from, { workerData: { options, allocations } });
    const chain = new EngineChain(worker, { options, allocations });
    await chain.ready;
    const session = await open(chain);
    const hearing = new Hearing();
    await chain.watch(hearing);
    const lost = session.submit([await transaction(1, 0)]);
    await worker.terminate();
    await hearing.until(/^fault true the engine is gone/);
    expect(await lost).toMatchObject([{ outcome: expect.stringMatching(/accepted|unanswered/) }]);
    await expect(chain.request('eth_blockNumber')).rejects.toMatchObject({ code: 'target-failed' });
    expect(await session.submit([await transaction(1, 1)])).toEqual([
      { outcome: 'unanswered', code: 'connection-lost', message: expect.any(String), delivered: false },
    ]);
    await expect(session.pendingNonce(addressOf(1))).rejects.toMatchObject({ code: 'target-failed' });
  });

  it('stops twice without a word, and when the run is torn down', async () => {
    const chain = await start();
    const hearing = new Hearing();
    await chain.watch(hearing);
    await chain.stop();
    await chain.stop();
    expect(hearing.heard).toEqual([]);
    const teardown = new AbortController();
    const context = { allocations, signal: teardown.signal, log: () => {} };
    const torn = await engineTarget.start(engineTarget.options.parse({}), context);
    teardown.abort();
    await torn.stop();
    await expect(torn.request('eth_blockNumber')).rejects.toThrow(/the engine is gone/);
  });

  it.each([
    [{ blockTime: '0ms' }, /longer than 0/],
    [{ blocktime: '1s' }, /blocktime/],
    [{ engine: 'geth' }, /ethereumjs/],
    [{ pool: { size: 0 } }, />=1/],
    [{ gasLimit: 20_000 }, />=21000/],
  ])('refuses the options %j', (options, message) => {
    expect(() => engineTarget.options.parse(options)).toThrow(message);
  });
});

import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BlockBuilder, Engine, SealedBlock } from '../../../../harness/spec/engine.ts';
import type { Mempool } from '../../../../harness/targets/engine/mempool.ts';
import { Producer } from '../../../../harness/targets/engine/producer.ts';
import { addressOf, signed } from '../../engines/ethereumjs/fixtures.ts';
import { StillClock, stillNode } from './node-fixtures.ts';
import { pooled, poolWith, sender } from './pool-fixtures.ts';

const fromsOf = ({ receipts }: SealedBlock) => Array.from(receipts, ({ from }) => from);

/** A block by that builder, of an engine that takes so many transactions at once, each of 100 bytes. */
function mineOne(pool: Mempool, builder: BlockBuilder, wave: number): Promise<SealedBlock> {
  const engine = {
    nextBaseFeeWei: 1n,
    wave,
    raw: () => new Uint8Array(100),
    state: {
      accounts: async (addresses: readonly unknown[]) => addresses.map(() => ({ nonce: 1, balanceWei: 0n })),
    },
    begin: async () => builder,
  } as unknown as Engine;
  const parts = { engine, pool, clock: new StillClock(), wallS: () => 0, sealed: () => {} };
  return new Producer({ blocks: 'manual', blockTimeMs: 1 }, parts).mine();
}

describe('Producer', () => {
  it('makes blocks by the clock, from start to start, empty ones too', async () => {
    const node = await stillNode({ blocks: 'interval', blockTime: 500 });
    node.producer.start();
    const made: number[] = [];
    for (const dueMs of [500, 1000, 1500]) {
      expect(node.clock.dueMs).toEqual([dueMs]);
      const block = node.nextBlock();
      node.clock.moveTo(dueMs + 3);
      made.push((await block).number);
      await turn();
    }
    expect(made).toEqual([1, 2, 3]);
    await node.producer.stop();
  });

  it('starts the next at once when one took longer than the block time, and keeps the pace from there', async () => {
    const node = await stillNode({ blocks: 'interval', blockTime: 500 });
    node.producer.start();
    const slow = node.nextBlock();
    node.onBlock(({ number }) => number === 1 && node.clock.moveTo(1700));
    node.clock.moveTo(500);
    await slow;
    await turn();
    expect(node.clock.dueMs).toEqual([1700]);
    const next = node.nextBlock();
    node.clock.moveTo(1700);
    await next;
    await turn();
    expect(node.clock.dueMs).toEqual([2200]);
    await node.producer.stop();
  });

  it('makes blocks as they fill, and none of nothing', async () => {
    const node = await stillNode({ blocks: 'full', gasLimit: 42_000 });
    node.producer.start();
    expect(node.clock.dueMs).toEqual([]);
    const third = new Promise<void>((done) => node.onBlock(({ number }) => number === 3 && done()));
    await node.door.submit(await Promise.all([0, 1, 2, 3, 4].map((nonce) => signed(1, nonce))));
    await third;
    await turn();
    expect(node.blocks.map(({ receipts }) => receipts.length)).toEqual([2, 2, 1]);
    await node.producer.stop();
    expect(node.blocks).toHaveLength(3);
  });

  it('waits for evm_mine when told to', async () => {
    const node = await stillNode();
    node.producer.start();
    await node.door.submit([await signed(1, 0)]);
    expect(node.clock.dueMs).toEqual([]);
    expect(node.blocks).toEqual([]);
    await node.chain.answer('evm_mine');
    expect(node.blocks.map(({ receipts }) => receipts.length)).toEqual([1]);
  });

  it('answers while a block is executed, and leaves what arrives meanwhile for the next', async () => {
    const node = await stillNode();
    const raws = await Promise.all([0, 1, 2, 3, 4, 5].map((nonce) => signed(1, nonce)));
    await node.door.submit(raws);
    const events: string[] = [];
    node.clock.stepNs = 5e6; // every look at the clock finds a slice over
    const block = node.producer.mine().then(({ receipts }) => events.push(`sealed ${receipts.length}`));
    await turn();
    await node.door.submit([await signed(2, 0)]).then(() => events.push('admitted'));
    await block;
    expect(events).toEqual(['admitted', 'sealed 6']);
    expect(fromsOf(await node.producer.mine())).toEqual([addressOf(2)]);
  });

  it('passes over what does not fit and fills the rest', async () => {
    const node = await stillNode({ gasLimit: 100_000 });
    const big = await signed(1, 0, { gasLimit: 90_000 });
    const first = await signed(2, 0, { maxPriorityFeePerGas: 2n * 10n ** 9n });
    await node.door.submit([big, first, await signed(3, 0, { maxPriorityFeePerGas: 1n })]);
    const froms = async () => fromsOf(await node.producer.mine());
    expect(await froms()).toEqual([addressOf(2), addressOf(3)]);
    expect(await froms()).toEqual([addressOf(1)]);
  });

  it.each([
    ['one by one', 1, ['1/0', '2/0']],
    ['all at once', 10, ['1/0', '2/0', '1/1']],
  ])('drops what the engine refuses, lets its followers wait, and goes on: %s', async (_, wave, executed) => {
    const refused = pooled({ sender: sender(1) });
    const pool = poolWith(refused, pooled({ sender: sender(1), nonce: 1 }), pooled({ sender: sender(2) }));
    const asked: string[] = [];
    const builder: BlockBuilder = {
      gasLeft: 1_000_000,
      bytesLeft: 1_000_000,
      async add(transactions) {
        return transactions.map((transaction) => {
          asked.push(`${transaction.sender.slice(-1)}/${transaction.nonce}`);
          return transaction.sender === refused.sender ? 'no' : null;
        });
      },
      seal: async () => ({ receipts: [] }) as unknown as SealedBlock,
    };
    await mineOne(pool, builder, wave);
    expect(new Set(asked)).toEqual(new Set(executed));
    expect(pool.size).toBe(1);
    expect(pool.pendingNonce(sender(1), 0)).toBe(0);
  });

  it.each([1, 10])('leaves in the pool what a block has no bytes for, in waves of %d', async (wave) => {
    const pool = poolWith(...[1, 2, 3].map((index) => pooled({ sender: sender(index) })));
    const added: number[] = [];
    let bytesLeft = 250;
    const builder: BlockBuilder = {
      gasLeft: 1_000_000,
      get bytesLeft() {
        return bytesLeft;
      },
      async add(transactions) {
        bytesLeft -= 100 * transactions.length;
        added.push(transactions.length);
        return transactions.map(() => null);
      },
      seal: async () => ({ receipts: [] }) as unknown as SealedBlock,
    };
    await mineOne(pool, builder, wave);
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(pool.size).toBe(1);
  });
});

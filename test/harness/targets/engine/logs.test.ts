import { getCreateAddress, keccak256 } from 'ethers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../../../harness/spec/engine.ts';
import type { Hex } from '../../../../harness/spec/intent.ts';
import { fromHex, quantity } from '../../../../harness/std/hex.ts';
import { keyedRandom } from '../../../../harness/std/random.ts';
import { bloomOf, mayHold } from '../../../../harness/targets/engine/bloom.ts';
import { addressOf, CONTRACTS, deploying, signed, word } from '../../engines/ethereumjs/fixtures.ts';
import { type StillNode, stillNode } from './node-fixtures.ts';

interface Log {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly blockNumber: Hex;
  readonly logIndex: Hex;
}

const topic = (value: number): Hex => `0x${word(value)}`;

describe('logs', () => {
  let node: StillNode;
  const stores = [0, 1].map((nonce) => getCreateAddress({ from: addressOf(1), nonce }).toLowerCase());
  const ask = (method: string, ...params: unknown[]) => node.chain.answer(method, params);
  const find = async (filter: object) => (await ask('eth_getLogs', filter)) as Log[];
  /** Stores, and so logs a topic, in a block of its own. */
  const block = async (nonce: number, ...writes: readonly (readonly [store: number, topic: number])[]) => {
    const raws = writes.map(([store, value], index) =>
      signed(2, nonce + index, { to: stores[store]!, data: `0x${word(value)}${word(1)}`, gasLimit: 100_000 }),
    );
    await node.door.submit(await Promise.all(raws));
    await ask('evm_mine');
  };

  beforeEach(async () => {
    node = await stillNode();
    const data = deploying(CONTRACTS.store);
    const deploys = [0, 1].map((nonce) => signed(1, nonce, { to: null, data, gasLimit: 200_000 }));
    await node.door.submit(await Promise.all(deploys));
    await ask('evm_mine');
    await block(0, [0, 7], [1, 8]);
    await block(2, [0, 8], [0, 9]);
  });
  const places = (logs: readonly Log[]) => logs.map(({ blockNumber, logIndex }) => [blockNumber, logIndex]);

  it.each([
    [
      'nothing, which is the head',
      {},
      [
        ['0x3', '0x0'],
        ['0x3', '0x1'],
      ],
    ],
    [
      'all blocks',
      { fromBlock: 'earliest' },
      [
        ['0x2', '0x0'],
        ['0x2', '0x1'],
        ['0x3', '0x0'],
        ['0x3', '0x1'],
      ],
    ],
    [
      'a range',
      { fromBlock: '0x1', toBlock: '0x2' },
      [
        ['0x2', '0x0'],
        ['0x2', '0x1'],
      ],
    ],
    ['an address', { fromBlock: '0x0', address: stores[1] }, [['0x2', '0x1']]],
    ['addresses', { fromBlock: '0x0', address: [stores[1], addressOf(3)] }, [['0x2', '0x1']]],
    [
      'a topic',
      { fromBlock: '0x0', topics: [topic(8)] },
      [
        ['0x2', '0x1'],
        ['0x3', '0x0'],
      ],
    ],
    [
      'one of topics',
      { fromBlock: '0x0', topics: [[topic(7), topic(9)]] },
      [
        ['0x2', '0x0'],
        ['0x3', '0x1'],
      ],
    ],
    [
      'any topic',
      { fromBlock: '0x0', toBlock: '0x2', topics: [null] },
      [
        ['0x2', '0x0'],
        ['0x2', '0x1'],
      ],
    ],
    [
      'a list of none',
      { fromBlock: '0x0', toBlock: '0x2', topics: [[]] },
      [
        ['0x2', '0x0'],
        ['0x2', '0x1'],
      ],
    ],
    ['more topics than logs have', { fromBlock: '0x0', topics: [topic(8), null] }, []],
    ['both', { fromBlock: '0x0', address: stores[0], topics: [topic(8)] }, [['0x3', '0x0']]],
  ])('are found by %s', async (_, filter, expected) => {
    expect(places(await find(filter))).toEqual(expected);
  });

  it('are found by the hash of their block, and stand as in its receipts', async () => {
    const { hash } = node.blocks.at(-1)!;
    const receipts = (await ask('eth_getBlockReceipts', hash)) as { logs: Log[] }[];
    expect(await find({ blockHash: hash })).toEqual(receipts.flatMap(({ logs }) => logs));
    await expect(find({ blockHash: topic(1) })).rejects.toMatchObject({
      code: -32000,
      message: 'unknown block',
    });
    await expect(find({ blockHash: hash, fromBlock: '0x0' })).rejects.toMatchObject({ code: -32602 });
  });

  it.each([
    [[], /the filter must be an object/],
    [{ topics: 'x' }, /the topics must be a list/],
    [{ topics: [null, null, null, null, null] }, /at most 4/],
    [{ topics: ['0x12'] }, /a topic must be 0x and 64/],
    [{ address: '0x12' }, /the address must be/],
    [{ address: Array(1001).fill(addressOf(1)) }, /at most 1000/],
    [{ fromBlock: '0x3', toBlock: '0x1' }, /invalid block range/],
  ])('turn down %j', async (filter, message) => {
    await expect(find(filter)).rejects.toMatchObject({
      code: -32602,
      message: expect.stringMatching(message),
    });
  });

  it('say which blocks are gone, and never leave them out in silence', async () => {
    const few = await stillNode({}, { blocksKept: 2 });
    for (let made = 0; made < 3; made++) await few.chain.answer('evm_mine');
    const all = few.chain.answer('eth_getLogs', [{ fromBlock: '0x1' }]);
    await expect(all).rejects.toMatchObject({ code: -32000, message: 'blocks before 2 are no longer kept' });
    expect(await few.chain.answer('eth_getLogs', [{ fromBlock: '0x2' }])).toEqual([]);
  });

  it('make the bloom filter of their block and receipts', async () => {
    const { rest, receipts } = node.blocks.at(-1)!;
    const blooms = Array.from(receipts, (receipt) => fromHex(bloomOf(receipt)));
    const union = fromHex(rest.logsBloom).map((_, at) => blooms.reduce((sum, bloom) => sum | bloom[at]!, 0));
    expect(`0x${Buffer.from(union).toString('hex')}`).toBe(rest.logsBloom);
    expect(mayHold(fromHex(rest.logsBloom), topic(8))).toBe(true);
    expect(mayHold(fromHex(rest.logsBloom), stores[1] as Hex)).toBe(false);
  });

  it('are never hidden by a bloom filter', () => {
    const random = keyedRandom(3, 1);
    const text = (): Hex =>
      keccak256(
        `0x${random
          .below(2 ** 32)
          .toString(16)
          .padStart(8, '0')}`,
      ) as Hex;
    for (let round = 0; round < 300; round++) {
      const topics = Array.from({ length: 1 + random.below(30) }, text);
      const receipt = { logs: [{ address: text(), topics, data: '0x' }] } as unknown as Receipt;
      const bloom = fromHex(bloomOf(receipt));
      expect(topics.every((one) => mayHold(bloom, one))).toBe(true);
    }
  });

  describe('filters', () => {
    it('tell of blocks, logs and transactions since they were last asked', async () => {
      const blocks = await ask('eth_newBlockFilter');
      const logs = await ask('eth_newFilter', { address: stores[0] });
      const pending = await ask('eth_newPendingTransactionFilter');
      expect(await ask('eth_getFilterChanges', blocks)).toEqual([]);
      await block(4, [0, 1], [1, 2]);
      await block(6, [0, 3]);
      const [fourth, fifth] = node.blocks.slice(-2);
      expect(await ask('eth_getFilterChanges', blocks)).toEqual([fourth!.hash, fifth!.hash]);
      expect(places((await ask('eth_getFilterChanges', logs)) as Log[])).toEqual([
        ['0x4', '0x0'],
        ['0x5', '0x0'],
      ]);
      const hashes = [fourth, fifth].flatMap((one) => Array.from(one!.receipts, ({ hash }) => hash));
      expect(await ask('eth_getFilterChanges', pending)).toEqual(hashes);
      for (const id of [blocks, logs, pending]) expect(await ask('eth_getFilterChanges', id)).toEqual([]);
      expect(places((await ask('eth_getFilterLogs', logs)) as Log[])).toEqual([['0x5', '0x0']]);
      expect(await ask('eth_uninstallFilter', logs)).toBe(true);
      expect(await ask('eth_uninstallFilter', logs)).toBe(false);
      await expect(ask('eth_getFilterChanges', logs)).rejects.toThrow('filter not found');
      await expect(ask('eth_getFilterLogs', blocks)).rejects.toThrow('not one of logs');
    });

    it('keep to their range', async () => {
      const id = await ask('eth_newFilter', { fromBlock: '0x2', toBlock: '0x4' });
      await block(4, [0, 1]);
      await block(5, [0, 1]);
      expect(places((await ask('eth_getFilterChanges', id)) as Log[])).toEqual([['0x4', '0x0']]);
      expect((await ask('eth_getFilterLogs', id)) as Log[]).toHaveLength(5);
    });

    it('are gone after five minutes without a question', async () => {
      const [asked, forgotten] = [
        await ask('eth_newBlockFilter'),
        await ask('eth_newPendingTransactionFilter'),
      ];
      node.clock.moveTo(200_000);
      await ask('eth_getFilterChanges', asked);
      node.clock.moveTo(301_000);
      expect(await ask('eth_getFilterChanges', asked)).toEqual([]);
      await expect(ask('eth_getFilterChanges', forgotten)).rejects.toThrow('filter not found');
    });

    it('are not more than a thousand', async () => {
      for (let made = 0; made < 1_000; made++) await ask('eth_newBlockFilter');
      await expect(ask('eth_newPendingTransactionFilter')).rejects.toMatchObject({ code: -32005 });
    });

    it('say when blocks came and went unread', async () => {
      const few = await stillNode({}, { blocksKept: 2 });
      const id = await few.chain.answer('eth_newBlockFilter');
      for (let made = 0; made < 4; made++) await few.chain.answer('evm_mine');
      await expect(few.chain.answer('eth_getFilterChanges', [id])).rejects.toThrow('blocks 1 to 2 came');
      expect(await few.chain.answer('eth_getFilterChanges', [id])).toEqual([]);
    });

    it('tell again of what comes after the chain went back', async () => {
      const snapshot = await ask('evm_snapshot');
      const id = await ask('eth_newBlockFilter');
      await ask('evm_mine');
      await ask('eth_getFilterChanges', id);
      await ask('evm_revert', snapshot);
      await ask('evm_mine');
      expect(await ask('eth_getFilterChanges', id)).toEqual([node.blocks.at(-1)!.hash]);
      expect(await ask('eth_blockNumber')).toBe(quantity(4));
    });
  });
});

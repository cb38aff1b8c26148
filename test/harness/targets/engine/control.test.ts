import { Transaction } from 'ethers';
import { beforeEach, describe, expect, it } from 'vitest';
import { quantity, toHex } from '../../../../harness/std/hex.ts';
import { addressOf, CONTRACTS, deploying, ETHER, signed, word } from '../../engines/ethereumjs/fixtures.ts';
import { type StillNode, stillNode } from './node-fixtures.ts';

let node: StillNode;
const ask = (method: string, ...params: unknown[]) => node.chain.answer(method, params);
const send = async (...args: Parameters<typeof signed>) => {
  const raw = toHex(await signed(...args));
  await ask('eth_sendRawTransaction', raw);
  return Transaction.from(raw).hash!;
};
beforeEach(async () => {
  node = await stillNode();
});

describe('snapshots', () => {
  it('take back blocks, receipts and what waits', async () => {
    const before = await send(1, 0, { value: 1n });
    await ask('evm_mine');
    const snapshot = await ask('evm_snapshot');
    const gone = await send(1, 1, { value: 2n });
    await ask('evm_mine');
    const waits = await send(2, 0, { value: 3n });
    expect(await ask('evm_revert', snapshot)).toBe(true);
    expect(await ask('eth_blockNumber')).toBe('0x1');
    expect(await ask('eth_getBalance', addressOf(0), 'latest')).toBe(quantity(ETHER + 1n));
    expect(await ask('eth_getTransactionByHash', before)).not.toBeNull();
    for (const hash of [gone, waits]) expect(await ask('eth_getTransactionByHash', hash)).toBeNull();
    expect(await ask('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
    expect(await ask('eth_getTransactionCount', addressOf(1), 'pending')).toBe('0x1');
    // The same transaction may come again.
    expect(await send(1, 1, { value: 2n })).toBe(gone);
    await ask('evm_mine');
    expect(await ask('eth_getTransactionReceipt', gone)).toMatchObject({ blockNumber: '0x2', status: '0x1' });
  });

  it('are used once, and take those after them along', async () => {
    const [first, second, third] = [
      await ask('evm_snapshot'),
      await ask('evm_snapshot'),
      await ask('evm_snapshot'),
    ];
    expect(new Set([first, second, third]).size).toBe(3);
    expect(await ask('evm_revert', second)).toBe(true);
    for (const id of [second, third, '0x99', null, {}]) expect(await ask('evm_revert', id)).toBe(false);
    expect(await ask('evm_revert', first)).toBe(true);
  });

  it('reach back further than the blocks that are kept', async () => {
    node = await stillNode({}, { blocksKept: 3 });
    const snapshot = await ask('evm_snapshot');
    for (let made = 0; made < 8; made++) await ask('evm_mine');
    expect(await ask('evm_revert', snapshot)).toBe(true);
    expect(await ask('eth_getBlockByNumber', 'latest')).toMatchObject({ number: '0x0' });
    await ask('evm_mine');
    expect(await ask('eth_getBlockByNumber', '0x1')).toMatchObject({
      parentHash: node.blocks[0]!.parentHash,
    });
    expect(await ask('eth_getBlockByNumber', '0x2')).toBeNull();
  });

  it('wait for the block under construction', async () => {
    await send(1, 0);
    const [, snapshot] = await Promise.all([ask('evm_mine'), ask('evm_snapshot')]);
    await ask('evm_mine');
    await ask('evm_revert', snapshot);
    expect(await ask('eth_blockNumber')).toBe('0x1');
  });
});

describe('time', () => {
  const timestamp = async () =>
    Number(((await ask('eth_getBlockByNumber', 'latest')) as { timestamp: string }).timestamp);

  it('moves on from where it was put', async () => {
    await ask('evm_mine');
    expect(await timestamp()).toBe(1_000);
    expect(await ask('evm_increaseTime', 50)).toBe(50);
    expect(await ask('evm_increaseTime', '0xa')).toBe(60);
    await ask('evm_mine');
    expect(await timestamp()).toBe(1_060);
    await ask('evm_setNextBlockTimestamp', 5_000);
    await ask('evm_mine');
    await ask('evm_mine');
    expect(await timestamp()).toBe(5_000);
    await ask('evm_mine', { timestamp: 6_000, blocks: 3 });
    expect([await timestamp(), await ask('eth_blockNumber')]).toEqual([6_000, '0x7']);
  });

  it.each([
    ['evm_setNextBlockTimestamp', [0]],
    ['evm_setNextBlockTimestamp', [-1]],
    ['evm_setNextBlockTimestamp', [2 ** 41]],
    ['evm_increaseTime', ['soon']],
    ['evm_increaseTime', [2 ** 41]],
    ['evm_mine', [{ blocks: 1_001 }]],
  ])('turns down %s %j', async (method, params) => {
    await expect(ask(method, ...params)).rejects.toMatchObject({ code: -32602 });
  });
});

describe('the pool', () => {
  it('shows what is pending and what waits for a gap to close', async () => {
    const [first, later] = [await send(1, 0), await send(1, 2)];
    expect(await ask('txpool_status')).toEqual({ pending: '0x1', queued: '0x1' });
    expect(await ask('txpool_content')).toMatchObject({
      pending: { [addressOf(1)]: { 0: { hash: first, blockHash: null } } },
      queued: { [addressOf(1)]: { 2: { hash: later, nonce: '0x2' } } },
    });
    expect(await ask('eth_getTransactionByHash', later)).toMatchObject({ hash: later, blockNumber: null });
    await ask('evm_mine');
    expect(await ask('txpool_status')).toEqual({ pending: '0x0', queued: '0x1' });
  });
});

describe('fees of the past', () => {
  interface FeeHistory {
    readonly oldestBlock: string;
    readonly baseFeePerGas: string[];
    readonly gasUsedRatio: number[];
    readonly reward?: string[][];
  }
  const history = async (...params: unknown[]) => (await ask('eth_feeHistory', ...params)) as FeeHistory;

  it('are tips at percentiles of the gas', async () => {
    const tips = [5n, 1n, 3n].map((gwei) => ({
      maxPriorityFeePerGas: gwei * 10n ** 9n,
      maxFeePerGas: 10n ** 10n,
    }));
    for (const [index, fees] of tips.entries()) await send(index + 1, 0, fees);
    await ask('evm_mine');
    const { oldestBlock, baseFeePerGas, gasUsedRatio, reward } = await history(
      '0x2',
      'latest',
      [0, 33, 34, 67, 100],
    );
    expect({ oldestBlock, baseFeePerGas }).toEqual({
      oldestBlock: '0x0',
      baseFeePerGas: Array(3).fill('0x3b9aca00'),
    });
    expect(gasUsedRatio).toEqual([0, 63_000 / 100_000_000]);
    expect(reward).toEqual([
      Array(5).fill('0x0'),
      [1n, 1n, 3n, 5n, 5n].map((gwei) => quantity(gwei * 10n ** 9n)),
    ]);
  });

  it('are no more than there are', async () => {
    expect(await history('0xffff', 'latest')).toMatchObject({ oldestBlock: '0x0', gasUsedRatio: [0] });
    expect(await history(0, 'latest')).toMatchObject({ gasUsedRatio: [] });
    for (const bad of [
      ['0x1', '0x9'],
      ['0x1', 'latest', [50, 10]],
      ['0x1', 'latest', [101]],
      ['0x1', 'latest', 'x'],
    ]) {
      await expect(history(...bad)).rejects.toMatchObject({ code: -32602 });
    }
  });
});

describe('the state', () => {
  it('is that of the head, by tag, number or hash, and of no other block', async () => {
    await ask('evm_mine');
    const { hash, parentHash } = node.blocks[0]!;
    for (const tag of [
      'latest',
      'pending',
      'safe',
      'finalized',
      '0x1',
      { blockHash: hash },
      { blockNumber: '0x1' },
    ]) {
      expect(await ask('eth_getBalance', addressOf(1), tag)).toBe(quantity(ETHER));
    }
    for (const tag of ['earliest', '0x0', '0x2', { blockHash: parentHash }, { blockHash: `0x${word(1)}` }]) {
      const asked = ask('eth_getBalance', addressOf(1), tag);
      await expect(asked).rejects.toMatchObject({
        code: -32000,
        message: expect.stringMatching(/is not kept: only that of/),
      });
    }
  });

  it('is called as it is: overrides are refused by name', async () => {
    const call = { to: addressOf(1) };
    expect(await ask('eth_call', call, 'latest', {})).toBe('0x');
    for (const method of ['eth_call', 'eth_estimateGas']) {
      const overridden = ask(method, call, 'latest', { [addressOf(1)]: { balance: '0x1' } });
      await expect(overridden).rejects.toMatchObject({
        code: -32602,
        message: expect.stringMatching(/overrides/),
      });
    }
  });
});

describe('the trace of a transaction', () => {
  const top = { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } };

  it('says why it failed', async () => {
    const deployed = await send(1, 0, { to: null, data: deploying(CONTRACTS.store), gasLimit: 200_000 });
    await ask('evm_mine');
    const { contractAddress: to } = (await ask('eth_getTransactionReceipt', deployed)) as {
      contractAddress: string;
    };
    const reverts = await send(1, 1, { to, gasLimit: 100_000 });
    const halts = await send(1, 2, { to, data: `0x${word(1)}${word(2)}`, gasLimit: 23_000 });
    await ask('evm_mine');
    expect(await ask('debug_traceTransaction', deployed, top)).toMatchObject({ type: 'CREATE', to });
    expect(await ask('debug_traceTransaction', reverts, top)).toMatchObject({
      error: 'execution reverted',
      output: '0x',
    });
    expect(await ask('debug_traceTransaction', halts, top)).toMatchObject({
      error: expect.stringMatching(/^out of gas/),
    });
    await expect(ask('debug_traceTransaction', halts)).rejects.toThrow('the only tracer');
    await expect(ask('debug_traceTransaction', `0x${word(1)}`, top)).rejects.toThrow('not found');
  });
});

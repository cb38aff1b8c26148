import { getCreateAddress, Transaction } from 'ethers';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { quantity, toHex } from '../../../../harness/std/hex.ts';
import { BLOCKS_KEPT } from '../../../../harness/targets/engine/history.ts';
import { RpcError } from '../../../../harness/targets/engine/rpc-error.ts';
import {
  addressOf,
  CONTRACTS,
  deploying,
  ETHER,
  GWEI,
  signed,
  word,
} from '../../engines/ethereumjs/fixtures.ts';
import { type StillNode, stillNode } from './node-fixtures.ts';

describe('Chain', () => {
  let node: StillNode;
  const ask = (method: string, ...params: unknown[]) => node.chain.answer(method, params);
  const store = getCreateAddress({ from: addressOf(1), nonce: 0 }).toLowerCase();
  const deploy = () => signed(1, 0, { to: null, data: deploying(CONTRACTS.store), gasLimit: 200_000 });

  beforeEach(async () => {
    node = await stillNode();
  });

  it('says who and where it is', async () => {
    expect(await ask('eth_chainId')).toBe('0x539');
    expect(await ask('net_version')).toBe('1337');
    expect(await ask('web3_clientVersion')).toMatch(/^lakh-engine\/ethereumjs\/\d+\.\d+\.\d+$/);
    expect(await ask('eth_blockNumber')).toBe('0x0');
    expect(await ask('eth_maxPriorityFeePerGas')).toBe(quantity(GWEI));
    expect(await ask('eth_gasPrice')).toBe(quantity(2n * GWEI));
  });

  it('takes a transaction from raw bytes to its receipt', async () => {
    const raw = await signed(1, 0, { value: 5n });
    const { hash } = Transaction.from(toHex(raw));
    expect(await ask('eth_sendRawTransaction', toHex(raw))).toBe(hash);
    await expect(ask('eth_sendRawTransaction', toHex(raw))).rejects.toThrow('already known');
    expect(await ask('eth_getTransactionReceipt', hash)).toBeNull();
    expect(await ask('eth_getTransactionCount', addressOf(1), 'latest')).toBe('0x0');
    expect(await ask('eth_getTransactionCount', addressOf(1), 'pending')).toBe('0x1');
    await ask('evm_mine');
    const block = (await ask('eth_getBlockByNumber', 'latest', false)) as {
      hash: string;
      transactions: string[];
    };
    expect(block).toMatchObject({ number: '0x1', gasUsed: '0x5208', transactions: [hash] });
    expect(await ask('eth_getTransactionReceipt', hash)).toEqual({
      blockNumber: '0x1',
      blockHash: block.hash,
      transactionHash: hash,
      transactionIndex: '0x0',
      from: addressOf(1),
      to: addressOf(0),
      contractAddress: null,
      status: '0x1',
      gasUsed: '0x5208',
      cumulativeGasUsed: '0x5208',
      effectiveGasPrice: quantity(2n * GWEI),
      type: '0x2',
      logsBloom: `0x${'00'.repeat(256)}`,
      logs: [],
    });
    expect(await ask('eth_getBalance', addressOf(0), 'latest')).toBe(quantity(ETHER + 5n));
    expect(await ask('eth_getTransactionCount', addressOf(1), 'latest')).toBe('0x1');
  });

  it('counts gas and logs through a block', async () => {
    await node.door.submit([await deploy()]);
    await ask('evm_mine');
    const data = `0x${word(1)}${word(2)}`;
    const raws = [2, 3].map((from) => signed(from, 0, { to: store, data, gasLimit: 100_000 }));
    await node.door.submit(await Promise.all(raws));
    await ask('evm_mine');
    const receipts = (await ask('eth_getBlockReceipts', 'latest')) as {
      gasUsed: string;
      cumulativeGasUsed: string;
      logs: object[];
    }[];
    const [first, second] = receipts;
    expect(Number(second!.cumulativeGasUsed)).toBe(Number(first!.gasUsed) + Number(second!.gasUsed));
    expect(first!.logs[0]).toMatchObject({ address: store, logIndex: '0x0', transactionIndex: '0x0' });
    expect(second!.logs[0]).toMatchObject({ logIndex: '0x1', transactionIndex: '0x1', blockNumber: '0x2' });
    expect(await ask('eth_getCode', store, 'latest')).toBe(`0x${CONTRACTS.store}`);
    expect(await ask('eth_getStorageAt', store, '0x1', 'latest')).toBe(`0x${word(2)}`);
  });

  it('calls and estimates; the estimate is enough and not too much', async () => {
    await node.door.submit([await deploy()]);
    await ask('evm_mine');
    const call = { from: addressOf(2), to: store, data: `0x${word(1)}${word(2)}` };
    expect(await ask('eth_call', call, 'latest')).toBe('0x');
    await expect(ask('eth_call', { to: store }, 'latest')).rejects.toMatchObject({ code: 3, data: '0x' });
    await expect(ask('eth_estimateGas', { to: store })).rejects.toMatchObject({ code: 3 });
    expect(await ask('eth_estimateGas', { to: addressOf(1), value: '0x1', from: addressOf(2) })).toBe(
      '0x5208',
    );
    const gas = Number(await ask('eth_estimateGas', call));
    await node.door.submit([await signed(2, 0, { ...call, gasLimit: gas })]);
    await ask('evm_mine');
    const [receipt] = (await ask('eth_getBlockReceipts', '0x2')) as { status: string; gasUsed: string }[];
    expect(receipt!.status).toBe('0x1');
    expect(gas).toBeLessThan(Number(receipt!.gasUsed) * 1.1);
  });

  it('searches where gas is handed on to an inner call', async () => {
    const caller = getCreateAddress({ from: addressOf(1), nonce: 1 }).toLowerCase();
    const second = signed(1, 1, { to: null, data: deploying(CONTRACTS.caller), gasLimit: 200_000 });
    await node.door.submit([await deploy(), await second]);
    await ask('evm_mine');
    const data = `0x${word(store as `0x${string}`)}${word(1)}${word(2)}${word(0)}`;
    const gas = Number(await ask('eth_estimateGas', { to: caller, data, from: addressOf(2) }));
    await node.door.submit([await signed(2, 0, { to: caller, data, gasLimit: gas })]);
    await ask('evm_mine');
    expect(await ask('eth_getStorageAt', store, '0x1', 'latest')).toBe(`0x${word(2)}`);
  });

  it('forgets what is older than its span', async () => {
    const raw = await signed(1, 0);
    await node.door.submit([raw]);
    await ask('evm_mine');
    const { hash } = Transaction.from(toHex(raw));
    for (let made = 0; made < BLOCKS_KEPT - 1; made++) await ask('evm_mine');
    expect(await ask('eth_getTransactionReceipt', hash)).not.toBeNull();
    await ask('evm_mine');
    expect(await ask('eth_getTransactionReceipt', hash)).toBeNull();
    expect(await ask('eth_getBlockByNumber', '0x1', false)).toBeNull();
    expect(await ask('eth_getBlockByNumber', '0x2', false)).toMatchObject({ number: '0x2' });
  });

  it.each([
    ['eth_foo', [], -32601, /eth_foo does not exist/],
    ['eth_getBalance', ['0x12', 'latest'], -32602, /the address must be 0x and 40/],
    ['eth_getBalance', [addressOf(0), '0x7'], -32000, /state of block 0x7 is not kept/],
    ['eth_getBalance', [addressOf(0), 'never'], -32602, /the block must be/],
    ['eth_sendRawTransaction', ['0x01'], -32000, /does not decode/],
    ['eth_sendRawTransaction', [7], -32602, /the transaction must be/],
    ['eth_call', [{ to: addressOf(0), value: '0x1' }, 'latest'], -32000, /enough funds/],
    ['eth_call', [null, 'latest'], -32602, /the call must be an object/],
  ])('turns down %s %j', async (method, params, code, message) => {
    await expect(ask(method, ...params)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('answers or turns down whatever it is asked, and never fails', async () => {
    const odd = fc.constantFrom<unknown>(
      '0x',
      '0x1',
      '0X1',
      'latest',
      `0x${'f'.repeat(64)}`,
      `0x${'f'.repeat(65)}`,
    );
    const part = fc.oneof(odd, fc.constant(addressOf(1)), fc.integer(), fc.constant(null));
    const call = fc.record(
      { from: part, to: part, data: part, value: part, gas: part },
      { requiredKeys: [] },
    );
    const params = fc.array(fc.oneof(part, call, fc.anything()), { maxLength: 3 });
    const method = fc.constantFrom(
      ...['eth_call', 'eth_estimateGas', 'eth_getBalance', 'eth_getTransactionCount', 'eth_getCode'],
      ...['eth_getStorageAt', 'eth_getBlockByNumber', 'eth_getBlockReceipts', 'eth_sendRawTransaction'],
      ...['eth_getTransactionReceipt', 'eth_gasPrice', 'constructor'],
    );
    await fc.assert(
      fc.asyncProperty(method, params, async (method, params) => {
        const error = await node.chain.answer(method, params).then(
          () => null,
          (error: unknown) => error,
        );
        if (error !== null) expect(error).toBeInstanceOf(RpcError);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['wrong-chain', () => signed(1, 0, { chainId: 5 })],
    ['intrinsic-gas', () => signed(1, 0, { gasLimit: 20_000 })],
    ['gas-limit-exceeded', () => signed(1, 0, { gasLimit: 2 ** 24 + 1 })],
    ['underpriced', () => signed(1, 0, { maxFeePerGas: 1n, maxPriorityFeePerGas: 0n })],
    ['insufficient-funds', () => signed(1, 0, { value: ETHER })],
    ['invalid-transaction', async () => Uint8Array.of(0xc0)],
  ])('rejects with %s', async (code, make) => {
    const [verdict] = await node.door.submit([await make()]);
    expect(verdict).toMatchObject({ outcome: 'rejected', code });
  });
});

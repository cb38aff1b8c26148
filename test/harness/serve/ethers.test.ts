import {
  type Contract,
  ContractFactory,
  type ContractTransactionReceipt,
  type EventLog,
  HDNodeWallet,
  JsonRpcProvider,
  type Provider,
  type TransactionReceipt,
  WebSocketProvider,
} from 'ethers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startNode, TEST_MNEMONIC, type TestNode, TOKEN } from '../../support/node-server.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode();
});
afterAll(async () => {
  await node.close();
  expect(node.logged).toEqual([]);
});

const wallet = HDNodeWallet.fromPhrase(TEST_MNEMONIC);
const other = '0x00000000000000000000000000000000000000aa';

describe.each([
  ['HTTP', () => new JsonRpcProvider(node.url, undefined, { cacheTimeout: -1, pollingInterval: 100 })],
  ['a WebSocket', () => new WebSocketProvider(node.ws, undefined, { cacheTimeout: -1 })],
] as const)('ethers over %s', (_, connect) => {
  let provider: JsonRpcProvider | WebSocketProvider;
  let snapshot: unknown;
  beforeEach(async () => {
    snapshot = (await node.ask('evm_snapshot')).result;
    provider = connect();
  });
  afterEach(async () => {
    await provider.destroy();
    expect(await node.ask('evm_revert', snapshot)).toMatchObject({ result: true });
  });

  const deployed = async () => {
    const signer = wallet.connect(provider as Provider);
    const factory = new ContractFactory(TOKEN.abi as never, TOKEN.bytecode, signer);
    const token = (await factory.deploy('Token', 'TKN')) as Contract;
    await token.waitForDeployment();
    await (await token.mintTo!([wallet.address], 1_000n)).wait();
    return token;
  };

  it('finds the chain, its accounts and what gas costs', async () => {
    expect((await provider.getNetwork()).chainId).toBe(31_337n);
    expect(await provider.getBalance(wallet.address)).toBe(10_000n * 10n ** 18n);
    expect(await provider.getFeeData()).toMatchObject({
      maxPriorityFeePerGas: 10n ** 9n,
      gasPrice: 2n * 10n ** 9n,
    });
    expect(await provider.send('eth_accounts', [])).toEqual([]);
    expect(await provider.send('web3_clientVersion', [])).toMatch(/^lakh-engine\/parallel\//);
  });

  it('deploys, calls, estimates, sends, waits and reads it all back', async () => {
    const token = await deployed();
    expect(await provider.getCode(token)).toMatch(/^0x60/);
    expect(await token.balanceOf!(wallet.address)).toBe(1_000n);
    const gas = await token.transfer!.estimateGas(other, 7n);
    const sent = await token.transfer!(other, 7n, { gasLimit: gas });
    const receipt = (await sent.wait()) as ContractTransactionReceipt;
    expect(receipt).toMatchObject({ status: 1, type: 2, from: wallet.address, index: 0 });
    expect(gas).toBeGreaterThanOrEqual(receipt.gasUsed);
    expect((receipt.logs[0] as EventLog).args.toArray()).toEqual([wallet.address, expect.anything(), 7n]);
    expect(await token.balanceOf!(other)).toBe(7n);

    const transaction = (await provider.getTransaction(sent.hash))!;
    expect(transaction).toMatchObject({
      blockNumber: receipt.blockNumber,
      nonce: 2,
      gasLimit: gas,
      chainId: 31_337n,
    });
    expect(transaction.data).toBe(token.interface.encodeFunctionData('transfer', [other, 7n]));
    const block = (await provider.getBlock(receipt.blockNumber, true))!;
    expect(block.prefetchedTransactions[0]).toEqual(transaction);
    expect(await provider.getBlock(block.hash!)).toMatchObject({
      number: block.number,
      transactions: [sent.hash],
    });
    const receipts = (await provider.send('eth_getBlockReceipts', [block.hash])) as TransactionReceipt[];
    expect(receipts).toHaveLength(1);
    expect(await provider.getTransactionCount(wallet.address)).toBe(3);
  });

  it('decodes the errors of contracts', async () => {
    const token = await deployed();
    const call = token.transfer!.staticCall(other, 5_000n);
    await expect(call).rejects.toMatchObject({
      code: 'CALL_EXCEPTION',
      revert: { name: 'ERC20InsufficientBalance' },
    });
    const reverting = await token.transfer!(other, 5_000n, { gasLimit: 100_000n });
    await expect(reverting.wait()).rejects.toMatchObject({ receipt: { status: 0 } });
    await expect(token.transfer!.estimateGas(other, 5_000n)).rejects.toMatchObject({
      code: 'CALL_EXCEPTION',
    });
  });

  it('says what is wrong with a transaction', async () => {
    const signer = wallet.connect(provider as Provider);
    const base = { to: other, gasLimit: 21_000n, maxFeePerGas: 3n * 10n ** 9n };
    await expect(signer.sendTransaction({ ...base, value: 10n ** 25n })).rejects.toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
    });
    await (await signer.sendTransaction({ ...base, nonce: 0 })).wait();
    await expect(signer.sendTransaction({ ...base, nonce: 0 })).rejects.toMatchObject({
      code: 'NONCE_EXPIRED',
    });
  });

  it('finds logs, and hears of them and of blocks as they come', async () => {
    const token = await deployed();
    const heard: bigint[] = [];
    const heads: number[] = [];
    await token.on('Transfer', (_from, _to, value) => heard.push(value));
    await provider.on('block', (number) => heads.push(number));
    // A listener is there sooner or later after it was asked for.
    const sent: bigint[] = [];
    const mined: number[] = [];
    while (heard.length === 0 || !mined.some((one) => heads.includes(one))) {
      const value = BigInt(sent.length + 1);
      const transfer = await token.transfer!(other, value);
      sent.push(value);
      mined.push((await transfer.wait()).blockNumber);
    }
    expect(sent).toEqual(expect.arrayContaining(heard));
    const found = await token.queryFilter(token.filters.Transfer!(null, other), 0);
    expect(found.map((log) => (log as EventLog).args.value)).toEqual(sent);
    expect(await token.queryFilter(token.filters.Transfer!(other), 0)).toEqual([]);
  });
});

import {
  type Abi,
  type Address,
  createPublicClient,
  createTestClient,
  createWalletClient,
  type Hash,
  http,
  parseAbiItem,
  publicActions,
  walletActions,
  webSocket,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { anvil } from 'viem/chains';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNode, TEST_MNEMONIC, type TestNode, TOKEN } from '../../support/node-server.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode();
});
afterAll(async () => {
  await node.close();
  expect(node.logged).toEqual([]);
});

const account = mnemonicToAccount(TEST_MNEMONIC);
const other: Address = '0x00000000000000000000000000000000000000bb';
const abi = TOKEN.abi as Abi;
const TRANSFER = parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 value)');

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe.each([
  ['HTTP', () => http(node.url)],
  ['HTTP in batches', () => http(node.url, { batch: true })],
  ['a WebSocket', () => webSocket(node.ws)],
] as const)('viem over %s', (_, transport) => {
  const clients = () => {
    const common = { chain: anvil, transport: transport(), pollingInterval: 50, cacheTime: 0 };
    return { client: createPublicClient(common), wallet: createWalletClient({ ...common, account }) };
  };

  it('deploys, calls, estimates, sends and waits', async () => {
    const { client, wallet } = clients();
    const hash = await wallet.deployContract({ abi, bytecode: TOKEN.bytecode, args: ['Token', 'TKN'] });
    const { contractAddress, status } = await client.waitForTransactionReceipt({ hash });
    expect(status).toBe('success');
    const token = { abi, address: contractAddress! };
    const mint = await wallet.writeContract({
      ...token,
      functionName: 'mintTo',
      args: [[account.address], 10n],
    });
    await client.waitForTransactionReceipt({ hash: mint });
    const { request } = await client.simulateContract({
      ...token,
      account,
      functionName: 'transfer',
      args: [other, 3n],
    });
    const moved = await client.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
    expect(moved).toMatchObject({ status: 'success', type: 'eip1559', from: account.address.toLowerCase() });
    expect(await client.readContract({ ...token, functionName: 'balanceOf', args: [other] })).toBe(3n);
    const broke = client.simulateContract({
      ...token,
      account,
      functionName: 'transfer',
      args: [other, 99n],
    });
    await expect(broke).rejects.toThrow(/ERC20InsufficientBalance/);

    const logs = await client.getLogs({
      address: token.address,
      event: TRANSFER,
      args: { to: other },
      fromBlock: 0n,
    });
    expect(logs.map(({ args }) => args.value)).toEqual([3n]);
    const block = await client.getBlock({ blockHash: moved.blockHash, includeTransactions: true });
    expect(block.transactions[0]).toMatchObject({
      hash: moved.transactionHash,
      typeHex: '0x2',
      to: token.address,
    });
    expect(await client.getTransaction({ hash: moved.transactionHash })).toEqual(block.transactions[0]);
    const fees = await client.getFeeHistory({ blockCount: 2, rewardPercentiles: [50] });
    expect(fees.reward!.at(-1)).toEqual([moved.effectiveGasPrice - block.baseFeePerGas!]);
  });

  it('watches blocks, logs and what waits', async () => {
    const { client, wallet } = clients();
    const hash = await wallet.deployContract({ abi, bytecode: TOKEN.bytecode, args: ['Token', 'TKN'] });
    const address = (await client.waitForTransactionReceipt({ hash })).contractAddress!;
    const blocks: bigint[] = [];
    const values: unknown[] = [];
    const pending: Hash[] = [];
    const ends = [
      client.watchBlockNumber({ onBlockNumber: (number) => blocks.push(number) }),
      client.watchEvent({
        address,
        event: TRANSFER,
        onLogs: (logs) => values.push(...logs.map(({ args }) => args.value)),
      }),
      client.watchPendingTransactions({ onTransactions: (hashes) => pending.push(...hashes) }),
    ];
    // Filters and subscriptions are made behind the caller's back, sooner or later.
    const minted: Hash[] = [];
    const mined: bigint[] = [];
    while (values.length === 0 || !mined.some((one) => blocks.includes(one))) {
      const mint = await wallet.writeContract({
        address,
        abi,
        functionName: 'mintTo',
        args: [[other, other], 5n],
      });
      minted.push(mint);
      mined.push((await client.waitForTransactionReceipt({ hash: mint })).blockNumber);
    }
    await until(() => values.length % 2 === 0 && minted.some((one) => pending.includes(one)));
    expect(new Set(values)).toEqual(new Set([5n]));
    expect(pending.every((one) => minted.includes(one))).toBe(true);
    for (const end of ends) end();
  });

  it('proves, goes back, and moves time', async () => {
    const { client } = clients();
    const test = createTestClient({ chain: anvil, mode: 'ganache', transport: transport() })
      .extend(publicActions)
      .extend(walletActions);
    const { balance, accountProof } = await client.getProof({ address: account.address, storageKeys: [] });
    expect(balance).toBe(await client.getBalance({ address: account.address }));
    expect(accountProof.length).toBeGreaterThan(0);
    const id = await test.snapshot();
    const before = await client.getBlock();
    await test.increaseTime({ seconds: 1_000 });
    await test.mine({ blocks: 1 });
    expect((await client.getBlock()).timestamp).toBeGreaterThanOrEqual(before.timestamp + 1_000n);
    await test.setNextBlockTimestamp({ timestamp: before.timestamp + 5_000n });
    await test.mine({ blocks: 1 });
    expect((await client.getBlock()).timestamp).toBe(before.timestamp + 5_000n);
    await test.revert({ id });
    expect(await client.getBlock()).toEqual(before);
    const hash = await test.sendTransaction({ account, chain: anvil, to: other, value: 1n });
    expect((await client.waitForTransactionReceipt({ hash })).blockNumber).toBe(before.number + 1n);
    expect(await test.getTxpoolStatus()).toEqual({ pending: 0, queued: 0 });
  });
});

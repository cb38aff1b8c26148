/**
 * The reference engine against the real anvil: the same genesis, the same transactions in the same blocks must end in
 * the same balances, nonces, storage, gas and logs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { getCreateAddress, type TransactionRequest } from 'ethers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Receipt, SealedBlock } from '../../harness/spec/engine.ts';
import { quantity, toHex } from '../../harness/std/hex.ts';
import { keyedRandom } from '../../harness/std/random.ts';
import { findAnvil } from '../../harness/targets/anvil/binary.ts';
import {
  addressOf,
  CHAIN_ID,
  CONTRACTS,
  decodeAll,
  deploying,
  ETHER,
  FEE_RECIPIENT,
  GWEI,
  makeBlock,
  makeEngine,
  signed,
  WALLETS,
  word,
} from '../harness/engines/ethereumjs/fixtures.ts';

const BLOCKS = 8;
const BLOCK_TRANSACTIONS = 40;
const contracts = [CONTRACTS.store, CONTRACTS.caller, CONTRACTS.phoenix];
const [store, caller, phoenix] = contracts.map((_, nonce) => getCreateAddress({ from: addressOf(0), nonce }));

let anvil: ChildProcess;
let url = '';

async function ask(method: string, ...params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

beforeAll(async () => {
  const rules = ['--chain-id', `${CHAIN_ID}`, '--hardfork', 'osaka', '--gas-limit', '30000000'];
  anvil = spawn(findAnvil(process.env), [
    '--port',
    '0',
    '--no-mining',
    '--order',
    'fifo',
    '--accounts',
    '0',
    ...rules,
  ]);
  for await (const line of createInterface({ input: anvil.stdout! })) {
    const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    url = `http://127.0.0.1:${port}`;
    break;
  }
  await ask('anvil_setCoinbase', FEE_RECIPIENT);
  for (const index of WALLETS.keys()) await ask('anvil_setBalance', addressOf(index), quantity(ETHER));
});

afterAll(() => {
  anvil.kill('SIGKILL');
});

/** One of the things that a transaction can do here, told by a number. */
function action(choice: number, below: (bound: number) => number): TransactionRequest {
  const write = `${word(below(4))}${word(below(3))}`;
  switch (choice) {
    case 0:
      return { to: store!, data: `0x${write}` };
    case 1:
      return { to: store! };
    case 2:
      return { to: caller!, data: `0x${word(store!)}${write}${word(below(2))}` };
    case 3:
      return { to: phoenix!, value: BigInt(below(3)) };
    default:
      return { to: `0x${word(0xabc0 + below(6)).slice(24)}`, value: BigInt(below(1000)) };
  }
}

async function anvilBlock(raws: readonly Uint8Array[]): Promise<Record<string, string>[]> {
  for (const raw of raws) await ask('eth_sendRawTransaction', toHex(raw));
  await ask('anvil_setNextBlockBaseFeePerGas', quantity(GWEI));
  await ask('evm_mine');
  return (await ask('eth_getBlockReceipts', 'latest')) as Record<string, string>[];
}

function comparable(receipt: Receipt) {
  return {
    transactionHash: receipt.hash,
    status: receipt.succeeded ? '0x1' : '0x0',
    gasUsed: quantity(receipt.gasUsed),
    effectiveGasPrice: quantity(receipt.gasPriceWei),
    contractAddress: receipt.contractAddress,
    logs: receipt.logs.map((log) => expect.objectContaining(log)),
  };
}

it('agrees with anvil on every receipt, balance, nonce and slot', async () => {
  const engine = await makeEngine();
  const random = keyedRandom(2, 1);
  const nonces = WALLETS.map(() => 0);
  let blocks: SealedBlock[] = [];
  for (let number = 1; number <= BLOCKS; number++) {
    const raws: Uint8Array[] = [];
    const first = number === 1 ? contracts.map((code) => ({ to: null, data: deploying(code) })) : [];
    for (let index = 0; index < BLOCK_TRANSACTIONS; index++) {
      const from = first[index] ? 0 : random.below(WALLETS.length);
      const request = first[index] ?? action(random.below(6), (bound) => random.below(bound));
      raws.push(
        await signed(from, nonces[from]!++, { gasLimit: 300_000, type: random.below(3), ...request }),
      );
    }
    const sealed = await makeBlock(engine, await decodeAll(engine, raws), 1_000 + number);
    blocks = [...blocks, sealed];
    expect(await anvilBlock(raws)).toMatchObject(Array.from(sealed.receipts, comparable));
  }
  const receipts = blocks.flatMap((block) => [...block.receipts]);
  expect(receipts.filter(({ succeeded }) => !succeeded).length).toBeGreaterThan(20);
  expect(receipts.some(({ logs }) => logs.length > 0)).toBe(true);
  const others = Array.from({ length: 6 }, (_, n) => `0x${word(0xabc0 + n).slice(24)}`);
  for (const address of [
    ...WALLETS.map((_, index) => addressOf(index)),
    FEE_RECIPIENT,
    ...others,
    phoenix!,
  ]) {
    const lower = address.toLowerCase() as `0x${string}`;
    expect(await ask('eth_getBalance', address, 'latest')).toBe(quantity(await engine.state.balance(lower)));
    expect(await ask('eth_getTransactionCount', address, 'latest')).toBe(
      quantity(await engine.state.nonce(lower)),
    );
  }
  for (let slot = 0; slot < 4; slot++) {
    const ours = await engine.state.storage(store!.toLowerCase() as `0x${string}`, quantity(slot));
    expect(await ask('eth_getStorageAt', store, quantity(slot), 'latest')).toBe(ours);
  }
}, 120_000);

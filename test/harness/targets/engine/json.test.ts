import { type NestedUint8Array, RLP } from '@ethereumjs/rlp';
import {
  encodeRlp,
  getCreateAddress,
  keccak256,
  Transaction,
  type TransactionLike,
  toBeArray,
  Wallet,
} from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Hex } from '../../../../harness/spec/intent.ts';
import { fromHex, toHex } from '../../../../harness/std/hex.ts';
import { HashIndex } from '../../../../harness/targets/engine/hash-index.ts';
import { blockSize } from '../../../../harness/targets/engine/header-size.ts';
import { blockJson } from '../../../../harness/targets/engine/json.ts';
import { transactionJson } from '../../../../harness/targets/engine/transaction-json.ts';
import {
  addressOf,
  CHAIN_ID,
  CONTRACTS,
  deploying,
  GWEI,
  signed,
  word,
} from '../../engines/ethereumjs/fixtures.ts';
import { stillNode } from './node-fixtures.ts';

/** The order of a header's fields (Yellow Paper, 4.3; EIP-1559, 4895, 4844, 4788, 7685). */
const HEADER = [
  ...['parentHash', 'sha3Uncles', 'miner', 'stateRoot', 'transactionsRoot', 'receiptsRoot', 'logsBloom'],
  ...['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp', 'extraData', 'mixHash', 'nonce'],
  ...[
    'baseFeePerGas',
    'withdrawalsRoot',
    'blobGasUsed',
    'excessBlobGas',
    'parentBeaconBlockRoot',
    'requestsHash',
  ],
];
const NUMBERS = new Set([
  ...[
    'difficulty',
    'number',
    'gasLimit',
    'gasUsed',
    'timestamp',
    'baseFeePerGas',
    'blobGasUsed',
    'excessBlobGas',
  ],
]);

describe('a block', () => {
  it('says all that its hash is made of, and how many bytes it has', async () => {
    const node = await stillNode();
    const store = getCreateAddress({ from: addressOf(1), nonce: 0 });
    const raws = [
      signed(1, 0, { to: null, data: deploying(CONTRACTS.store), gasLimit: 200_000 }),
      signed(2, 0, { to: store, data: `0x${word(1)}${word(2)}`, gasLimit: 100_000, type: 0 }),
      signed(3, 0, {
        value: 1n,
        type: 1,
        accessList: [{ address: store, storageKeys: [`0x${word(1)}`] }],
        gasLimit: 50_000,
      }),
    ];
    await node.chain.answer('evm_mine');
    await node.door.submit(await Promise.all(raws));
    await node.chain.answer('evm_mine');
    for (const block of node.blocks) {
      const json = blockJson(block, true) as Record<string, Hex>;
      const fields = HEADER.map((name) => (NUMBERS.has(name) ? toBeArray(json[name]!) : json[name]!));
      expect(keccak256(encodeRlp(fields))).toBe(block.hash);
      const transactions = Array.from({ length: block.raws.length }, (_, index) => block.raws.at(index)!);
      const items = transactions.map((raw) => (raw[0]! >= 0xc0 ? rlpHex(raw) : toHex(raw)));
      const encoded = encodeRlp([fields, items, [], []]);
      expect(blockSize(block)).toBe((encoded.length - 2) / 2);
      expect(Number(json.size)).toBe((encoded.length - 2) / 2);
    }
    expect(node.blocks[1]!.receipts).toHaveLength(3);
  });
});

type Nested = string | Nested[];
function rlpHex(raw: Uint8Array): Nested {
  const hexed = (item: Uint8Array | NestedUint8Array): Nested =>
    Array.isArray(item) ? item.map(hexed) : toHex(item);
  return hexed(RLP.decode(raw));
}

describe('a transaction', () => {
  const wallet = new Wallet(`0x${'11'.repeat(32)}`);
  const fees = { maxFeePerGas: 3n * GWEI, maxPriorityFeePerGas: GWEI };
  const accessList = [{ address: addressOf(2), storageKeys: [`0x${word(5)}`, `0x${word(6)}`] }];
  const authorization = wallet.authorizeSync({ address: addressOf(1), nonce: 7n, chainId: 5n });
  const common = { nonce: 200, gasLimit: 90_000n, to: addressOf(0), value: 10n ** 20n, data: '0xabcdef' };
  it.each<[string, TransactionLike]>([
    ['legacy', { type: 0, gasPrice: 0n, chainId: CHAIN_ID }],
    ['legacy without a chain', { type: 0, gasPrice: 7n, chainId: 0 }],
    ['a creation', { type: 0, gasPrice: 7n, to: null, chainId: CHAIN_ID }],
    ['with access list', { type: 1, gasPrice: 7n, accessList, chainId: CHAIN_ID }],
    ['with fee market', { type: 2, ...fees, chainId: CHAIN_ID, nonce: 0, value: 0n, data: '0x' }],
    ['with fee market and list', { type: 2, ...fees, accessList, chainId: CHAIN_ID }],
    ['with long data', { type: 2, ...fees, data: `0x${'ab'.repeat(70_000)}`, chainId: CHAIN_ID }],
    [
      'with blobs',
      {
        type: 3,
        ...fees,
        maxFeePerBlobGas: 9n,
        blobVersionedHashes: [`0x01${'22'.repeat(31)}`],
        chainId: CHAIN_ID,
      },
    ],
    [
      'with authorizations',
      { type: 4, ...fees, accessList, authorizationList: [authorization], chainId: CHAIN_ID },
    ],
  ])('%s is as ethers reads it', async (_, changes) => {
    const serialized = await wallet.signTransaction({ ...common, ...changes });
    const expected = Transaction.from(serialized);
    const from = wallet.address.toLowerCase() as Hex;
    const place = { blockHash: `0x${word(1)}` as Hex, blockNumber: 4, index: 2, gasPriceWei: 5n };
    const json = transactionJson(fromHex(serialized), { hash: expected.hash as Hex, from, place }) as Record<
      string,
      Hex
    >;
    const read = Transaction.from({
      type: Number(json.type),
      nonce: Number(json.nonce),
      gasLimit: json.gas,
      to: json.to,
      value: json.value,
      data: json.input,
      chainId: json.chainId ?? 0,
      gasPrice: expected.type! < 2 ? expected.gasPrice : null,
      maxFeePerGas: json.maxFeePerGas ?? null,
      maxPriorityFeePerGas: json.maxPriorityFeePerGas ?? null,
      accessList: (json.accessList ?? null) as never,
      maxFeePerBlobGas: json.maxFeePerBlobGas ?? null,
      blobVersionedHashes: (json.blobVersionedHashes ?? null) as never,
      authorizationList: authorizationsOf(json.authorizationList) as never,
      signature: {
        r: padded(json.r!),
        s: padded(json.s!),
        v: Number(json.v) < 27 ? 27 + Number(json.yParity) : json.v!,
      },
    } as TransactionLike);
    expect(read.serialized).toBe(serialized);
    expect(json).toMatchObject({ blockNumber: '0x4', transactionIndex: '0x2', gasPrice: '0x5', from });
    const waiting = transactionJson(fromHex(serialized), { hash: expected.hash as Hex, from, place: null });
    expect(waiting).toMatchObject({ blockHash: null, blockNumber: null, transactionIndex: null });
    expect(BigInt(waiting.gasPrice as Hex)).toBe(expected.gasPrice ?? expected.maxFeePerGas);
  });

  const padded = (value: Hex) => `0x${value.slice(2).padStart(64, '0')}`;
  function authorizationsOf(list: unknown): unknown {
    if (list === undefined) return null;
    return (list as Record<string, Hex>[]).map(({ address, nonce, chainId, yParity, r, s }) => ({
      address,
      nonce: BigInt(nonce!),
      chainId: BigInt(chainId!),
      signature: { r: padded(r!), s: padded(s!), v: 27 + Number(yParity) },
    }));
  }
});

describe('an index of hashes', () => {
  it('finds each of them and nothing else, hashes that begin alike too', () => {
    const hashes = new Uint8Array(32 * 500);
    for (let index = 0; index < 500; index++) {
      const hash = index % 3 === 0 ? fromHex(`0x${word(index)}`) : fromHex(keccak256(`0x${word(index)}`));
      hashes.set(hash, 32 * index);
    }
    const index = new HashIndex(hashes);
    for (let at = 0; at < 500; at++) expect(index.find(hashes.slice(32 * at, 32 * at + 32))).toBe(at);
    expect(index.find(fromHex(`0x${word(501)}`))).toBe(-1);
    expect(index.find(fromHex(keccak256('0x')))).toBe(-1);
    expect(new HashIndex(new Uint8Array(0)).find(fromHex(`0x${word(0)}`))).toBe(-1);
  });
});

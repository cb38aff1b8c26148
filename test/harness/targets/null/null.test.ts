import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Block, Chain, Session } from '../../../../harness/spec/index.ts';
import { fromHex, toHex } from '../../../../harness/std/hex.ts';
import nullTarget, { NullBlocks } from '../../../../harness/targets/null/index.ts';
import sink from '../../../../harness/targets/sink/index.ts';
import { accountsFromSeed, signerNamed } from '../../../../harness/wallet/index.ts';

const { addresses, keys } = accountsFromSeed(1, 3);
const signer = signerNamed('wasm', keys);
const transactions = signer.sign(
  Array.from({ length: 6 }, (_, i) => ({
    type: 'eip1559',
    chainId: 1337,
    nonce: Math.floor(i / 2),
    maxFeeWei: 3n,
    tipWei: 1n,
    intent: {
      from: i % 2,
      to: addresses[2]!,
      valueWei: 1n,
      data: '0x',
      gasLimit: 21_000,
      action: 'transfer',
    },
  })),
);

describe.each([nullTarget, sink])('the target $name', (target) => {
  let chain: Chain;
  let session: Session;
  const blocks: Block[] = [];
  let end = () => {};

  beforeAll(async () => {
    const options = target.options.parse({ blockTime: '50ms' });
    chain = await target.start(options, {
      allocations: [],
      signal: new AbortController().signal,
      log: () => {},
    });
    end = await chain.watch({
      head: () => {},
      block: (block) => blocks.push(block),
      finalised: () => {},
      fault: ({ message }) => expect.fail(message),
    });
    session = await target.open((await chain.link()).data);
  });
  afterAll(async () => {
    end();
    await session.close();
    await chain.stop();
  });

  it('accepts everything and puts each transaction into a block, once, in order', async () => {
    const answers = [
      await session.submit(transactions.slice(0, 2)),
      await session.submit(transactions.slice(2)),
    ];
    expect(answers.flat()).toEqual(transactions.map(() => ({ outcome: 'accepted' })));
    const included = () =>
      blocks.flatMap(({ hashes, succeeded }) =>
        Array.from(succeeded, (_, i) => toHex(hashes.slice(32 * i, 32 * i + 32))),
      );
    await expect.poll(included).toEqual(transactions.map(({ hash }) => toHex(hash)));
  });

  it('makes blocks whether or not there is anything for them, each on the one before', async () => {
    const seen = blocks.length;
    await expect.poll(() => blocks.length).toBeGreaterThan(seen + 2);
    for (const [i, block] of blocks.entries()) {
      if (i > 0) expect(block.parentHash).toBe(blocks[i - 1]!.hash);
      expect(block.gasUsed).toBe(21_000 * block.succeeded.length);
    }
  });

  it('answers what a run reads, in one round trip', async () => {
    const [balance, nonce, code, price] = await chain.requestAll([
      { method: 'eth_getBalance', params: [addresses[0], 'latest'] },
      { method: 'eth_getTransactionCount', params: [addresses[0], 'latest'] },
      { method: 'eth_getCode', params: [addresses[0], 'latest'] },
      { method: 'eth_gasPrice', params: [] },
    ]);
    expect(BigInt(balance as string)).toBeGreaterThan(10n ** 24n);
    expect([nonce, code, price]).toEqual(['0x0', '0x', '0x77359400']);
    expect(chain.capabilities).toMatchObject({ funding: 'genesis', reorgDepth: 0 });
  });

  it('says of everything else that nothing is executed', async () => {
    const receipt = chain.request('eth_getTransactionReceipt', [toHex(transactions[0]!.hash)]);
    await expect(receipt).rejects.toThrow(/nothing is executed here/);
  });
});

describe('a capacity', () => {
  it('lets so much a second into blocks, in order, and nothing gets lost', async () => {
    const blocks = new NullBlocks(1_000);
    const startMs = performance.now();
    const hashes = Uint8Array.from({ length: 32 * 60 }, (_, i) => Math.floor(i / 32));
    blocks.take(hashes);
    const sealed: number[] = [];
    while (sealed.length < 60) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const block = blocks.seal();
      for (let i = 0; i < block.succeeded.length; i++) sealed.push(block.hashes[32 * i]!);
      expect(sealed.length).toBeLessThanOrEqual(performance.now() - startMs + 1);
    }
    expect(sealed).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(blocks.seal().succeeded).toHaveLength(0);
  });
});

describe('the sink, as any client meets it', () => {
  let chain: Chain;
  let url = '';
  beforeAll(async () => {
    const options = sink.options.parse({});
    chain = await sink.start(options, {
      allocations: [],
      signal: new AbortController().signal,
      log: () => {},
    });
    url = String(chain.info.facts.endpoint);
  });
  afterAll(() => chain.stop());

  // biome-ignore lint/suspicious/noExplicitAny: what came is what is tested
  async function post(body: string): Promise<any> {
    const response = await fetch(url, { method: 'POST', body });
    return response.json();
  }
  const send = (id: number, raw: unknown) => ({
    jsonrpc: '2.0',
    id,
    method: 'eth_sendRawTransaction',
    params: [raw],
  });

  it('answers a batch in its order, each transaction with its keccak hash', async () => {
    const calls = transactions.map(({ raw }, id) => send(id, toHex(raw)));
    const replies = await post(JSON.stringify(calls));
    expect(replies).toEqual(
      transactions.map(({ hash }, id) => ({ jsonrpc: '2.0', id, result: toHex(hash) })),
    );
    expect(fromHex(replies[0].result)).toHaveLength(32);
  });

  it.each([
    ['no JSON', '{', -32700, null],
    ['no method', '{"id":1}', -32600, 1],
    ['an empty call', 'null', -32600, null],
    ['a transaction that is none', JSON.stringify(send(7, 'zz')), -32602, 7],
    ['an unknown method', '{"id":3,"method":"eth_mine"}', -32601, 3],
  ])('refuses %s', async (_, body, code, id) => {
    expect(await post(body)).toMatchObject({ id, error: { code } });
  });

  it('has no answer for a block that is not there', async () => {
    expect(await post('{"id":1,"method":"eth_getBlockReceipts","params":["0xffff"]}')).toMatchObject({
      result: null,
    });
  });
});

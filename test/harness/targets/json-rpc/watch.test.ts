import { afterEach, describe, expect, it } from 'vitest';
import type { Block } from '../../../../harness/spec/target.ts';
import { toHex } from '../../../../harness/std/hex.ts';
import { connect, parseEndpoints } from '../../../../harness/targets/json-rpc/connect.ts';
import type { Transport } from '../../../../harness/targets/json-rpc/transport.ts';
import { type WatchOptions, watchBlocks } from '../../../../harness/targets/json-rpc/watch.ts';
import {
  type JsonRpcServer,
  type ScriptedCall,
  startJsonRpcServer,
  type Treatment,
} from '../../../support/json-rpc-server.ts';
import { hashOf, ScriptedChain } from './scripted-chain.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** What a watcher said, in order, and a way to wait for more of it. */
class Heard {
  readonly said: string[] = [];
  readonly blocks: Block[] = [];
  private waiting: (() => void)[] = [];

  readonly listener = {
    head: (number: number) => this.hear(`head ${number}`),
    block: (block: Block) => {
      this.blocks.push(block);
      this.hear(`block ${block.number}`);
    },
    finalised: (number: number) => this.hear(`final ${number}`),
    fault: (fault: { lost: boolean; message: string }) => this.hear(`fault ${fault.lost} ${fault.message}`),
  };

  /** Resolves when `happened` holds; a watcher that never gets there runs into the test's time limit. */
  async until(happened: () => boolean): Promise<void> {
    while (!happened()) await new Promise<void>((wake) => this.waiting.push(wake));
  }

  async untilSaid(what: string): Promise<void> {
    await this.until(() => this.said.includes(what));
  }

  private hear(what: string): void {
    this.said.push(what);
    for (const wake of this.waiting.splice(0)) wake();
  }
}

interface Setting {
  readonly way?: 'http' | 'ws' | 'ipc';
  readonly options?: Partial<WatchOptions>;
  readonly treat?: (calls: readonly ScriptedCall[]) => Treatment;
  readonly timeoutMs?: number;
}

async function watching(
  chain: ScriptedChain,
  { way = 'http', options, treat, timeoutMs = 2000 }: Setting = {},
) {
  const server = await startJsonRpcServer({ reply: chain.reply, ...(treat ? { treat } : {}) });
  open.push(() => server.stop());
  const connecting = { urls: [server[way]], headersEnv: 'LAKH_TEST_HEADERS', connections: 2, timeoutMs };
  const transport: Transport = connect(parseEndpoints(connecting)[0]!, connecting);
  open.push(() => transport.close());
  const heard = new Heard();
  const from = { number: chain.head, hash: chain.blocks[chain.head]!.hash };
  const given = { pollMs: 5, maxBatch: 100, finality: false, reorgDepth: 8, ...options };
  const end = watchBlocks(transport, from, given, heard.listener);
  open.push(async () => end());
  return { server, heard, end };
}

const methodsOf = (server: JsonRpcServer) => server.requests.map((calls) => calls.map((call) => call.method));
const asked = (server: JsonRpcServer, method: string) =>
  server.requests.flat().filter((call) => call.method === method).length;

function pushHead(server: JsonRpcServer, chain: ScriptedChain): void {
  server.push('0xfeed', chain.blocks[chain.head]);
}

describe('watching by polling', () => {
  it('reports the head, then the content, of every block after the present one', async () => {
    const chain = new ScriptedChain();
    const { heard, server } = await watching(chain);
    chain.mine('main', 4);
    await heard.untilSaid('block 1');
    chain.mine('main', 0);
    await heard.untilSaid('block 2');
    expect(heard.said).toEqual(['head 1', 'block 1', 'head 2', 'block 2']);
    expect(methodsOf(server)).toContainEqual(['eth_getBlockByNumber', 'eth_getBlockReceipts']);
    expect(asked(server, 'eth_getTransactionReceipt')).toBe(0);
  });

  it('makes columns of block and receipts', async () => {
    const chain = new ScriptedChain();
    const { heard } = await watching(chain);
    const json = chain.mine('main', 4);
    await heard.untilSaid('block 1');
    const block = heard.blocks[0]!;
    expect(block).toMatchObject({
      number: 1,
      hash: json.hash,
      parentHash: json.parentHash,
      timestampS: 1_700_000_001,
      gasUsed: 84_000,
      gasLimit: 30_000_000,
      baseFeeWei: 7n,
    });
    expect(toHex(block.hashes)).toBe(`0x${json.transactions.map((hash) => hash.slice(2)).join('')}`);
    expect([...block.succeeded]).toEqual([1, 1, 0, 1]);
    expect([...block.gasUsedBy]).toEqual([21_000, 21_001, 21_002, 21_003]);
    expect([...block.gasPriceWei]).toEqual([1001n, 1001n, 1001n, 1001n]);
  });

  it('catches up in order when many blocks come at once', async () => {
    const chain = new ScriptedChain();
    const { heard } = await watching(chain);
    for (let i = 0; i < 30; i++) chain.mine();
    await heard.untilSaid('block 30');
    expect(heard.blocks.map((block) => block.number)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(heard.said.filter((what) => what.startsWith('head'))).toHaveLength(30);
  });

  it('never asks a second time before the first answer', async () => {
    const chain = new ScriptedChain();
    let under = 0;
    let most = 0;
    const { heard } = await watching(chain, {
      treat: (calls) => {
        if (calls[0]!.method !== 'eth_blockNumber') return {};
        most = Math.max(most, ++under);
        const after = new Promise<void>((done) => setTimeout(done, 20)).then(() => {
          under--;
          if (chain.head < 5) chain.mine();
        });
        return { after };
      },
    });
    await heard.untilSaid('block 5');
    expect(most).toBe(1);
  });

  it('reads receipts one by one, in batches, from a node that lacks eth_getBlockReceipts', async () => {
    const chain = new ScriptedChain();
    chain.lacking.add('eth_getBlockReceipts');
    const { heard, server } = await watching(chain, { options: { maxBatch: 4 } });
    chain.mine('main', 6);
    chain.mine('main', 1);
    await heard.untilSaid('block 2');
    expect(heard.blocks.map((block) => block.succeeded.length)).toEqual([6, 1]);
    expect([...heard.blocks[0]!.succeeded]).toEqual([1, 1, 0, 1, 1, 0]);
    const batches = methodsOf(server).filter((methods) => methods[0] === 'eth_getTransactionReceipt');
    expect(batches.map((methods) => methods.length)).toEqual([4, 2, 1]);
    const before = asked(server, 'eth_getBlockReceipts');
    chain.mine();
    await heard.untilSaid('block 3');
    expect(asked(server, 'eth_getBlockReceipts')).toBe(before);
  });

  it('waits for receipts that the node does not have yet, and for those of the right block', async () => {
    const chain = new ScriptedChain();
    const { heard, server } = await watching(chain);
    chain.mine('main', 3);
    const whole = chain.receipts[1]!;
    chain.receipts[1] = whole.slice(0, 2);
    await heard.untilSaid('head 1');
    await askedTwice(server);
    chain.receipts[1] = whole.map((receipt) => ({ ...receipt, blockHash: hashOf('another') }));
    await askedTwice(server);
    expect(heard.blocks).toEqual([]);
    chain.receipts[1] = whole;
    await heard.untilSaid('block 1');
    expect(heard.said).toEqual(['head 1', 'block 1']);
  });
  it('says once that receipts are of other transactions than the block lists', async () => {
    const chain = new ScriptedChain();
    const { heard } = await watching(chain);
    const { number } = chain.mine('main', 2);
    const whole = chain.receipts[1]!;
    chain.receipts[1] = whole.toReversed();
    await heard.until(() => heard.said.some((what) => what.startsWith('fault')));
    chain.receipts[1] = whole;
    await heard.untilSaid('block 1');
    expect(heard.said.filter((what) => what.startsWith('fault'))).toEqual([
      expect.stringContaining(`block ${Number(number)} lists other transactions than its receipts`),
    ]);
  });

  it('reports the replaced blocks again, from the fork on, after a reorganisation', async () => {
    const chain = new ScriptedChain();
    const { heard } = await watching(chain);
    for (let i = 0; i < 5; i++) chain.mine();
    await heard.untilSaid('block 5');
    chain.rewind(3);
    for (let i = 0; i < 4; i++) chain.mine('fork', 1);
    await heard.untilSaid('block 6');
    expect(heard.blocks.map((block) => block.number)).toEqual([1, 2, 3, 4, 5, 3, 4, 5, 6]);
    const last = new Map(heard.blocks.map((block) => [block.number, block.hash]));
    expect([...last.values()]).toEqual(chain.blocks.slice(1).map((block) => block.hash));
    expect(heard.said.filter((what) => what.startsWith('head'))).toHaveLength(6);
  });

  it('says once that the node is unreachable, and goes on when it is back', async () => {
    const chain = new ScriptedChain();
    let down = false;
    let refusals = 0;
    const { heard } = await watching(chain, {
      treat: () => {
        if (down) refusals++;
        return down ? { dropped: true } : {};
      },
    });
    chain.mine();
    await heard.untilSaid('block 1');
    down = true;
    await heard.until(() => heard.said.some((what) => what.startsWith('fault false http://127.0.0.1:')));
    while (refusals < 4) await new Promise((done) => setImmediate(done));
    down = false;
    chain.mine();
    await heard.untilSaid('block 2');
    expect(heard.said.filter((what) => what.startsWith('fault'))).toHaveLength(1);
    down = true;
    await heard.until(() => heard.said.filter((what) => what.startsWith('fault')).length === 2);
  });

  it('asks for one block at a time where the answer for several is refused', async () => {
    const chain = new ScriptedChain();
    const refused = { code: -32003, message: 'response too large' };
    const { heard } = await watching(chain, { treat: (calls) => (calls.length > 2 ? { refused } : {}) });
    for (let i = 0; i < 6; i++) chain.mine();
    await heard.untilSaid('block 6');
    expect(heard.blocks.map((block) => block.number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(heard.said.filter((what) => what.startsWith('fault'))).toEqual([]);
  });

  it('says once that the content is refused, however long it lasts', async () => {
    const chain = new ScriptedChain();
    let refusing = true;
    const refused = { code: -32603, message: 'database closed' };
    const { heard, server } = await watching(chain, {
      treat: (calls) => (refusing && calls[0]!.method === 'eth_getBlockByNumber' ? { refused } : {}),
    });
    chain.mine();
    await untilAsked(server, 'eth_getBlockByNumber', 3);
    await untilAsked(server, 'eth_blockNumber', 5);
    refusing = false;
    await heard.untilSaid('block 1');
    expect(heard.said).toEqual(['head 1', `fault false ${server.http}: database closed`, 'block 1']);
  });

  it('follows the finalised block when asked to, and only forward', async () => {
    const chain = new ScriptedChain();
    const { heard } = await watching(chain, { options: { finality: true } });
    chain.mine();
    await heard.untilSaid('final 0');
    chain.finalised = 1;
    chain.mine();
    await heard.untilSaid('final 1');
    chain.finalised = 0;
    chain.mine();
    await heard.untilSaid('block 3');
    chain.finalised = 3;
    chain.mine();
    await heard.untilSaid('final 3');
    expect(heard.said.filter((what) => what.startsWith('final'))).toEqual(['final 0', 'final 1', 'final 3']);
  });

  it('is silent once it was ended', async () => {
    const chain = new ScriptedChain();
    const { heard, server, end } = await watching(chain);
    chain.mine();
    await heard.untilSaid('head 1');
    end();
    const said = heard.said.length;
    chain.mine();
    server.cut();
    // Whatever was under way when it ended has come back by the time that a fresh watcher has seen the block.
    const second = await watching(chain);
    chain.mine();
    await second.heard.untilSaid('block 3');
    expect(heard.said).toHaveLength(said);
  });
});

describe.each(['ws', 'ipc'] as const)('watching by subscription over %s', (way) => {
  it('reports blocks as they are pushed, without polling for them', async () => {
    const chain = new ScriptedChain();
    const { heard, server } = await watching(chain, { way, options: { pollMs: 60_000 } });
    await untilAsked(server, 'eth_blockNumber');
    chain.mine();
    pushHead(server, chain);
    await heard.untilSaid('block 1');
    chain.mine();
    chain.mine();
    pushHead(server, chain);
    await heard.untilSaid('block 3');
    expect(heard.said).toEqual(['head 1', 'block 1', 'head 2', 'head 3', 'block 2', 'block 3']);
    expect(asked(server, 'eth_blockNumber')).toBe(1);
  });

  it('reads a block again when another of its number is pushed', async () => {
    const chain = new ScriptedChain();
    const { heard, server } = await watching(chain, { way, options: { pollMs: 60_000 } });
    await untilAsked(server, 'eth_blockNumber');
    chain.mine();
    pushHead(server, chain);
    await heard.untilSaid('block 1');
    chain.rewind(1);
    chain.mine('fork', 1);
    pushHead(server, chain);
    await heard.until(() => heard.blocks.length === 2);
    expect(heard.blocks.map((block) => block.hash)).toEqual([hashOf('main block 1'), hashOf('fork block 1')]);
  });

  it('polls where the subscription is refused', async () => {
    const chain = new ScriptedChain();
    chain.lacking.add('eth_subscribe');
    const { heard, server } = await watching(chain, { way });
    chain.mine();
    await heard.untilSaid('block 1');
    chain.mine();
    await heard.untilSaid('block 2');
    expect(asked(server, 'eth_subscribe')).toBe(1);
  });

  it('subscribes again after a lost connection, and misses nothing', async () => {
    const chain = new ScriptedChain();
    const { heard, server } = await watching(chain, { way });
    await untilAsked(server, 'eth_blockNumber');
    server.cut();
    chain.mine();
    await heard.untilSaid('block 1');
    expect(asked(server, 'eth_subscribe')).toBe(2);
    chain.mine();
    pushHead(server, chain);
    await heard.untilSaid('block 2');
    expect(heard.blocks.map((block) => block.number)).toEqual([1, 2]);
  });
});

async function untilAsked(server: JsonRpcServer, method: string, times = 1): Promise<void> {
  while (asked(server, method) < times) await new Promise((done) => setImmediate(done));
}

async function askedTwice(server: JsonRpcServer): Promise<void> {
  await untilAsked(server, 'eth_getBlockReceipts', asked(server, 'eth_getBlockReceipts') + 2);
}

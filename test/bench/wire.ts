/**
 * The wire, a transaction: bodies written, answers read, blocks and receipts read, the sink's own work, each in bytes
 * against JSON; then all of it together over loopback HTTP. `npm run bench -- wire --full`.
 *
 * Contestants take turns; a figure is the median of the rounds. Times are the process's CPU time, user and system.
 */
import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { createKernel, TransactionBatch } from '../../harness/kernel/index.ts';
import type { Answer, Block, Transaction } from '../../harness/spec/index.ts';
import { fromHex, toHex } from '../../harness/std/hex.ts';
import { ByteWriter, WriterPool } from '../../harness/targets/json-bytes/index.ts';
import { scanAnswer } from '../../harness/targets/json-rpc/answer-scan.ts';
import { blockOf, headerOf, receiptsOf } from '../../harness/targets/json-rpc/block.ts';
import { BlockResults } from '../../harness/targets/json-rpc/block-scan.ts';
import { ACCEPTED, answerOf } from '../../harness/targets/json-rpc/classify.ts';
import { encode, match } from '../../harness/targets/json-rpc/envelope.ts';
import { OWN_HASH, RawBatch } from '../../harness/targets/json-rpc/raw-batch.ts';
import type { Reply } from '../../harness/targets/json-rpc/transport.ts';
import { answerTo, NullBlocks } from '../../harness/targets/null/index.ts';
import { Answerer } from '../../harness/targets/sink/answer.ts';
import sink from '../../harness/targets/sink/index.ts';
import { accountsFromSeed } from '../../harness/wallet/index.ts';

export interface WireBench {
  readonly rows: readonly { readonly work: string; readonly name: string; readonly us: number }[];
  /** SHA-256 of all that was written and read, which must be the same by either way. */
  readonly hash: string;
}

/** One piece of work, done by either way; what they make of it must be equal. */
interface Work {
  readonly name: string;
  readonly json: () => unknown;
  readonly bytes: () => unknown;
}

const CHAIN = 1337;
const SENDERS = 16;

/** ERC-20 transfers, as the kernel signs them. */
export function signedTransfers(count: number): Transaction[] {
  const { addresses, keys } = accountsFromSeed(1, SENDERS);
  const kernel = createKernel();
  const batch = new TransactionBatch();
  for (let i = 0; i < count; i++) {
    const fees = { maxFeeWei: 2_000_000_000n, tipWei: 1_000_000_000n };
    const data = `0xa9059cbb${addresses[(i + 1) % SENDERS]!.slice(2).padStart(64, '0')}${(i + 1).toString(16).padStart(64, '0')}`;
    const to = addresses[0]!;
    const rest = { to, valueWei: 0n, gasLimit: 65_000, data: data as `0x${string}` };
    batch.push({ type: 'eip1559', from: i % SENDERS, nonce: i, ...fees, ...rest });
  }
  const signed = kernel.ring(keys).signTransactions(batch, CHAIN, 'keyed');
  return Array.from({ length: count }, (_, i) => signed.transaction(i));
}

function works(batch: readonly Transaction[]): Work[] {
  const pool = new WriterPool();
  const blocks = new NullBlocks();
  blocks.take(Buffer.concat(batch.map(({ hash }) => hash)));
  const block = blocks.seal();
  const chain = { chainId: CHAIN, blocks };
  const body = Buffer.from(encode(callsOf(batch), 1));
  const answer = Buffer.from(JSON.stringify(batch.map(({ hash }, i) => success(i + 1, toHex(hash)))));
  const ofSink = blockAnswer(
    ['eth_getBlockByNumber', 'eth_getBlockReceipts'].map((m) => answerTo(chain, m, ['0x1'])),
  );
  const ofGeth = blockAnswer(gethBlock(block));
  return [
    { name: 'body', json: () => bodyInJson(batch), bytes: () => bodyInBytes(batch, pool) },
    {
      name: 'answers',
      json: () => answersInJson(batch, answer),
      bytes: () => answersInBytes(batch, answer, pool),
    },
    {
      name: 'block, receipts as the sink has them',
      json: () => blockInJson(ofSink),
      bytes: () => blockInBytes(ofSink),
    },
    {
      name: 'block, receipts as geth has them',
      json: () => blockInJson(ofGeth),
      bytes: () => blockInBytes(ofGeth),
    },
    sinkTakes(body),
    sinkServes(chain),
  ];
}

const success = (id: number, result: unknown) => ({ jsonrpc: '2.0', id, result });
const callsOf = (batch: readonly Transaction[]) =>
  batch.map(({ raw }) => ({ method: 'eth_sendRawTransaction', params: [toHex(raw)] }));
const blockAnswer = (results: readonly unknown[]) =>
  Buffer.from(JSON.stringify(results.map((result, i) => success(i + 1, result))));

const bodyInJson = (batch: readonly Transaction[]) => Buffer.from(encode(callsOf(batch), 1)).length;

function bodyInBytes(batch: readonly Transaction[], pool: WriterPool): number {
  const request = new RawBatch(batch, pool);
  const { length } = request.body(1);
  request.settle([OWN_HASH]);
  return length;
}

function answersInJson(batch: readonly Transaction[], bytes: Buffer): Answer[] {
  const replies = match(JSON.parse(bytes.toString()), 1, batch.length);
  return replies.map((reply, i) => answerOf(reply, toHex(batch[i]!.hash)));
}

function answersInBytes(batch: readonly Transaction[], bytes: Buffer, pool: WriterPool): Answer[] {
  const replies = new RawBatch(batch, pool).read(bytes, 1)!;
  return replies.map((reply, i) => (reply === OWN_HASH ? ACCEPTED : answerOf(reply, toHex(batch[i]!.hash))));
}

function blockFrom([header, receipts]: readonly Reply[]): Block {
  if (header?.kind !== 'result' || receipts?.kind !== 'result') throw new Error('no block');
  return blockOf(headerOf(header.result)!, receiptsOf(receipts.result)!);
}
const blockInJson = (bytes: Buffer) => blockFrom(match(JSON.parse(bytes.toString()), 1, 2));
const blockInBytes = (bytes: Buffer) => blockFrom(scanAnswer(bytes, 1, 2, new BlockResults())!);

/** With blooms and a log each: over a kilobyte a transaction. */
function gethBlock(block: Block): [object, object[]] {
  const blocks = new NullBlocks();
  blocks.take(block.hashes);
  blocks.seal();
  const asked = (method: string) => answerTo({ chainId: CHAIN, blocks }, method, ['0x1']);
  const logsBloom = `0x${'0'.repeat(512)}`;
  const address = `0x${'5f'.repeat(20)}`;
  const topic = `0x${'dd'.repeat(32)}`;
  const receipts = (asked('eth_getBlockReceipts') as { transactionHash: string; blockHash: string }[]).map(
    (each) => ({
      ...each,
      contractAddress: null,
      cumulativeGasUsed: '0x5208',
      from: address,
      logs: [
        {
          address,
          topics: [topic, topic, topic],
          data: topic,
          blockHash: each.blockHash,
          transactionHash: each.transactionHash,
          logIndex: '0x0',
          removed: false,
        },
      ],
      logsBloom,
      to: address,
      type: '0x2',
    }),
  );
  return [{ ...(asked('eth_getBlockByNumber') as object), logsBloom, uncles: [] }, receipts];
}

/** What the sink does with a batch: hashes, takes in, answers. By JSON it hashes one by one with @noble/hashes. */
function sinkTakes(body: Buffer): Work {
  const blocks = new NullBlocks();
  const answerer = new Answerer({ chainId: CHAIN, blocks }, createKernel({ windowBits: 4 }));
  const out = new ByteWriter(1024);
  return {
    name: 'sink, transactions taken',
    json() {
      const calls = JSON.parse(body.toString()) as { id: number; params: [string] }[];
      const replies = calls.map(({ id, params }) => success(id, toHex(keccak_256(fromHex(params[0])))));
      return JSON.stringify(replies).length;
    },
    bytes() {
      out.clear();
      answerer.answer(body, out);
      blocks.seal();
      return out.written().length;
    },
  };
}

/** What the sink does with the questions for a block. */
function sinkServes(chain: { chainId: number; blocks: NullBlocks }): Work {
  const questions = ['eth_getBlockByNumber', 'eth_getBlockReceipts'].map((method, id) => ({
    jsonrpc: '2.0',
    id,
    method,
    params: ['0x1'],
  }));
  const body = Buffer.from(JSON.stringify(questions));
  const answerer = new Answerer(chain, createKernel({ windowBits: 4 }));
  const out = new ByteWriter(1024);
  return {
    name: 'sink, block served',
    json: () =>
      Buffer.from(
        JSON.stringify(
          questions.map(({ id, method, params }) => success(id, answerTo(chain, method, params))),
        ),
      ).length,
    bytes() {
      out.clear();
      answerer.answer(body, out);
      return out.written().length;
    },
  };
}

const plain = (_: string, value: unknown) =>
  typeof value === 'bigint'
    ? String(value)
    : ArrayBuffer.isView(value)
      ? Array.from(value as unknown as number[], String)
      : value;

/** `size`: transactions of a batch; `turns`: batches of each in a round. */
export function benchWire(size: number, turns: number, rounds: number): WireBench {
  const hash = createHash('sha256');
  const rows = works(signedTransfers(size)).flatMap(({ name, json, bytes }) => {
    const [expected, made] = [json(), bytes()].map((result) => JSON.stringify(result, plain));
    if (made !== expected) throw new Error(`${name}: both ways differ`);
    hash.update(expected!);
    const times = { json: [] as number[], bytes: [] as number[] };
    for (let round = -1; round < rounds; round++) {
      for (const [way, act] of [
        ['json', json],
        ['bytes', bytes],
      ] as const) {
        const before = process.cpuUsage();
        for (let turn = 0; turn < turns; turn++) act();
        const { user, system } = process.cpuUsage(before);
        // The first round warms up.
        if (round >= 0) times[way].push((user + system) / (turns * size));
      }
    }
    return (['json', 'bytes'] as const).map((way) => ({ work: name, name: way, us: median(times[way]) }));
  });
  return { rows, hash: hash.digest('hex') };
}

export interface RoadBench {
  readonly accepted: number;
  readonly seen: number;
  readonly perSecond: number;
  /** CPU time of the whole process, the sink's thread included, a transaction. */
  readonly us: number;
  readonly sinkUs: number | null;
}

/** Signed batches through a session into the sink, `depth` at a time, until all stand in blocks that were seen. */
export async function benchRoad(size: number, batches: number, depth: number): Promise<RoadBench> {
  const transactions = signedTransfers(size);
  const chain = await sink.start(sink.options.parse({ chainId: CHAIN }), {
    allocations: [],
    signal: new AbortController().signal,
    log: () => {},
  });
  let seen = 0;
  const end = await chain.watch({
    head: () => {},
    finalised: () => {},
    fault: () => {},
    block: (block) => {
      seen += block.succeeded.length;
    },
  });
  const session = await sink.open((await chain.link()).data);
  let accepted = 0;
  async function send(count: number): Promise<void> {
    let left = count;
    const lane = async () => {
      while (left-- > 0) {
        const answers = await session.submit(transactions);
        accepted += answers.filter(({ outcome }) => outcome === 'accepted').length;
      }
    };
    await Promise.all(Array.from({ length: depth }, lane));
    while (seen < accepted) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await send(Math.ceil(batches / 4));
  accepted = 0;
  seen = 0;
  const began = performance.now();
  const before = process.cpuUsage();
  const sinkBefore = await chain.cpuMicros!();
  await send(batches);
  const sinkAfter = await chain.cpuMicros!();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - began) / 1000;
  end();
  await session.close();
  await chain.stop();
  const sinkUs = sinkBefore === null || sinkAfter === null ? null : (sinkAfter - sinkBefore) / accepted;
  return { accepted, seen, perSecond: accepted / seconds, us: (user + system) / accepted, sinkUs };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

export async function printWire(full: boolean): Promise<void> {
  const size = 500;
  const { rows, hash } = full ? benchWire(size, 20, 15) : benchWire(size, 4, 3);
  console.log(`wire: batches of ${size}, CPU time a transaction`);
  for (const work of new Set(rows.map((row) => row.work))) {
    const [json, bytes] = rows.filter((row) => row.work === work).map(({ us }) => us);
    console.log(
      `  ${work.padEnd(38)} JSON ${json!.toFixed(2).padStart(6)} us   bytes ${bytes!.toFixed(2).padStart(5)} us   ${(json! / bytes!).toFixed(1)} times`,
    );
  }
  for (const batch of [200, 1000]) {
    const road = await benchRoad(batch, Math.ceil((full ? 400_000 : 20_000) / batch), 16);
    const rate = Math.round(road.perSecond).toLocaleString('en');
    console.log(
      `  ${`loopback HTTP, all of it, batches of ${batch}`.padEnd(38)} ${rate} /s   ${road.us.toFixed(2)} us, the sink ${road.sinkUs?.toFixed(2) ?? '-'} of them`,
    );
  }
  console.log(`  result                       sha256 ${hash.slice(0, 16)}`);
}

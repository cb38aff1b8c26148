/** Reads whole blocks, several a round trip, and knows which way this node gives its receipts. */
import type { Block } from '../../spec/target.ts';
import { quantity } from '../../std/hex.ts';
import { type ResultReader, scanAnswer } from './answer-scan.ts';
import {
  areOfBlock,
  type BlockJson,
  blockOf,
  type Header,
  haveHashesOf,
  headerOf,
  isBlock,
  receiptsOf,
} from './block.ts';
import { BlockResults } from './block-scan.ts';
import { requestOf } from './envelope.ts';
import type { Call, Reply, Transport } from './transport.ts';

/** Why there are no more blocks at present. `trouble` is for people; without it the node is only not ready yet. */
export interface Reading {
  readonly blocks: readonly Block[];
  readonly trouble?: string;
}

/** Receipts are big (over 1 kB a transaction): more blocks at once would not come sooner. */
const BLOCKS_AT_ONCE = 4;
const METHOD_MISSING = -32601;
const METHOD_MISSING_WORDS =
  /method .*(not found|not supported|does not exist|not available|unsupported)|unsupported method/i;

export class BlockReader {
  private readonly transport: Transport;
  private readonly maxBatch: number;
  private receiptsByBlock = true;
  /** One at a time for good after a failure: nodes limit the size of an answer, and each of us the time for it. */
  private atOnce = BLOCKS_AT_ONCE;

  constructor(transport: Transport, maxBatch: number) {
    this.transport = transport;
    this.maxBatch = maxBatch;
  }

  /** Blocks `first` to `last` as far as they are there, without gaps and in order. Never rejects. */
  async read(first: number, last: number): Promise<Reading> {
    const fit = Math.max(1, Math.min(this.atOnce, Math.floor(this.maxBatch / 2)));
    const count = Math.min(last - first + 1, fit);
    if (!this.receiptsByBlock) return this.readOneByHashes(first);
    const reading = await this.readWithReceipts(first, count);
    if (reading.trouble === undefined || count === 1) return reading;
    this.atOnce = 1;
    return reading.blocks.length > 0 ? { blocks: reading.blocks } : this.read(first, last);
  }

  private async readWithReceipts(first: number, count: number): Promise<Reading> {
    const calls: Call[] = [];
    for (let number = first; number < first + count; number++) {
      calls.push(blockCall(number), { method: 'eth_getBlockReceipts', params: [quantity(number)] });
    }
    const replies = await this.exchange(calls, BlockResults);
    const blocks: Block[] = [];
    for (let i = 0; i < count; i++) {
      const header = replies[2 * i]!;
      const receipts = replies[2 * i + 1]!;
      if (isMethodMissing(receipts)) {
        this.receiptsByBlock = false;
        return blocks.length > 0 ? { blocks } : this.readOneByHashes(first);
      }
      const trouble = troubleOf(header) ?? troubleOf(receipts);
      if (trouble !== undefined) return { blocks, trouble };
      const reading = joined(headerOf(resultOf(header)), resultOf(receipts));
      blocks.push(...reading.blocks);
      if (reading.blocks.length === 0) return { ...reading, blocks };
    }
    return { blocks };
  }

  private async readOneByHashes(number: number): Promise<Reading> {
    const [header] = await this.exchange([blockCall(number)]);
    const json = resultOf(header!);
    if (!isBlock(json)) return withTrouble(troubleOf(header!));
    const rows: unknown[] = [];
    for (let from = 0; from < json.transactions.length; from += this.maxBatch) {
      const replies = await this.exchange(
        json.transactions.slice(from, from + this.maxBatch).map(receiptCall),
      );
      const trouble = replies.map(troubleOf).find((words) => words !== undefined);
      if (trouble !== undefined) return { blocks: [], trouble };
      rows.push(...replies.map(resultOf));
    }
    return joined(headerOf(json), rows);
  }

  /** Calls beyond `maxBatch` go in a batch of their own. Results may come read in bytes. */
  private async exchange(
    calls: readonly Call[],
    Results?: new () => ResultReader,
  ): Promise<readonly Reply[]> {
    if (calls.length > this.maxBatch) {
      const replies: Reply[] = [];
      for (const call of calls) replies.push(...(await this.exchange([call], Results)));
      return replies;
    }
    if (Results === undefined) return this.transport.exchange(calls);
    return this.transport.carry({
      ...requestOf(calls),
      read: (answer, firstId) => scanAnswer(answer, firstId, calls.length, new Results()),
    });
  }
}

/** A block and its receipts, when these are there and its own. */
function joined(header: Header | null, value: unknown): Reading {
  const receipts = receiptsOf(value);
  if (header === null || receipts === null || !areOfBlock(receipts, header)) return { blocks: [] };
  if (haveHashesOf(receipts, header)) return { blocks: [blockOf(header, receipts)] };
  return { blocks: [], trouble: `block ${header.fields.number} lists other transactions than its receipts` };
}

function blockCall(number: number): Call {
  return { method: 'eth_getBlockByNumber', params: [quantity(number), false] };
}

function receiptCall(hash: BlockJson['hash']): Call {
  return { method: 'eth_getTransactionReceipt', params: [hash] };
}

function isMethodMissing(reply: Reply): boolean {
  return (
    reply.kind === 'error' && (reply.code === METHOD_MISSING || METHOD_MISSING_WORDS.test(reply.message))
  );
}

/** "Not found" errors of a block are a node that is not ready, as `null` is. */
export function troubleOf(reply: Reply): string | undefined {
  if (reply.kind === 'result') return undefined;
  if (
    reply.kind === 'error' &&
    /not found|unknown block|header for hash|not available yet/i.test(reply.message)
  ) {
    return undefined;
  }
  return reply.message || `JSON-RPC error ${reply.kind === 'error' ? reply.code : ''}`;
}

function withTrouble(trouble: string | undefined): Reading {
  return trouble === undefined ? { blocks: [] } : { blocks: [], trouble };
}

function resultOf(reply: Reply): unknown {
  return reply.kind === 'result' ? reply.result : undefined;
}

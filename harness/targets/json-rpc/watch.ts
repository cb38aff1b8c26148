/**
 * Follows the chain block by block: every block once and in order, and the blocks of a reorganisation again.
 *
 * `head` comes from the feed at once; the content follows as fast as the node gives it, one reading at a time, so a
 * slow node falls behind without its questions piling up. A parent hash that is not the hash delivered before it means
 * that the chain was rewritten: the reader walks back to the last block both chains have, and delivers from there.
 */
import type { Hex } from '../../spec/intent.ts';
import type { Block, BlockListener } from '../../spec/target.ts';
import { BlockReader, troubleOf } from './block-reader.ts';
import { isObject } from './envelope.ts';
import { HeadFeed } from './head-feed.ts';
import type { Transport } from './transport.ts';

export interface WatchOptions {
  readonly pollMs: number;
  readonly maxBatch: number;
  readonly finality: boolean;
  /** How far back a reorganisation is followed. */
  readonly reorgDepth: number;
}

export interface Head {
  readonly number: number;
  readonly hash: Hex;
}

type Question = 'number' | 'content';

/** Hashes are remembered for at least so many blocks, whatever depth the user believes in. */
const LEAST_MEMORY = 16;

/** Reports every block after `from` to the listener until the returned function is called. */
export function watchBlocks(
  transport: Transport,
  from: Head,
  options: WatchOptions,
  listener: BlockListener,
): () => void {
  const watcher = new Watcher(transport, from, options, listener);
  watcher.start();
  return () => watcher.end();
}

class Watcher {
  private readonly transport: Transport;
  private readonly options: WatchOptions;
  private readonly listener: BlockListener;
  private readonly reader: BlockReader;
  private readonly feed: HeadFeed;
  /** Hashes of the last delivered blocks by number. */
  private readonly hashes = new Map<number, Hex>();
  private announced: number;
  private delivered: number;
  private final = -1;
  private reading = false;
  /** Kinds of questions that fail at present. */
  private readonly troubles = new Set<Question>();
  private finalityRefused = false;
  private ended = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(transport: Transport, from: Head, options: WatchOptions, listener: BlockListener) {
    this.transport = transport;
    this.options = options;
    this.listener = listener;
    this.announced = from.number;
    this.delivered = from.number;
    this.hashes.set(from.number, from.hash);
    this.reader = new BlockReader(transport, options.maxBatch);
    this.feed = new HeadFeed(transport, options.pollMs, {
      head: (number, hash) => this.announce(number, hash),
      trouble: (message) => this.trouble('number', message),
      fine: () => void this.troubles.delete('number'),
    });
  }

  start(): void {
    this.feed.start();
  }

  end(): void {
    this.ended = true;
    this.feed.end();
    clearTimeout(this.timer);
  }

  private announce(number: number, hash: string | null): void {
    if (this.ended) return;
    for (let next = this.announced + 1; next <= number; next++) this.listener.head(next);
    this.announced = Math.max(this.announced, number);
    // A pushed header for a number that was delivered with another hash: go back to read it again.
    const known = this.hashes.get(number);
    if (hash !== null && known !== undefined && known !== hash && number <= this.delivered) {
      this.delivered = number - 1;
    }
    if (!this.reading) void this.readOn();
  }

  /** Reads until all that was announced is delivered, or the node has no more at present. */
  private async readOn(): Promise<void> {
    clearTimeout(this.timer);
    this.reading = true;
    const before = this.delivered;
    while (!this.ended && this.delivered < this.announced) {
      const at = this.delivered;
      const { blocks, trouble } = await this.reader.read(at + 1, this.announced);
      if (this.ended) return;
      if (trouble !== undefined) this.trouble('content', trouble);
      else if (blocks.length > 0) this.troubles.delete('content');
      if (this.delivered !== at) continue;
      const taken = await this.take(blocks);
      if (!taken) {
        this.timer = setTimeout(() => void this.readOn(), this.options.pollMs);
        this.reading = false;
        return;
      }
    }
    if (this.options.finality && !this.finalityRefused && this.delivered > before) await this.askFinality();
    this.reading = false;
    if (!this.ended && this.delivered < this.announced) void this.readOn();
  }

  /** Delivers blocks that follow each other; `false` when there was nothing to deliver. */
  private async take(blocks: readonly Block[]): Promise<boolean> {
    for (const block of blocks) {
      const parent = this.hashes.get(block.number - 1);
      const rewritten = parent !== undefined && parent !== block.parentHash;
      const replaced = rewritten ? await this.replacedBefore(block) : [];
      if (this.ended || replaced === null) return false;
      for (const each of [...replaced, block]) this.deliver(each);
    }
    return blocks.length > 0;
  }

  /** The new chain's blocks from the fork up to the parent of `block`; `null` when it changed while being read. */
  private async replacedBefore(block: Block): Promise<Block[] | null> {
    const chain = [block];
    for (;;) {
      const { number, parentHash } = chain[0]!;
      const known = this.hashes.get(number - 1);
      if (known === undefined || known === parentHash) return chain.slice(0, -1);
      const { blocks, trouble } = await this.reader.read(number - 1, number - 1);
      if (trouble !== undefined) this.trouble('content', trouble);
      if (blocks[0]?.hash !== parentHash) return null;
      chain.unshift(blocks[0]);
    }
  }

  private deliver(block: Block): void {
    this.hashes.set(block.number, block.hash);
    this.hashes.delete(block.number - Math.max(this.options.reorgDepth, LEAST_MEMORY) - 1);
    this.delivered = block.number;
    this.listener.block(block);
  }

  private async askFinality(): Promise<void> {
    const call = { method: 'eth_getBlockByNumber', params: ['finalized', false] };
    const [reply] = await this.transport.exchange([call]);
    if (this.ended) return;
    const trouble = reply!.kind === 'error' ? troubleOf(reply!) : undefined;
    if (trouble !== undefined) {
      this.finalityRefused = true;
      this.fault(`finality cannot be followed: ${trouble}`);
    }
    const block = reply!.kind === 'result' ? reply!.result : null;
    const number = isObject(block) ? Number(block.number) : Number.NaN;
    if (number > this.final) {
      this.final = number;
      this.listener.finalised(number);
    }
  }

  /** One fault a spell, whatever fails in it. */
  private trouble(question: Question, message: string): void {
    const first = this.troubles.size === 0;
    this.troubles.add(question);
    if (first) this.fault(message);
  }

  private fault(message: string): void {
    if (!this.ended) this.listener.fault({ lost: false, message: `${this.transport.shown}: ${message}` });
  }
}

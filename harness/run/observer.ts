/** Watches the chain for the whole run and tells the generators; keeps the blocks and the faults. */
import type { Block, BlockListener, BlockRow, BlockTotals, RunRecord } from '../spec/index.ts';
import { type BlockNews, newsOf } from './block-news.ts';

export interface ObserverParts {
  /** Nanoseconds since the start of the run. */
  nowNs(): number;
  /** What to add to a time since 1970 to have one since the start of the run, nanoseconds. */
  wallToRunNs(): number;
  onBlock(news: BlockNews): void;
  onReorg(fromNumber: number): void;
  onFinalised(number: number, nowNs: number): void;
  /** The chain is gone for good. */
  onLost(): void;
  notice(message: string): void;
}

/** Rows kept at either end of a run's blocks. */
const KEPT = 2_500;
/** Heads whose sight is remembered until their block comes. */
const HEADS = 1_000;

export class Observer implements BlockListener {
  readonly faults: RunRecord['faults'] = [];
  lastBlock: number | null = null;
  lastSeenNs: number | null = null;
  readonly totals: BlockTotals = { seen: 0, transactions: 0, gasUsed: 0, gasLimit: 0 };
  private readonly parts: ObserverParts;
  private readonly seenAtNs = new Map<number, number>();
  private readonly first: BlockRow[] = [];
  private last: BlockRow[] = [];
  private leftOut = 0;
  private gaps = 0;
  private longestGapNs = 0;

  constructor(parts: ObserverParts) {
    this.parts = parts;
  }

  head(number: number): void {
    if (!this.seenAtNs.has(number)) this.seenAtNs.set(number, this.parts.nowNs());
    if (this.seenAtNs.size > HEADS) this.seenAtNs.delete(this.seenAtNs.keys().next().value as number);
  }

  block(block: Block): void {
    if (this.lastBlock !== null && block.number <= this.lastBlock) this.reorganised(block);
    const seenNs = this.seenAtNs.get(block.number) ?? this.parts.nowNs();
    this.seenAtNs.delete(block.number);
    if (this.lastSeenNs !== null) {
      this.gaps++;
      this.longestGapNs = Math.max(this.longestGapNs, seenNs - this.lastSeenNs);
    }
    this.lastBlock = block.number;
    this.lastSeenNs = seenNs;
    this.addUp(block);
    this.keep({
      number: block.number,
      seenNs,
      timestampS: block.timestampS,
      gasUsed: block.gasUsed,
      gasLimit: block.gasLimit,
      baseFeeWei: block.baseFeeWei === null ? null : String(block.baseFeeWei),
      transactions: block.succeeded.length,
      ours: 0,
    });
    this.parts.onBlock(newsOf(block, seenNs, block.timestampS * 1e9 + this.parts.wallToRunNs()));
  }

  finalised(number: number): void {
    this.parts.onFinalised(number, this.parts.nowNs());
  }

  fault({ lost, message }: { lost: boolean; message: string }): void {
    this.note(lost ? 'lost' : 'unreachable', message);
    if (lost) this.parts.onLost();
  }

  /** How many of a block's transactions a generator claims. */
  claim(number: number, ours: number): void {
    const row =
      this.last.findLast((r) => r.number === number) ?? this.first.findLast((r) => r.number === number);
    if (row) row.ours += ours;
  }

  /** Blocks seen from `fromNs` on, oldest first, with how many were left out of the middle. */
  rows(): { blocks: BlockRow[]; leftOut: number } {
    return { blocks: [...this.first, ...this.last], leftOut: this.leftOut };
  }

  /** The longest time between two blocks; `null` while too few were seen to know this chain's rhythm. */
  rhythmNs(): number | null {
    return this.gaps < 2 ? null : this.longestGapNs;
  }

  private reorganised(block: Block): void {
    this.note('reorg', `block ${block.number} was replaced; the head had been ${this.lastBlock}`);
    this.parts.onReorg(block.number);
  }

  private note(kind: RunRecord['faults'][number]['kind'], message: string): void {
    this.faults.push({ atNs: this.parts.nowNs(), kind, message });
    this.parts.notice(message);
  }

  private addUp({ succeeded, gasUsed, gasLimit }: Block): void {
    this.totals.seen++;
    this.totals.transactions += succeeded.length;
    this.totals.gasUsed += gasUsed;
    this.totals.gasLimit += gasLimit;
  }

  private keep(row: BlockRow): void {
    if (this.first.length < KEPT) this.first.push(row);
    else this.last.push(row);
    if (this.last.length > 2 * KEPT) {
      this.leftOut += this.last.length - KEPT;
      this.last = this.last.slice(-KEPT);
    }
  }
}

/**
 * What became of every transaction that a generator admitted: answers and blocks in, ledger and histograms out.
 *
 * Conserved at every moment: slots in use = awaited + included but not yet both settled and answered.
 */
import { Meters, type MetersState, Outcomes, type SecondState, secondOf } from '../measure/index.ts';
import { type Answer, OUTCOME, type SampleChunk, type UnansweredCode } from '../spec/index.ts';
import { toHex } from '../std/hex.ts';
import type { Made } from './ahead.ts';
import type { BlockNews } from './block-news.ts';
import { InFlight, STATE } from './in-flight.ts';
import { FAILED } from './journeys.ts';
import { codeNumber, SampleRows } from './sample-rows.ts';
import { Tally } from './tally.ts';

export interface TrackerParts {
  readonly accounts: number;
  readonly window: { readonly startNs: number; readonly endNs: number };
  /** Blocks after which an inclusion is settled. */
  readonly reorgDepth: number;
  /** Keep inclusions until the chain says that they are final. */
  readonly finality: boolean;
  /** Keep a row of every transaction. */
  readonly samples: boolean;
  /** A transaction left the system: included, refused or given up. */
  onLeft(nowNs: number): void;
  /** What became of a nonce. */
  onNonce(account: number, nonce: number, fate: NonceFate): void;
  /** Called now and then inside a long block: what is due must not wait for its end. */
  onPause(): void;
  /** Where the i-th transaction stands now: in a block, or nowhere and it never will (`FAILED`), or taken back (`null`). */
  onStep(index: number, block: number | null): void;
}

/** `used` stands in a block, `free` was not used, `stale` the chain called too low, `doubtful` nobody knows. */
export type NonceFate = 'used' | 'free' | 'stale' | 'doubtful';

export interface TrackerResult {
  readonly meters: MetersState;
  readonly outcomes: Uint8Array;
  /** Fees paid and transactions included, by account. */
  readonly feesWei: bigint[];
  readonly includedBy: number[];
  readonly awaitedMax: number;
  /** Those that were not taken before. */
  readonly samples: SampleChunk[];
}

/** Transactions of a block that take about a millisecond to count. */
const BETWEEN_PAUSES = 512;
const HASH_BYTES = 32;

export class Tracker {
  /** Admitted and neither included nor refused. */
  awaited = 0;
  /** Opened, and the answer has not come. */
  asked = 0;
  readonly meters = new Meters();
  private readonly parts: TrackerParts;
  private readonly outcomes = new Outcomes();
  private readonly table = new InFlight();
  private readonly tally: Tally;
  /** Slots by block number, while their inclusion may still be taken back or awaits finality. */
  private readonly unsettled = new Map<number, number[]>();
  private readonly samples: SampleRows | null;
  private awaitedMax = 0;
  private windowEndNs: number;

  constructor(parts: TrackerParts) {
    this.parts = parts;
    const inWindow = (timeNs: number) => this.inWindow(timeNs);
    this.tally = new Tally(this.meters, this.table, parts.accounts, inWindow);
    this.samples = parts.samples ? new SampleRows(this.tally.actions) : null;
    this.windowEndNs = parts.window.endNs;
  }

  /** An arrival came due; `admitted` or else dropped. */
  arrived(index: number, dueNs: number, admitted: boolean): void {
    const inWindow = this.inWindow(dueNs);
    this.tally.arrival(admitted, inWindow);
    this.meters.series.add('offered', dueNs);
    if (inWindow) this.meters.windowCounts.offered++;
    if (admitted) return;
    this.meters.series.add('dropped', dueNs);
    this.samples?.dropped(index, dueNs, inWindow);
  }

  /** A step was held for so long until it could go; `scheduledNs` is when it was due by the schedule. */
  waited(scheduledNs: number, waitedNs: number): void {
    this.meters.steps.waited++;
    if (this.inWindow(scheduledNs)) this.meters.histograms.waiting.record(waitedNs);
  }

  /** Opens the slot of a signed transaction. `scheduledNs` is before `dueNs` where it had to wait for another. */
  open(made: Made, index: number, dueNs: number, scheduledNs = dueNs): number {
    const { from, action, nonce, transaction } = made;
    const { among, place = 0 } = transaction;
    const slot = among ? this.table.add(among.hashes, HASH_BYTES * place) : this.table.add(transaction.hash);
    this.table.index[slot] = index;
    this.table.dueNs[slot] = dueNs;
    this.table.intent[slot] = made.index;
    this.table.account[slot] = from;
    this.table.nonce[slot] = nonce;
    this.table.action[slot] = this.tally.sent(action);
    if (this.inWindow(scheduledNs)) this.mark(slot, STATE.inWindow);
    this.awaited++;
    this.asked++;
    this.awaitedMax = Math.max(this.awaitedMax, this.awaited);
    return slot;
  }

  sent(slots: readonly number[], sentNs: number): void {
    const { lag } = this.meters.histograms;
    for (const slot of slots) {
      this.table.sentNs[slot] = sentNs;
      if (this.has(slot, STATE.inWindow)) lag.record(sentNs - this.table.dueNs[slot]!);
    }
    this.meters.series.add('sent', sentNs, slots.length);
    if (this.inWindow(sentNs)) this.meters.windowCounts.sent += slots.length;
  }

  /** An answer to each of those that were sent together. */
  answered(slots: readonly number[], answers: readonly Answer[], nowNs: number): void {
    const accepted: number[] = [];
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      const answer = answers[i]!;
      this.asked--;
      if (answer.outcome !== 'unanswered') this.table.answeredNs[slot] = nowNs;
      if (answer.outcome === 'unanswered') this.unanswered(slot, answer, nowNs);
      // A transaction that stands in a block was accepted, whatever the answer says.
      else if (answer.outcome === 'accepted' || this.has(slot, STATE.included)) accepted.push(slot);
      else this.rejected(slot, answer, nowNs);
    }
    if (accepted.length > 0) this.accepted(accepted, nowNs);
  }

  /** Returns how many of the block's transactions are ours and new. */
  block(news: BlockNews): number {
    const { reorgDepth, finality } = this.parts;
    const mine: number[] = [];
    for (let i = 0; i < news.succeeded.length; i++) {
      const slot = this.table.find(news.hashes, 32 * i);
      if (slot < 0 || this.has(slot, STATE.included)) continue;
      this.include(slot, news, i);
      if (mine.push(slot) % BETWEEN_PAUSES === 0) this.parts.onPause();
    }
    this.tally.inclusions(mine, 1);
    if (mine.length > 0) this.unsettled.set(news.number, mine);
    if (!finality) this.settleUpTo(news.number - reorgDepth);
    return mine.length;
  }

  /** The load ended early: nothing later counts into the window. */
  endWindow(atNs: number): void {
    this.windowEndNs = Math.max(this.parts.window.startNs, Math.min(this.windowEndNs, atNs));
  }

  /** The chain took back every block from `fromNumber` on: their transactions are awaited again. */
  reorg(fromNumber: number): void {
    for (const [number, slots] of this.unsettled) {
      if (number < fromNumber) continue;
      this.unsettled.delete(number);
      this.tally.inclusions(slots, -1);
      for (const slot of slots) this.takeBack(slot);
    }
  }

  /** Every block up to `number` is final. */
  finalised(number: number, nowNs: number): void {
    if (this.parts.finality) this.settleUpTo(number, nowNs);
  }

  /** Latencies of the seconds before `limit`, once. */
  takeSeconds(limit: number): SecondState[] {
    return this.meters.seconds.take(limit);
  }

  /** Rows of transactions that are done with, once. */
  takeSamples(): SampleChunk[] {
    return this.samples?.take() ?? [];
  }

  /** Ends the run: what is still awaited becomes expired or unanswered. */
  finish(nowNs: number): TrackerResult {
    for (const slot of this.table.slots()) {
      this.close(slot, nowNs);
      this.samples?.done(this.table, slot);
    }
    const { meters, outcomes, awaitedMax } = this;
    const { includedBy } = this.tally;
    const feesWei = this.tally.fees.all();
    const samples = this.samples?.finish() ?? [];
    return {
      meters: meters.toState(),
      outcomes: outcomes.toBytes(),
      feesWei,
      includedBy,
      awaitedMax,
      samples,
    };
  }

  private close(slot: number, nowNs: number): void {
    const answered = this.has(slot, STATE.accepted | STATE.unanswered);
    if (!answered) {
      this.mark(slot, STATE.unanswered);
      this.noteUnanswered(slot, 'run-ended', 'the run ended before the answer came', nowNs);
    }
    if (this.has(slot, STATE.included)) {
      if (!answered) this.tally.slot('unansweredSeen', slot);
      this.book(slot);
      return;
    }
    if (this.has(slot, STATE.accepted)) this.tally.slot('expired', slot);
    this.outcomes.set(this.table.intent[slot]!, OUTCOME.uncertain);
  }

  /** At least one, all sent together. */
  private accepted(slots: readonly number[], nowNs: number): void {
    const tookNs = nowNs - this.table.sentNs[slots[0]!]!;
    let ofWindow = 0;
    for (const slot of slots) {
      this.mark(slot, STATE.accepted);
      if (this.has(slot, STATE.inWindow)) ofWindow++;
      if (this.has(slot, STATE.booked)) this.release(slot);
    }
    this.tally.all('accepted', slots.length, ofWindow);
    this.meters.series.add('accepted', nowNs, slots.length);
    if (this.inWindow(nowNs)) this.meters.windowCounts.accepted += slots.length;
    if (ofWindow > 0) this.meters.histograms.submit.record(tookNs, ofWindow);
  }

  private rejected(slot: number, answer: Extract<Answer, { outcome: 'rejected' }>, nowNs: number): void {
    this.tally.slot('rejected', slot);
    this.table.code[slot] = codeNumber(answer.code);
    this.meters.series.add('rejected', nowNs);
    this.meters.rejections.add(answer.code, answer.message);
    if (this.has(slot, STATE.inWindow))
      this.meters.histograms.rejection.record(nowNs - this.table.sentNs[slot]!);
    this.tellNonce(slot, answer.code === 'nonce-too-low' ? 'stale' : 'free');
    this.parts.onStep(this.table.intent[slot]!, FAILED);
    this.leave(slot, nowNs);
    this.release(slot);
  }

  private unanswered(slot: number, answer: Extract<Answer, { outcome: 'unanswered' }>, nowNs: number): void {
    this.mark(slot, STATE.unanswered);
    this.noteUnanswered(slot, answer.code, answer.message, nowNs);
    if (this.has(slot, STATE.included)) {
      this.tally.slot('unansweredSeen', slot);
      if (this.has(slot, STATE.booked)) this.release(slot);
    } else if (answer.delivered === false) {
      this.tellNonce(slot, 'free');
      this.parts.onStep(this.table.intent[slot]!, FAILED);
      this.leave(slot, nowNs);
      this.release(slot);
    } else {
      this.tellNonce(slot, 'doubtful');
      // It may still be included, but a closed load waits for it no longer.
      this.giveUpPlace(slot, nowNs);
    }
  }

  private noteUnanswered(slot: number, code: UnansweredCode, message: string, nowNs: number): void {
    this.tally.slot('unanswered', slot);
    this.table.code[slot] = codeNumber(code);
    this.meters.unanswered.add(code, message);
    if (this.has(slot, STATE.inWindow))
      this.meters.histograms.unanswered.record(nowNs - this.table.sentNs[slot]!);
  }

  private include(slot: number, news: BlockNews, i: number): void {
    const succeeded = news.succeeded[i] === 1;
    this.mark(slot, succeeded ? STATE.included | STATE.succeeded : STATE.included);
    this.table.seenNs[slot] = news.seenNs;
    this.table.headerNs[slot] = news.headerNs;
    this.table.block[slot] = news.number;
    this.table.gasUsed[slot] = news.gasUsedBy[i]!;
    this.table.gasPriceWei[slot] = news.gasPriceWei[i]!;
    this.outcomes.set(this.table.intent[slot]!, succeeded ? OUTCOME.succeeded : OUTCOME.reverted);
    this.tellNonce(slot, 'used');
    this.parts.onStep(this.table.intent[slot]!, succeeded ? news.number : FAILED);
    if (!succeeded) {
      const hash = toHex(news.hashes.subarray(32 * i, 32 * i + 32));
      this.meters.reverted.add(this.tally.actions[this.table.action[slot]!]!, hash);
    }
    this.leave(slot, news.seenNs);
  }

  private takeBack(slot: number): void {
    this.tally.slot('reorged', slot);
    this.table.state[slot]! &= ~(STATE.included | STATE.succeeded);
    this.outcomes.set(this.table.intent[slot]!, OUTCOME.none);
    this.parts.onStep(this.table.intent[slot]!, null);
    this.awaited++;
  }

  private settleUpTo(number: number, finalNs?: number): void {
    for (const [block, slots] of this.unsettled) {
      if (block > number) continue;
      this.unsettled.delete(block);
      for (let i = 0; i < slots.length; i++) {
        this.settle(slots[i]!, finalNs);
        if (i % BETWEEN_PAUSES === 0) this.parts.onPause();
      }
    }
  }

  /** The inclusion stands: its latencies count, and the slot is free once the answer is there too. */
  private settle(slot: number, finalNs?: number): void {
    this.book(slot);
    if (finalNs !== undefined && this.has(slot, STATE.inWindow)) {
      this.meters.histograms.finality.record(finalNs - this.table.dueNs[slot]!);
    }
    if (this.has(slot, STATE.accepted | STATE.unanswered)) this.release(slot);
  }

  private book(slot: number): void {
    if (this.has(slot, STATE.booked)) return;
    this.mark(slot, STATE.booked);
    const { histograms, seconds } = this.meters;
    const seenNs = this.table.seenNs[slot]!;
    const dueNs = this.table.dueNs[slot]!;
    seconds.record(secondOf(seenNs), seenNs - dueNs);
    if (!this.has(slot, STATE.inWindow)) return;
    histograms.inclusion.record(seenNs - dueNs);
    histograms.inclusionFromSent.record(seenNs - this.table.sentNs[slot]!);
    histograms.headerInclusion.record(this.table.headerNs[slot]! - dueNs);
  }

  private release(slot: number): void {
    this.samples?.done(this.table, slot);
    this.table.release(slot);
  }

  private leave(slot: number, nowNs: number): void {
    this.awaited--;
    this.giveUpPlace(slot, nowNs);
  }

  /** A transaction holds one place in a closed load, and gives it up once. */
  private giveUpPlace(slot: number, nowNs: number): void {
    if (this.has(slot, STATE.left)) return;
    this.mark(slot, STATE.left);
    this.parts.onLeft(nowNs);
  }

  private tellNonce(slot: number, fate: NonceFate): void {
    this.parts.onNonce(this.table.account[slot]!, this.table.nonce[slot]!, fate);
  }

  private inWindow(timeNs: number): boolean {
    return timeNs >= this.parts.window.startNs && timeNs < this.windowEndNs;
  }

  private has(slot: number, flags: number): boolean {
    return (this.table.state[slot]! & flags) !== 0;
  }

  private mark(slot: number, flags: number): void {
    this.table.state[slot]! |= flags;
  }
}

/**
 * One generator: intent -> sign -> due -> submit, for the indices that are its own; its tracker sees what became of them.
 *
 * Runs in a thread or in the caller's and knows neither. All time comes from its clock, so that tests drive the same
 * code with a virtual one.
 */
import { secondOf } from '../measure/index.ts';
import type { Address, Driver, Session, Transaction } from '../spec/index.ts';
import type { Clock } from '../std/clock.ts';
import type { NonceLanes } from '../wallet/index.ts';
import { Ahead, type Arrival, type Made } from './ahead.ts';
import type { Arrivals } from './arrivals.ts';
import type { BlockNews } from './block-news.ts';
import type { GeneratorProgress } from './generator-progress.ts';
import { FAILED, Journeys, type Milestone } from './journeys.ts';
import type { Maker } from './maker.ts';
import { NonceFates } from './nonce-fates.ts';
import { Tracker, type TrackerResult } from './tracker.ts';

export interface GeneratorParts {
  readonly addresses: readonly Address[];
  readonly maxInFlight: number;
  readonly batch: { readonly size: number; readonly lingerMs: number };
  readonly window: { readonly startNs: number; readonly endNs: number };
  readonly reorgDepth: number;
  readonly finality: boolean;
  readonly samples: boolean;
  readonly arrivals: Arrivals;
  readonly driver: Driver;
  readonly maker: Maker;
  readonly lanes: NonceLanes;
  readonly session: Session;
  readonly clock: Clock;
  /** Tells the other generators of steps that theirs may wait for. */
  readonly tellMilestones: (milestones: readonly Milestone[], timestampS: number) => void;
  /** It cannot go on: an intent did not encode, or a plug-in failed. */
  readonly died: (error: unknown) => void;
}

export interface GeneratorResult extends TrackerResult {
  /** One past the highest index that was scheduled. */
  readonly indexEnd: number;
  readonly sent: number;
  readonly signNs: number;
  readonly queuedMax: number;
}

/** How long one turn may send before the event loop gets its turn. */
const TURN_NS = 2e6;
/** And inside a block: less than what was counted since the last pause took, or a busy generator never gets through. */
const PAUSE_TURN_NS = 0.4e6;
/** Signing one, or a part of as many as are signed at once, takes less than this. */
const AHEAD_MARGIN_NS = 0.6e6;
const IDLE_PARTS = 4;
/** At a high rate nobody is ever idle: with less than this in reserve, some must be made soon, and now is not worse. */
const RESERVE_NS = 50e6;
const LATENCY_EVERY_NS = 1e9;

export class Generator {
  private readonly parts: GeneratorParts;
  private readonly tracker: Tracker;
  private readonly ahead: Ahead;
  private readonly journeys: Journeys;
  private milestones: Milestone[] = [];
  /** The header time of the block that is being taken in, seconds since 1970. */
  private blockTimeS = 0;
  private readonly nonces: NonceFates;
  private batch: Transaction[] = [];
  private batchSlots: number[] = [];
  private batchSenders: number[] = [];
  private batchSinceNs = 0;
  private cancelWake: () => void = () => {};
  /** The next arrival, when it last lay down to rest. */
  private restedForNs = Number.POSITIVE_INFINITY;
  private indexEnd = 0;
  private sent = 0;
  private queuedMax = 0;
  private finished = false;
  private ours: [number, number][] = [];
  private latencyToldNs = 0;

  constructor(parts: GeneratorParts) {
    this.parts = parts;
    this.ahead = new Ahead(parts.arrivals, (indices) => this.makeAhead(indices));
    this.journeys = new Journeys(parts.driver);
    this.nonces = new NonceFates(parts);
    this.tracker = new Tracker({
      accounts: parts.addresses.length,
      window: parts.window,
      reorgDepth: parts.reorgDepth,
      finality: parts.finality,
      samples: parts.samples,
      onLeft: (nowNs) => this.left(nowNs),
      onNonce: (account, nonce, fate) => this.nonces.note(account, nonce, fate),
      onStep: (index, block) => this.step(index, block),
      onPause: () => this.catchUp(PAUSE_TURN_NS),
    });
  }

  start(): void {
    this.guarded(() => this.rest());
  }

  /** Ends the load, and the measurement window with it; what is under way is still awaited. */
  stopArrivals(atNs: number): void {
    this.guarded(() => {
      this.dropOverdue(atNs);
      this.parts.arrivals.stop();
      this.dropWaiting();
      this.tracker.endWindow(atNs);
      this.turn();
    });
  }

  block(news: BlockNews): void {
    this.guarded(() => {
      this.blockTimeS = news.timestampS;
      const ours = this.tracker.block(news);
      if (ours > 0) this.ours.push([news.number, ours]);
      this.journeys.moveHead(news.number, news.timestampS);
      this.passOn();
      this.sweep();
      if (news.baseFeeWei !== null) this.parts.maker.follow(news.baseFeeWei);
      this.restAnew();
    });
  }

  reorg(fromNumber: number): void {
    if (!this.finished) this.tracker.reorg(fromNumber);
  }

  finalised(number: number, nowNs: number): void {
    if (!this.finished) this.tracker.finalised(number, nowNs);
  }

  /** Steps of other generators, for which ones of this may wait. */
  reached(milestones: readonly Milestone[], timestampS: number): void {
    this.guarded(() => {
      for (const [index, block] of milestones) this.journeys.note(index, block, timestampS);
      this.sweep();
    });
  }

  progress(): GeneratorProgress {
    const nowNs = this.parts.clock.nowNs();
    const { ours, sent } = this;
    const { meters } = this.tracker;
    this.ours = [];
    const latencyIsDue = nowNs - this.latencyToldNs >= LATENCY_EVERY_NS;
    if (latencyIsDue) this.latencyToldNs = nowNs;
    return {
      ours,
      ledger: meters.ledger,
      sent,
      awaited: this.tracker.awaited,
      asked: this.tracker.asked,
      arrivalsDone: this.ahead.done(nowNs) && this.batch.length === 0 && this.journeys.size === 0,
      seconds: this.tracker.takeSeconds(secondOf(nowNs) - 1),
      samples: this.tracker.takeSamples(),
      rejections: meters.rejections.list(),
      unanswered: meters.unanswered.list(),
      latency: latencyIsDue ? meters.distributions() : null,
    };
  }

  /** Ends the run for this generator: what is still awaited becomes expired or unanswered. */
  finish(): GeneratorResult {
    this.end();
    this.dropOverdue(this.parts.clock.nowNs());
    this.dropWaiting();
    const { indexEnd, sent, queuedMax } = this;
    const { signNs } = this.parts.maker;
    return { ...this.tracker.finish(this.parts.clock.nowNs()), indexEnd, sent, signNs, queuedMax };
  }

  /** What is called from outside: what goes wrong in it ends this generator, and is said. */
  private guarded(work: () => void): void {
    if (this.finished) return;
    try {
      work();
    } catch (error) {
      this.end();
      this.parts.died(error);
    }
  }

  private end(): void {
    this.finished = true;
    this.cancelWake();
    this.nonces.end();
  }

  private turn(budgetNs = TURN_NS): void {
    if (this.finished) return;
    const { clock, batch } = this.parts;
    let nowNs = clock.nowNs();
    const turnEndsNs = nowNs + budgetNs;
    while (nowNs <= turnEndsNs && this.takeOne(nowNs)) {
      if (this.batch.length >= batch.size) this.flush();
      nowNs = clock.nowNs();
    }
    if (this.batch.length > 0 && (nowNs >= this.flushAtNs() || this.ahead.done(nowNs))) this.flush();
    this.rest();
  }

  /** Sends what is due first, if anything is; false when nothing is. */
  private takeOne(nowNs: number): boolean {
    const freedNs = this.journeys.nextNs();
    if (freedNs <= nowNs && freedNs <= this.nextArrivalNs()) {
      const { arrival, dueNs } = this.journeys.take();
      this.send(arrival, dueNs);
      return true;
    }
    if (this.nextArrivalNs() > nowNs || this.ahead.done(nowNs)) return false;
    if (this.ahead.isEmpty) this.makeUpTo(this.parts.maker.atOnce, nowNs);
    this.arrive(this.ahead.take());
    return true;
  }

  /** A closed load whose places are taken by what nobody answers waits where an open one drops what is due. */
  private nextArrivalNs(): number {
    const waits = !this.parts.arrivals.open && this.isFull();
    return waits ? Number.POSITIVE_INFINITY : this.ahead.nextNs();
  }

  private isFull(): boolean {
    return this.tracker.awaited + this.journeys.size >= this.parts.maxInFlight;
  }

  /** Sleeps until the next arrival or the end of the batch's patience; where there is time for it, works ahead first. */
  private rest(): void {
    this.cancelWake();
    const { clock } = this.parts;
    const nowNs = clock.nowNs();
    const flushAtNs = this.batch.length > 0 ? this.flushAtNs() : Number.POSITIVE_INFINITY;
    const freedNs = this.journeys.nextNs();
    this.restedForNs = this.ahead.done(nowNs) ? Number.POSITIVE_INFINITY : this.nextArrivalNs();
    const atNs = Math.min(this.restedForNs, flushAtNs, freedNs);
    if (atNs === Number.POSITIVE_INFINITY) return;
    const count = this.worthMaking(atNs, nowNs);
    if (count > 0) this.makeUpTo(count, nowNs);
    this.wakeAt(count > 0 ? clock.nowNs() : atNs);
  }

  private wakeAt(atNs: number): void {
    this.cancelWake = this.parts.clock.wake(atNs, () => this.guarded(() => this.turn()));
  }

  /** An arrival may have come that is due before the one it rests for. */
  private restAnew(): void {
    if (this.nextArrivalNs() < this.restedForNs) this.rest();
  }

  /** How many to make before `atNs`: few where there is time for them, or many where they run short all the same. */
  private worthMaking(atNs: number, nowNs: number): number {
    const { atOnce } = this.parts.maker;
    // What is due goes first.
    if (atNs <= nowNs) return 0;
    const isShort = this.ahead.madeUntilNs() < nowNs + RESERVE_NS;
    if ((!isShort && atNs - nowNs <= AHEAD_MARGIN_NS) || this.roomAhead(nowNs) <= 0) return 0;
    return isShort ? atOnce : Math.ceil(atOnce / IDLE_PARTS);
  }

  private makeUpTo(count: number, nowNs: number): void {
    const some = Math.min(count, this.roomAhead(nowNs));
    if (some > 0) this.ahead.makeSome(some, nowNs);
  }

  /** None that may be dropped when it comes due: it would leave a gap in the nonces of those made after it. */
  private roomAhead(nowNs: number): number {
    const { arrivals, maxInFlight } = this.parts;
    if (!this.ahead.hasRoom(nowNs)) return 0;
    if (!arrivals.open) return Number.POSITIVE_INFINITY;
    return maxInFlight - this.tracker.awaited - this.journeys.size - this.ahead.size;
  }

  private flushAtNs(): number {
    return this.batchSinceNs + this.parts.batch.lingerMs * 1e6;
  }

  /** Arrivals that came due and that the generator did not get to are dropped, not forgotten. */
  private dropOverdue(nowNs: number): void {
    while (this.parts.arrivals.open && this.ahead.nextNs() <= nowNs) this.drop(this.ahead.take());
  }

  /** Their wait will not be over in time. */
  private dropWaiting(): void {
    for (const arrival of this.journeys.clear()) {
      this.tracker.meters.steps.outOfTime++;
      this.drop(arrival);
    }
  }

  private drop({ index, dueNs, made }: Arrival): void {
    this.indexEnd = Math.max(this.indexEnd, index + 1);
    this.tracker.arrived(index, dueNs, false);
    this.giveBack(index, made);
    this.step(index, FAILED);
    // A closed load goes on with the next; an open one is not concerned.
    this.parts.arrivals.left(this.parts.clock.nowNs());
  }

  /** What was made after it for the same sender would wait for its nonce: that is made anew when it goes. */
  private giveBack(index: number, made: Made | null): void {
    const { lanes, maker } = this.parts;
    if (!maker.dropped(index, made) || !made) return;
    for (const later of this.ahead.unmake(made.from)) lanes.giveBack(made.from, later);
  }

  /** The step before it came to nothing. */
  private abandon(arrival: Arrival): void {
    this.tracker.meters.steps.abandoned++;
    this.drop(arrival);
  }

  private arrive(arrival: Arrival): void {
    const standing = this.journeys.standing(arrival.index);
    if (standing === 'failed') this.abandon(arrival);
    else if (this.isFull()) this.drop(arrival);
    else if (standing === 'waiting') this.journeys.hold(arrival);
    else this.send(arrival, arrival.dueNs);
  }

  /** Looks who waits no longer. */
  private sweep(): void {
    if (this.journeys.size === 0) return;
    for (const lost of this.journeys.sweep(this.parts.clock.nowNs())) this.abandon(lost);
    if (this.journeys.nextNs() !== Number.POSITIVE_INFINITY) this.rest();
  }

  private send(arrival: Arrival, dueNs: number): void {
    const { index, dueNs: scheduledNs } = arrival;
    this.indexEnd = Math.max(this.indexEnd, index + 1);
    this.tracker.arrived(index, scheduledNs, true);
    if (dueNs !== scheduledNs) this.tracker.waited(scheduledNs, dueNs - scheduledNs);
    const made = this.parts.maker.next(arrival.made ?? this.makeNow(index));
    if (this.batch.length === 0) this.batchSinceNs = this.parts.clock.nowNs();
    this.batch.push(made.transaction);
    this.batchSenders.push(made.from);
    this.batchSlots.push(this.tracker.open(made, index, dueNs, scheduledNs));
  }

  private makeAhead(indices: readonly number[]): (Made | null)[] {
    const free = indices.filter((index) => this.journeys.standing(index) === 'free');
    const made = this.parts.maker.make(free);
    return free.length === indices.length ? made : indices.map((index) => made[free.indexOf(index)] ?? null);
  }

  /** It goes before whatever was made ahead for the same sender, whose nonces would else wait for its own. */
  private makeNow(index: number): Made {
    const { maker, lanes } = this.parts;
    const from = maker.senderOf(index);
    for (const nonce of this.ahead.unmake(from)) lanes.giveBack(from, nonce);
    return maker.make([index])[0]!;
  }

  private flush(): void {
    const { session, clock } = this.parts;
    const { batchSlots: slots, batch: transactions, batchSenders: senders } = this;
    this.batch = [];
    this.batchSlots = [];
    this.batchSenders = [];
    this.sent += slots.length;
    this.tracker.sent(slots, clock.nowNs());
    session.submit(transactions, senders).then((answers) => {
      this.guarded(() => {
        this.tracker.answered(slots, answers, clock.nowNs());
        // Answers come in bursts after a block; what is due goes out between them, not after the last.
        this.catchUp();
      });
    });
    this.queuedMax = Math.max(this.queuedMax, session.queued());
  }

  /** Sends what is due, if anything is. */
  private catchUp(budgetNs = TURN_NS): void {
    if (Math.min(this.nextArrivalNs(), this.journeys.nextNs()) <= this.parts.clock.nowNs())
      this.turn(budgetNs);
  }

  /** A closed load answers a transaction that left with a new one. */
  private left(nowNs: number): void {
    this.parts.arrivals.left(nowNs);
    this.restAnew();
  }

  /** Somebody may wait for this step, here or in another generator. */
  private step(index: number, block: number | null): void {
    if (!this.journeys.isAwaited(index)) return;
    this.journeys.note(index, block, this.blockTimeS);
    this.milestones.push([index, block]);
  }

  private passOn(): void {
    if (this.milestones.length === 0) return;
    this.parts.tellMilestones(this.milestones, this.blockTimeS);
    this.milestones = [];
  }
}

/**
 * One reader: sends each read when it is due, whatever became of those before it, and decides every one of them.
 *
 * Conserved: due = ok + failed + undecided, and in the end nothing is undecided.
 */
import type { Schedule } from '../pacing/index.ts';
import type { HttpEndpoint } from '../spec/index.ts';
import type { Clock } from '../std/clock.ts';
import { type Fault, judge } from './answers.ts';
import { type DueRead, Lane } from './lane.ts';
import { ReadMeters, type ReadMetersState } from './meters.ts';
import { bodyOf, type Questions } from './questions.ts';

export interface ReaderParts {
  readonly worker: number;
  readonly workers: number;
  readonly schedule: Schedule;
  readonly window: { readonly startNs: number; readonly endNs: number };
  readonly clock: Clock;
  readonly questions: Questions;
  readonly endpoints: readonly Pick<HttpEndpoint, 'address' | 'headers' | 'shown'>[];
  /** To each endpoint. */
  readonly connections: number;
  readonly timeoutMs: number;
  /** The newest block at the start. */
  readonly head: number;
}

export interface ReaderResult {
  readonly meters: ReadMetersState;
  readonly sent: number;
}

/** How long one turn may send before answers get theirs. */
const TURN_NS = 2e6;
const LOOK_EVERY_MS = 20;
/** Where reads are spread over several endpoints, some may be a few blocks behind. */
const BEHIND = 3;

export class Reader {
  private readonly parts: ReaderParts;
  private readonly lanes: readonly Lane[];
  private readonly meters: ReadMeters;
  private head: number;
  /** The next read of ours by the schedule; every `workers`th is. */
  private index: number;
  private end: number;
  private sent = 0;
  private undecided = 0;
  private cancelWake: () => void = () => {};
  private looking: NodeJS.Timeout | undefined;
  private settle: () => void = () => {};

  constructor(parts: ReaderParts) {
    this.parts = parts;
    this.head = parts.head;
    this.index = parts.worker;
    this.end = parts.schedule.count;
    this.meters = new ReadMeters(parts.window);
    this.lanes = parts.endpoints.map((endpoint) => this.laneTo(endpoint));
  }

  /** Opens the connections. Throws `target-unreachable`. */
  async open(): Promise<void> {
    const opening = await Promise.allSettled(this.lanes.map((lane) => lane.open()));
    const failed = opening.find((one) => one.status === 'rejected');
    if (!failed) return;
    this.close();
    throw failed.reason;
  }

  start(): void {
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.rest();
  }

  /** The chain has this block. */
  moveHead(number: number): void {
    this.head = number;
  }

  /** Nothing comes due from this moment on; what has is still decided. */
  stopArrivals(atNs: number): void {
    const begun = this.looking !== undefined;
    while (begun && this.index < this.end && this.nextNs() <= atNs) this.take(atNs);
    this.end = Math.min(this.end, this.index);
    this.meters.endWindow(atNs);
    this.cancelWake();
    this.settleWhenDone();
  }

  get done(): boolean {
    return this.index >= this.end && this.undecided === 0;
  }

  /** Resolves when every read is decided: at the latest when the time-out of the last is over. */
  async finish(): Promise<ReaderResult> {
    if (!this.done) {
      await new Promise<void>((settle) => {
        this.settle = settle;
      });
    }
    this.close();
    return { meters: this.meters.toState(), sent: this.sent };
  }

  /** Ends at once: what is undecided fails. */
  cut(): void {
    this.stopArrivals(this.parts.clock.nowNs());
    this.close();
    this.settleWhenDone();
  }

  private close(): void {
    clearInterval(this.looking);
    this.cancelWake();
    for (const lane of this.lanes) lane.close();
  }

  private readonly turn = (): void => {
    const { clock } = this.parts;
    let nowNs = clock.nowNs();
    const turnEndsNs = nowNs + TURN_NS;
    while (this.index < this.end && this.nextNs() <= nowNs && nowNs <= turnEndsNs) {
      this.take(nowNs);
      nowNs = clock.nowNs();
    }
    this.rest();
  };

  private rest(): void {
    this.cancelWake();
    if (this.index < this.end) this.cancelWake = this.parts.clock.wake(this.nextNs(), this.turn);
  }

  private nextNs(): number {
    return this.parts.schedule.dueNs(this.index);
  }

  private take(nowNs: number): void {
    const { workers } = this.parts;
    const read: DueRead = { index: this.index, dueNs: this.nextNs(), sentNs: null, question: null };
    this.index += workers;
    this.undecided++;
    this.meters.due(read.dueNs, nowNs - read.dueNs);
    this.lanes[Math.floor(read.index / workers) % this.lanes.length]!.take(read);
  }

  private laneTo(endpoint: ReaderParts['endpoints'][number]): Lane {
    const { connections, timeoutMs, clock } = this.parts;
    return new Lane({
      endpoint,
      connections,
      timeoutNs: timeoutMs * 1e6,
      sending: (read) => {
        const body = bodyOf(read.index, this.questionOf(read));
        this.sent++;
        read.sentNs = clock.nowNs();
        this.meters.sent(read.sentNs);
        return body;
      },
      answered: (read, status, body) => {
        const nowNs = clock.nowNs();
        this.decide(read, nowNs, judge(status, body, read.index + 1, this.questionOf(read).check));
      },
      failed: (read, fault) => this.decide(read, clock.nowNs(), fault),
      waits: () => {
        this.meters.waited++;
      },
    });
  }

  private questionOf(read: DueRead) {
    const head = this.lanes.length > 1 ? Math.max(0, this.head - BEHIND) : this.head;
    read.question ??= this.parts.questions.ask(read.index, head);
    return read.question;
  }

  private decide(read: DueRead, decidedNs: number, fault: Fault | null): void {
    this.undecided--;
    const { method } = this.questionOf(read);
    this.meters.decided({ method, dueNs: read.dueNs, sentNs: read.sentNs, decidedNs, fault });
    this.settleWhenDone();
  }

  private settleWhenDone(): void {
    if (this.done) this.settle();
  }

  private look(): void {
    for (const lane of this.lanes) lane.expire(this.parts.clock.nowNs());
  }
}

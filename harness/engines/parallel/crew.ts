/**
 * The threads that execute: all on one memory, all at the same step of a job, parked between jobs. The node's own thread
 * is not one of them, so that it answers while they work.
 */
import type { Worker } from 'node:worker_threads';
import type { SharedMemory } from '../../kernel/evm/index.ts';
import { assert } from '../../std/assert.ts';
import { monotonicNs } from '../../std/clock.ts';
import { LakhError, messageOf } from '../../std/errors.ts';
import { spawnThread } from '../../std/module.ts';

export const STEPS = ['begin', 'decode', 'check', 'authorise', 'execute', 'seal'] as const;
export type Step = (typeof STEPS)[number];

/** The words that the crew shares: the number of the job, how many steps of how many are over, who has done this one. */
export const TICKET = 0;
export const OVER = 1;
export const LENGTH = 2;
export const DONE = 3;
/** The next piece of the step that nobody has taken. */
export const NEXT = 4;
/** What the job is given, then what its steps are. */
export const ARGUMENTS = 5;
const MOST_ARGUMENTS = 10;
export const FIRST_STEP = ARGUMENTS + MOST_ARGUMENTS;
const MOST_STEPS = 3;
/** The length of a job that ends a thread. */
export const LEAVE = -1;

/** What a step took. */
export interface StepTimes {
  /** From when it could begin until the last thread was done, ms. */
  readonly wallMs: number;
  /** What each thread was busy, its waiting for others left out, ms. */
  readonly busyMs: Float64Array;
}

export interface CrewSetup {
  readonly memory: SharedMemory;
  readonly threads: number;
  /** Of the keys of senders: see SenderDirectory. */
  readonly directory: SharedArrayBuffer;
  /** `TICKET` and the others, i32. */
  readonly words: Int32Array;
  /** What each thread was busy with each step of the last job; see StepTimes. */
  readonly busyMs: Float64Array;
  /** When each step of the last job was over, by the clock that all threads share. */
  readonly overNs: Float64Array;
}

export interface MemberSetup extends CrewSetup {
  readonly index: number;
}

/** What a thread posts: that it is there, or that it was the last to finish the job under way. */
export type MemberMessage = 'ready' | 'done';

export class Crew {
  private readonly setup: CrewSetup;
  private readonly workers: readonly Worker[];
  private finish: (() => void) | null = null;
  private fail: (error: LakhError) => void = () => {};
  private failure: LakhError | null = null;
  private closing = false;

  private constructor(setup: CrewSetup) {
    this.setup = setup;
    this.workers = Array.from({ length: setup.threads }, (_, index) => {
      const workerData: MemberSetup = { ...setup, index };
      return spawnThread('member', import.meta.url, { workerData });
    });
  }

  /** Starts the threads; resolves when all are parked. */
  static async start(parts: Pick<CrewSetup, 'memory' | 'threads' | 'directory'>): Promise<Crew> {
    const words = new Int32Array(new SharedArrayBuffer(4 * (FIRST_STEP + MOST_STEPS)));
    const busyMs = new Float64Array(new SharedArrayBuffer(8 * MOST_STEPS * parts.threads));
    const overNs = new Float64Array(new SharedArrayBuffer(8 * MOST_STEPS));
    const crew = new Crew({ ...parts, words, busyMs, overNs });
    await crew.muster();
    return crew;
  }

  get size(): number {
    return this.setup.threads;
  }

  /**
   * Gives all threads one job, some steps with the same arguments, each of which begins when all are through the one before.
   * Resolves when the last is done, with what each took. One job at a time.
   * @throws LakhError `target-failed` when a thread ended instead.
   */
  run(steps: readonly Step[], ...values: readonly number[]): Promise<StepTimes[]> {
    assert(this.finish === null, 'the crew has one job at a time');
    assert(values.length <= MOST_ARGUMENTS && steps.length <= MOST_STEPS, 'a job has little to remember');
    if (this.failure !== null) return Promise.reject(this.failure);
    const { words } = this.setup;
    return new Promise((resolve, reject) => {
      this.fail = reject;
      const sinceNs = monotonicNs();
      this.finish = () => {
        this.finish = null;
        resolve(this.timesOf(steps.length, sinceNs));
      };
      words.set(values, ARGUMENTS);
      words.set(
        steps.map((step) => STEPS.indexOf(step)),
        FIRST_STEP,
      );
      this.call(steps.length);
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    this.call(LEAVE);
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private timesOf(steps: number, sinceNs: number): StepTimes[] {
    const { threads, busyMs, overNs } = this.setup;
    return Array.from({ length: steps }, (_, step) => ({
      wallMs: (overNs[step]! - (step === 0 ? sinceNs : overNs[step - 1]!)) / 1e6,
      busyMs: busyMs.slice(threads * step, threads * (step + 1)),
    }));
  }

  private call(steps: number): void {
    const { words } = this.setup;
    words[LENGTH] = steps;
    words[OVER] = 0;
    words[NEXT] = 0;
    words[DONE] = 0;
    Atomics.add(words, TICKET, 1);
    Atomics.notify(words, TICKET);
  }

  private muster(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.fail = reject;
      let ready = 0;
      for (const worker of this.workers) {
        worker.on('message', (message: MemberMessage) => {
          if (message === 'done') this.finish?.();
          else if (++ready === this.workers.length) resolve();
        });
        worker.on('error', (error) => this.lose(messageOf(error)));
        worker.on('exit', () => this.lose('it ended'));
      }
    });
  }

  /** One thread is gone: the others may wait for it for ever, so they go too. */
  private lose(reason: string): void {
    if (this.closing || this.failure !== null) return;
    this.failure = new LakhError('target-failed', `a thread of the engine failed: ${reason}`);
    for (const worker of this.workers) void worker.terminate();
    this.fail(this.failure);
  }
}

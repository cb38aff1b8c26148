/**
 * The threads that execute: all on one memory, all at the same job, parked between jobs. The node's own thread is not
 * one of them, so that it answers while they work.
 */
import type { Worker } from 'node:worker_threads';
import type { SharedMemory } from '../../kernel/evm/index.ts';
import { assert } from '../../std/assert.ts';
import { LakhError, messageOf } from '../../std/errors.ts';
import { spawnThread } from '../../std/module.ts';

export const JOBS = ['begin', 'decode', 'check', 'authorise', 'execute', 'seal'] as const;
export type Job = (typeof JOBS)[number];

/** The words that the crew shares: which job has which number, who has done it, what it is, what it is given. */
export const TICKET = 0;
export const DONE = 1;
export const JOB = 2;
/** The next piece of the job that nobody has taken. */
export const NEXT = 3;
export const ARGUMENTS = 4;
const MOST_ARGUMENTS = 8;
/** The job number that ends a thread. */
export const LEAVE = -1;

export interface CrewSetup {
  readonly memory: SharedMemory;
  readonly threads: number;
  /** Of the keys of senders: see SenderDirectory. */
  readonly directory: SharedArrayBuffer;
  /** `TICKET` and the others, i32. */
  readonly words: Int32Array;
  /** What each thread was busy with the last job, its waiting for others left out, ms. */
  readonly busyMs: Float64Array;
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
    const words = new Int32Array(new SharedArrayBuffer(4 * (ARGUMENTS + MOST_ARGUMENTS)));
    const busyMs = new Float64Array(new SharedArrayBuffer(8 * parts.threads));
    const crew = new Crew({ ...parts, words, busyMs });
    await crew.muster();
    return crew;
  }

  get size(): number {
    return this.setup.threads;
  }

  /**
   * Gives all threads one job; resolves when the last is done, with what each was busy, ms, without waiting. One job at a time.
   * @throws LakhError `target-failed` when a thread ended instead.
   */
  run(job: Job, ...values: readonly number[]): Promise<Float64Array> {
    assert(this.finish === null, 'the crew has one job at a time');
    assert(values.length <= MOST_ARGUMENTS, 'a job has few arguments');
    if (this.failure !== null) return Promise.reject(this.failure);
    const { words, busyMs } = this.setup;
    return new Promise((resolve, reject) => {
      this.fail = reject;
      this.finish = () => {
        this.finish = null;
        resolve(busyMs.slice());
      };
      values.forEach((value, at) => {
        words[ARGUMENTS + at] = value;
      });
      this.call(JOBS.indexOf(job));
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    this.call(LEAVE);
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private call(job: number): void {
    const { words } = this.setup;
    words[JOB] = job;
    words[NEXT] = 0;
    Atomics.store(words, DONE, 0);
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

/** Where a generator runs: in the caller's thread or in one of its own. The run drives both alike. */
import { once } from 'node:events';
import type { Transferable } from 'node:worker_threads';
import type { Target, Workload } from '../spec/index.ts';
import { deferredClock, monotonicNs } from '../std/clock.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { spawnThread } from '../std/module.ts';
import type { BlockNews } from './block-news.ts';
import type { GeneratorResult } from './generator.ts';
import { buildGenerator, type GeneratorOrder } from './generator-order.ts';
import type { GeneratorProgress } from './generator-progress.ts';
import type { Milestone } from './journeys.ts';
import { type LoopStatistics, watchLoop } from './loop-watch.ts';

/** What a host adds to a generator's result. */
export interface HostedResult extends GeneratorResult {
  readonly clockOffsetNs: number;
  readonly loop: LoopStatistics;
}

export interface GeneratorHost {
  /** It came to its end before it was asked to: nothing more will come of it. */
  readonly dead: boolean;
  start(epochNs: number): void;
  block(news: BlockNews): void;
  reorg(fromNumber: number): void;
  finalised(number: number, nowNs: number): void;
  /** Steps in other generators, for which ones of this may wait; the time is that of their block's header. */
  reached(milestones: readonly Milestone[], timestampS: number): void;
  stopArrivals(atNs: number): void;
  /** The latest news; `null` before the first. */
  progress(): GeneratorProgress | null;
  /** Resolves with `null` when the generator died. */
  finish(): Promise<HostedResult | null>;
}

/** Main to thread. */
export type ToGenerator =
  | { kind: 'start'; epochNs: number }
  | { kind: 'block'; news: BlockNews }
  | { kind: 'reorg'; fromNumber: number }
  | { kind: 'finalised'; number: number; nowNs: number }
  | { kind: 'reached'; milestones: readonly Milestone[]; timestampS: number }
  | { kind: 'clock' }
  | { kind: 'stop'; atNs: number }
  | { kind: 'finish' };

/** Thread to main. */
export type FromGenerator =
  | { kind: 'ready' }
  | { kind: 'failed'; code: string; message: string; hint: string }
  | { kind: 'clock'; nowNs: number }
  | { kind: 'reached'; milestones: readonly Milestone[]; timestampS: number }
  | { kind: 'progress'; progress: GeneratorProgress }
  | { kind: 'result'; result: GeneratorResult; loop: LoopStatistics };

/** A thread that does not hand over its figures within this time is given up. */
const FINISH_MS = 30_000;

/** Runs the generator in this thread. */
export async function inlineHost(
  order: GeneratorOrder,
  workload: Workload,
  target: Target,
  events: Pick<ThreadEvents, 'died'>,
): Promise<GeneratorHost> {
  const clock = deferredClock(order.pacing);
  let dead = false;
  function died(error: unknown): void {
    dead = true;
    events.died(messageOf(error));
  }
  const parts = { died, tellMilestones: () => {} };
  const { generator, close } = await buildGenerator(order, workload, target, clock, parts);
  let loop = watchLoop();
  return {
    get dead() {
      return dead;
    },
    start(epochNs) {
      clock.begin(epochNs);
      loop = watchLoop();
      generator.start();
    },
    block: (news) => generator.block(news),
    reorg: (fromNumber) => generator.reorg(fromNumber),
    finalised: (number, nowNs) => generator.finalised(number, nowNs),
    reached: (milestones, timestampS) => generator.reached(milestones, timestampS),
    stopArrivals: (atNs) => generator.stopArrivals(atNs),
    progress: () => generator.progress(),
    async finish() {
      const result = dead ? null : generator.finish();
      await close();
      return result && { ...result, clockOffsetNs: 0, loop: loop() };
    },
  };
}

export interface ThreadEvents {
  died(message: string): void;
  /** Steps of this generator, for which ones of others may wait. */
  reached(milestones: readonly Milestone[], timestampS: number): void;
}

/** Starts a thread for the generator; resolves when it stands ready. */
export async function threadHost(
  order: GeneratorOrder,
  transfer: readonly Transferable[],
  events: ThreadEvents,
): Promise<GeneratorHost> {
  const thread = spawnThread('./generator-thread', import.meta.url, {
    workerData: order,
    transferList: transfer as never,
  });
  const merged: { progress: GeneratorProgress | null } = { progress: null };
  let dead = false;
  let resolveResult: (result: HostedResult | null) => void = () => {};
  const result = new Promise<HostedResult | null>((resolve) => {
    resolveResult = resolve;
  });
  function died(message: string): void {
    if (dead) return;
    dead = true;
    events.died(message);
    resolveResult(null);
  }
  thread.on('error', (error) => died(error.message));
  thread.on('exit', () => died('the generator thread ended'));

  const send = (message: ToGenerator) => {
    if (!dead) thread.postMessage(message);
  };
  await readiness(thread);
  const clockOffsetNs = await measureOffset(thread, send);
  thread.on('message', (message: FromGenerator) => {
    if (message.kind === 'reached') events.reached(message.milestones, message.timestampS);
    if (message.kind === 'progress') merged.progress = joined(merged.progress, message.progress);
    if (message.kind === 'result') {
      dead = true;
      resolveResult({ ...message.result, clockOffsetNs, loop: message.loop });
    }
  });

  return {
    get dead() {
      return dead;
    },
    start: (epochNs) => send({ kind: 'start', epochNs }),
    block: (news) => send({ kind: 'block', news }),
    reorg: (fromNumber) => send({ kind: 'reorg', fromNumber }),
    finalised: (number, nowNs) => send({ kind: 'finalised', number, nowNs }),
    reached: (milestones, timestampS) => send({ kind: 'reached', milestones, timestampS }),
    stopArrivals: (atNs) => send({ kind: 'stop', atNs }),
    progress() {
      const { progress } = merged;
      if (progress) merged.progress = { ...progress, seconds: [], ours: [], samples: [], latency: null };
      return progress;
    },
    async finish() {
      send({ kind: 'finish' });
      const deadline = setTimeout(() => died('the generator did not end when asked to'), FINISH_MS);
      const finished = await result;
      clearTimeout(deadline);
      await thread.terminate();
      return finished;
    },
  };
}

/** Nothing that is reported once may be lost between two looks. */
function joined(before: GeneratorProgress | null, now: GeneratorProgress): GeneratorProgress {
  if (!before) return now;
  return {
    ...now,
    seconds: [...before.seconds, ...now.seconds],
    ours: [...before.ours, ...now.ours],
    samples: [...before.samples, ...now.samples],
    latency: now.latency ?? before.latency,
  };
}

async function readiness(thread: import('node:worker_threads').Worker): Promise<void> {
  const [first] = (await once(thread, 'message')) as [FromGenerator];
  if (first.kind === 'failed') {
    throw new LakhError(first.code as never, first.message, { hint: first.hint });
  }
}

/** The thread's clock against ours, by the fastest of five round trips (Cristian's method). */
async function measureOffset(
  thread: import('node:worker_threads').Worker,
  send: (message: ToGenerator) => void,
): Promise<number> {
  let best = { tripNs: Number.POSITIVE_INFINITY, offsetNs: 0 };
  for (let round = 0; round < 5; round++) {
    const beganNs = monotonicNs();
    send({ kind: 'clock' });
    const [answer] = (await once(thread, 'message')) as [FromGenerator];
    const endedNs = monotonicNs();
    const tripNs = endedNs - beganNs;
    if (answer.kind === 'clock' && tripNs < best.tripNs) {
      best = { tripNs, offsetNs: answer.nowNs - (beganNs + endedNs) / 2 };
    }
  }
  return best.offsetNs;
}

/** Where a reader runs: in the caller's thread or in one of its own. The run drives both alike. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Workload } from '../spec/index.ts';
import { deferredClock } from '../std/clock.ts';
import { LakhError } from '../std/errors.ts';
import { spawnThread } from '../std/module.ts';
import { watchUtilisation } from './loop-utilisation.ts';
import type { ReaderResult } from './reader.ts';
import { buildReader, type ReaderOrder } from './reader-order.ts';

export interface HostedReads extends ReaderResult {
  /** Busy share of the thread's event loop, 0 to 1. */
  readonly utilisation: number;
}

export interface ReaderHost {
  start(epochNs: number): void;
  moveHead(number: number): void;
  stopArrivals(atNs: number): void;
  /** Ends at once: what is undecided fails. */
  cut(): void;
  /** Whether every read is decided, as far as is known here. */
  isDone(): boolean;
  /** Resolves when every read is decided, with `null` when the reader died. */
  finish(): Promise<HostedReads | null>;
}

/** Main to thread. */
export type ToReader =
  | { kind: 'start'; epochNs: number }
  | { kind: 'head'; number: number }
  | { kind: 'stop'; atNs: number }
  | { kind: 'cut' }
  | { kind: 'finish' };

/** Thread to main. */
export type FromReader =
  | { kind: 'ready' }
  | { kind: 'failed'; code: string; message: string; hint: string }
  | { kind: 'done' }
  | { kind: 'result'; result: HostedReads };

export async function inlineReader(order: ReaderOrder, workload: Workload | null): Promise<ReaderHost> {
  const clock = deferredClock(order.pacing);
  const reader = await buildReader(order, workload, clock);
  let utilisation = watchUtilisation();
  return {
    start(epochNs) {
      clock.begin(epochNs);
      utilisation = watchUtilisation();
      reader.start();
    },
    moveHead: (number) => reader.moveHead(number),
    stopArrivals: (atNs) => reader.stopArrivals(atNs),
    cut: () => reader.cut(),
    isDone: () => reader.done,
    finish: async () => ({ ...(await reader.finish()), utilisation: utilisation() }),
  };
}

/** Starts a thread for the reader; resolves when its connections are open. Throws what building it throws. */
export async function threadReader(order: ReaderOrder, died: (message: string) => void): Promise<ReaderHost> {
  const thread = spawnThread('./reader-thread', import.meta.url, { workerData: order });
  let done = false;
  let over = false;
  let resolveResult: (result: HostedReads | null) => void = () => {};
  const result = new Promise<HostedReads | null>((resolve) => {
    resolveResult = resolve;
  });
  function end(message: string): void {
    if (over) return;
    over = true;
    done = true;
    died(message);
    resolveResult(null);
  }
  thread.on('error', (error) => end(error.message));
  thread.on('exit', () => end('the thread ended'));
  await readiness(thread);
  thread.on('message', (message: FromReader) => {
    if (message.kind === 'done') done = true;
    if (message.kind !== 'result') return;
    over = true;
    resolveResult(message.result);
  });
  const send = (message: ToReader) => {
    if (!over) thread.postMessage(message);
  };
  return {
    start: (epochNs) => send({ kind: 'start', epochNs }),
    moveHead: (number) => send({ kind: 'head', number }),
    stopArrivals: (atNs) => send({ kind: 'stop', atNs }),
    cut: () => send({ kind: 'cut' }),
    isDone: () => done,
    async finish() {
      send({ kind: 'finish' });
      const finished = await result;
      await thread.terminate();
      return finished;
    },
  };
}

async function readiness(thread: Worker): Promise<void> {
  const [first] = (await once(thread, 'message')) as [FromReader];
  if (first.kind !== 'failed') return;
  await thread.terminate();
  throw new LakhError(first.code as never, first.message, { hint: first.hint });
}

/**
 * How long a block takes on so many threads, by computation: transactions are jobs whose length is their gas, each of
 * which waits for those that it read from. Pure.
 *
 * No schedule beats the critical path, nor the total over the threads. One that never leaves a thread idle while a job is
 * ready takes at most the critical path and the rest over the threads (Graham 1966; Brent 1974).
 */
import { Heap } from './heap.ts';

/** Jobs in the order of the block; `after` names lower ones. */
export interface Jobs {
  readonly lengths: readonly number[];
  readonly after: readonly (readonly number[])[];
}

export interface Extent {
  readonly total: number;
  readonly critical: number;
}

export function extentOf({ lengths, after }: Jobs): Extent {
  const ends: number[] = [];
  lengths.forEach((length, job) => {
    ends.push(length + after[job]!.reduce((latest, before) => Math.max(latest, ends[before]!), 0));
  });
  return { total: sum(lengths), critical: ends.reduce((most, end) => Math.max(most, end), 0) };
}

/** No schedule is shorter. */
export function leastTime({ total, critical }: Extent, threads: number): number {
  return Math.max(critical, total / threads);
}

/** No greedy schedule is longer. */
export function mostTime({ total, critical }: Extent, threads: number): number {
  return critical + (total - critical) / threads;
}

/** Of the greedy schedule that takes what is ready in the order of the block. */
export function scheduleTime({ lengths, after }: Jobs, threads: number): number {
  const waiting = after.map((before) => before.length);
  const followers: number[][] = lengths.map(() => []);
  after.forEach((before, job) => {
    for (const one of before) followers[one]!.push(job);
  });
  const ready = new Heap<number>((a, b) => a - b);
  const running = new Heap<{ readonly job: number; readonly end: number }>((a, b) => a.end - b.end);
  waiting.forEach((count, job) => {
    if (count === 0) ready.push(job);
  });
  for (let now = 0; ; ) {
    while (running.size < threads && ready.size > 0) {
      const job = ready.pop()!;
      running.push({ job, end: now + lengths[job]! });
    }
    const finished = running.pop();
    if (finished === undefined) return now;
    now = finished.end;
    for (const follower of followers[finished.job]!) {
      if (--waiting[follower]! === 0) ready.push(follower);
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

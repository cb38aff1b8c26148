/** A clock whose time passes only when it is told to: the same code as with the real one, in no time. */
import type { Clock } from '../../harness/std/clock.ts';

interface Event {
  readonly atNs: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

export class VirtualClock implements Clock {
  private now = 0;
  private order = 0;
  /** A binary heap by time, then by order of asking. */
  private readonly heap: Event[] = [];

  nowNs(): number {
    return this.now;
  }

  wake(atNs: number, run: () => void): () => void {
    const event = { atNs: Math.max(atNs, this.now), order: this.order++, run, cancelled: false };
    this.push(event);
    return () => {
      event.cancelled = true;
    };
  }

  /** Time in which nothing runs, as when a process is stopped. */
  stall(durationNs: number): void {
    this.now += durationNs;
  }

  /** Lets time pass until `endNs`; promises settle between any two events. */
  async runUntil(endNs: number): Promise<void> {
    for (let event = this.heap[0]; event && event.atNs <= endNs; event = this.heap[0]) {
      this.pop();
      if (event.cancelled) continue;
      this.now = Math.max(this.now, event.atNs);
      event.run();
      for (let turn = 0; turn < 3; turn++) await null;
    }
    this.now = Math.max(this.now, endNs);
  }

  private push(event: Event): void {
    const { heap } = this;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (before(heap[parent]!, event)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (before(last, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function before(a: Event, b: Event): boolean {
  return a.atNs < b.atNs || (a.atNs === b.atNs && a.order < b.order);
}

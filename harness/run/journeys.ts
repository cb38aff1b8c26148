/**
 * Steps that wait for earlier ones: which of these stand in a block, who is held until then, and who may go now.
 *
 * A held step has not arrived yet. When its wait is over it becomes due anew: those freed by one block keep the
 * distances that they had in the schedule, so that no burst comes of it. Only those that wait alike are compared: a step
 * that waited for minutes must not put off one that waited for a block. How long each waited is a figure of its own.
 */
import type { Driver, Wait } from '../spec/workload.ts';
import type { Arrival } from './ahead.ts';

/** An earlier step that others may wait for: its index, and the block that includes it, `FAILED`, or `null` when taken back. */
export type Milestone = readonly [index: number, block: number | null];

/** It was dropped, refused or reverted: nothing can come of the steps after it. */
export const FAILED = -1;

/** A step that may go, with the due time that it has now. */
export interface Freed {
  readonly arrival: Arrival;
  readonly dueNs: number;
}

interface Held {
  readonly arrival: Arrival;
  readonly wait: Wait;
}

/** Waits of the same length are alike. */
function lengthOf({ blocks = 0, seconds = 0 }: Wait): string {
  return `${blocks} ${seconds}`;
}

export class Journeys {
  private readonly driver: Driver;
  private readonly reached = new Map<number, number>();
  /** Header times of the blocks that include somebody's earlier step. */
  private readonly timestamps = new Map<number, number>();
  private head = { number: -1, timestampS: 0 };
  private held: Held[] = [];
  /** By due time. */
  private freed: Freed[] = [];

  constructor(driver: Driver) {
    this.driver = driver;
  }

  /** Steps that are held, or free and not yet taken. */
  get size(): number {
    return this.held.length + this.freed.length;
  }

  standing(index: number): 'free' | 'waiting' | 'failed' {
    const wait = this.driver.wait?.(index);
    return wait ? this.standingOf(wait) : 'free';
  }

  hold(arrival: Arrival): void {
    this.held.push({ arrival, wait: this.driver.wait!(arrival.index)! });
  }

  isAwaited(index: number): boolean {
    return this.driver.awaited?.(index) ?? false;
  }

  /** Where the step stands; `timestampS` is the block's. */
  note(index: number, block: number | null, timestampS: number): void {
    if (block === null) this.reached.delete(index);
    else this.reached.set(index, block);
    if (block !== null && block !== FAILED) this.timestamps.set(block, timestampS);
  }

  moveHead(number: number, timestampS: number): void {
    this.head = { number, timestampS };
    if (this.timestamps.has(number)) this.timestamps.set(number, timestampS);
  }

  /** Frees whoever need not wait any more, from `nowNs` on; returns those whose earlier step failed. */
  sweep(nowNs: number): Arrival[] {
    const lost: Arrival[] = [];
    const free: Held[] = [];
    this.held = this.held.filter((held) => {
      const standing = this.standingOf(held.wait);
      if (standing === 'failed') lost.push(held.arrival);
      else if (standing === 'free') free.push(held);
      return standing === 'waiting';
    });
    const firstNs = new Map<string, number>();
    for (const { arrival, wait } of free) {
      const first = firstNs.get(lengthOf(wait)) ?? Number.POSITIVE_INFINITY;
      firstNs.set(lengthOf(wait), Math.min(first, arrival.dueNs));
    }
    for (const { arrival, wait } of free) {
      this.freed.push({ arrival, dueNs: nowNs + arrival.dueNs - firstNs.get(lengthOf(wait))! });
    }
    if (free.length > 0) this.freed.sort((a, b) => a.dueNs - b.dueNs || a.arrival.index - b.arrival.index);
    return lost;
  }

  /** When the next freed step is due; Infinity when there is none. */
  nextNs(): number {
    return this.freed[0]?.dueNs ?? Number.POSITIVE_INFINITY;
  }

  take(): Freed {
    return this.freed.shift()!;
  }

  /** Ends all waiting: nothing that is held will go. */
  clear(): Arrival[] {
    const left = [...this.freed.map(({ arrival }) => arrival), ...this.held.map(({ arrival }) => arrival)];
    this.freed = [];
    this.held = [];
    return left;
  }

  private standingOf({ after, blocks = 0, seconds = 0 }: Wait): 'free' | 'waiting' | 'failed' {
    const block = this.reached.get(after);
    if (block === undefined) return 'waiting';
    if (block === FAILED) return 'failed';
    const sinceS = this.head.timestampS - this.timestamps.get(block)!;
    return this.head.number - block >= blocks && sinceS >= seconds ? 'free' : 'waiting';
  }
}

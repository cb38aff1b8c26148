/**
 * Transactions under way, as columns of numbers: a slot each, found by the first eight bytes of its hash.
 * No object lives as long as a transaction. Two hashes of a run share eight bytes once in 2^64 / n^2 runs.
 */
import { assert } from '../std/assert.ts';
import { widened } from '../std/widened.ts';

export const STATE = {
  accepted: 1,
  unanswered: 2,
  included: 4,
  succeeded: 8,
  inWindow: 16,
  /** Latencies are in the histograms and a reorganisation can no longer take the inclusion back. */
  booked: 32,
  /** It no longer holds a place in a closed load. */
  left: 64,
} as const;

const START_SLOTS = 1024;

export class InFlight {
  /** Slots in use. */
  size = 0;
  /** Which arrival it is, and whose intent it carries: another's where a dropped one of its sender goes first. */
  index = new Float64Array(START_SLOTS);
  intent = new Float64Array(START_SLOTS);
  dueNs = new Float64Array(START_SLOTS);
  sentNs = new Float64Array(START_SLOTS);
  answeredNs = new Float64Array(START_SLOTS);
  seenNs = new Float64Array(START_SLOTS);
  headerNs = new Float64Array(START_SLOTS);
  block = new Float64Array(START_SLOTS);
  nonce = new Float64Array(START_SLOTS);
  gasUsed = new Float64Array(START_SLOTS);
  gasPriceWei = new BigUint64Array(START_SLOTS);
  account = new Int32Array(START_SLOTS);
  action = new Uint16Array(START_SLOTS);
  /** Why it was refused or not answered: the place in `SAMPLE_CODES`, from 1. */
  code = new Uint8Array(START_SLOTS);
  state = new Uint8Array(START_SLOTS);
  private low = new Uint32Array(START_SLOTS);
  private high = new Uint32Array(START_SLOTS);
  private free: Int32Array = new Int32Array(START_SLOTS);
  private freeCount = 0;
  private used = 0;
  /** Open addressing, at most half full: slot + 1, or 0. */
  private buckets = new Int32Array(START_SLOTS * 2);

  /** Takes in the hash at `offset` of `hashes`. */
  add(hashes: Uint8Array, offset = 0): number {
    if (this.freeCount === 0 && this.used === this.state.length) this.grow();
    const slot = this.freeCount > 0 ? this.free[--this.freeCount]! : this.used++;
    this.low[slot] = word(hashes, offset);
    this.high[slot] = word(hashes, offset + 4);
    this.state[slot] = 0;
    this.code[slot] = 0;
    this.answeredNs[slot] = Number.NaN;
    this.place(slot);
    this.size++;
    return slot;
  }

  /** The slot of the hash at `offset` of `hashes`, or -1. */
  find(hashes: Uint8Array, offset: number): number {
    const low = word(hashes, offset);
    const high = word(hashes, offset + 4);
    const mask = this.buckets.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const slot = this.buckets[at]! - 1;
      if (slot < 0) return -1;
      if (this.low[slot] === low && this.high[slot] === high) return slot;
    }
  }

  release(slot: number): void {
    const mask = this.buckets.length - 1;
    let hole = this.low[slot]! & mask;
    while (this.buckets[hole] !== slot + 1) {
      assert(this.buckets[hole] !== 0, 'a released slot was in use');
      hole = (hole + 1) & mask;
    }
    this.closeHole(hole, mask);
    this.free[this.freeCount++] = slot;
    this.size--;
  }

  /** Every slot in use. */
  *slots(): Generator<number> {
    for (const entry of this.buckets) if (entry !== 0) yield entry - 1;
  }

  /** Backward-shift deletion: moves up what probed past the hole, so that no tombstones are needed. */
  private closeHole(start: number, mask: number): void {
    let hole = start;
    for (let at = (hole + 1) & mask; this.buckets[at] !== 0; at = (at + 1) & mask) {
      const home = this.low[this.buckets[at]! - 1]! & mask;
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        this.buckets[hole] = this.buckets[at]!;
        hole = at;
      }
    }
    this.buckets[hole] = 0;
  }

  private place(slot: number): void {
    const mask = this.buckets.length - 1;
    let at = this.low[slot]! & mask;
    while (this.buckets[at] !== 0) at = (at + 1) & mask;
    this.buckets[at] = slot + 1;
  }

  private grow(): void {
    const slots = this.state.length * 2;
    this.index = widened(this.index, new Float64Array(slots));
    this.intent = widened(this.intent, new Float64Array(slots));
    this.dueNs = widened(this.dueNs, new Float64Array(slots));
    this.sentNs = widened(this.sentNs, new Float64Array(slots));
    this.answeredNs = widened(this.answeredNs, new Float64Array(slots));
    this.seenNs = widened(this.seenNs, new Float64Array(slots));
    this.headerNs = widened(this.headerNs, new Float64Array(slots));
    this.block = widened(this.block, new Float64Array(slots));
    this.nonce = widened(this.nonce, new Float64Array(slots));
    this.gasUsed = widened(this.gasUsed, new Float64Array(slots));
    this.gasPriceWei = widened(this.gasPriceWei, new BigUint64Array(slots));
    this.account = widened(this.account, new Int32Array(slots));
    this.action = widened(this.action, new Uint16Array(slots));
    this.code = widened(this.code, new Uint8Array(slots));
    this.state = widened(this.state, new Uint8Array(slots));
    this.low = widened(this.low, new Uint32Array(slots));
    this.high = widened(this.high, new Uint32Array(slots));
    this.free = new Int32Array(slots);
    this.buckets = new Int32Array(slots * 2);
    for (let slot = 0; slot < this.used; slot++) this.place(slot);
  }
}

/** Four bytes, little end first. Hashes are uniform, so these are as good as any hash of them. */
function word(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24)) >>>
    0
  );
}

/** A fair sample of the transactions that reverted, by action: enough to say why, whatever their number. */

/** Hashes kept of each action: where no more reverted, all of them are looked at. */
const KEPT = 200;

export interface RevertedState {
  readonly action: string;
  /** How many there were. */
  readonly seen: number;
  /** `0x` and 64 digits each. */
  readonly hashes: readonly string[];
}

interface Sample {
  seen: number;
  readonly hashes: string[];
}

/** Reservoir sampling (Vitter, algorithm R), with numbers that follow from the count: two equal runs keep the same. */
export class Reverted {
  private readonly byAction = new Map<string, Sample>();

  add(action: string, hash: string): void {
    const sample = this.of(action);
    sample.seen++;
    if (sample.hashes.length < KEPT) sample.hashes.push(hash);
    else {
      const place = Math.floor(scattered(sample.seen) * sample.seen);
      if (place < KEPT) sample.hashes[place] = hash;
    }
  }

  /** Samples of several generators are joined by the share of each. */
  merge(states: readonly RevertedState[]): void {
    for (const { action, seen, hashes } of states) {
      const sample = this.of(action);
      const all = sample.seen + seen;
      const share = all <= KEPT ? hashes.length : Math.round((KEPT * seen) / all);
      const kept = all <= KEPT ? sample.hashes.length : KEPT - share;
      const joined = [...sample.hashes.slice(0, kept), ...hashes.slice(0, share)];
      sample.hashes.splice(0, sample.hashes.length, ...joined);
      sample.seen = all;
    }
  }

  list(): RevertedState[] {
    return [...this.byAction].map(([action, { seen, hashes }]) => ({ action, seen, hashes }));
  }

  private of(action: string): Sample {
    let sample = this.byAction.get(action);
    if (!sample) {
      sample = { seen: 0, hashes: [] };
      this.byAction.set(action, sample);
    }
    return sample;
  }
}

/** A number in [0, 1) for each count: the fractional part of its multiple of the golden ratio, scrambled. */
function scattered(count: number): number {
  let h = Math.imul(count, 0x9e3779b1) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

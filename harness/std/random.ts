/** Random numbers keyed by (seed, stream, index): no shared stream, so nothing shifts when something is left out. */
import type { Random } from '../spec/workload.ts';

/** Finaliser of MurmurHash3 (Appleby, public domain): every input bit moves every output bit. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Uses of random that must not meet, though seed and index are the same. */
export const STREAM = {
  intent: 1,
  arrival: 2,
  account: 3,
  bootstrap: 4,
  pairOrder: 5,
  read: 6,
  roundOrder: 7,
} as const;

/** sfc32 (Doty-Humphrey, PractRand), seeded from 128 mixed bits of (seed, stream, index). */
class KeyedRandom implements Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  /** Rewinds to the start of the stream of `index`; one object serves a whole run. */
  seek(seed: number, stream: number, index: number): this {
    const low = index >>> 0;
    const high = Math.floor(index / 0x1_0000_0000) >>> 0;
    const key =
      mix(seed ^ Math.imul(stream, 0x9e3779b9)) ^ mix(Math.floor(seed / 0x1_0000_0000) + 0x51ed270b);
    this.a = mix(low ^ key);
    this.b = mix(this.a ^ high ^ 0x6a09e667);
    this.c = mix(this.b ^ key ^ 0xbb67ae85);
    this.d = 1;
    for (let round = 0; round < 8; round++) this.uint32();
    return this;
  }

  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  float(): number {
    return ((this.uint32() >>> 5) * 0x400_0000 + (this.uint32() >>> 6)) / 0x20_0000_0000_0000;
  }

  /** By scaling 53 bits: the bias is below 2^-21 for bounds up to 2^32. */
  below(bound: number): number {
    return Math.floor(this.float() * bound);
  }
}

export type { KeyedRandom };

/** A random source to be pointed at an index by `seek`. */
export function keyedRandom(seed = 0, stream: number = STREAM.intent, index = 0): KeyedRandom {
  return new KeyedRandom().seek(seed, stream, index);
}

/** The same values in a drawn order (Fisher and Yates; Knuth, volume 2, algorithm P). */
export function shuffled<T>(values: readonly T[], random: Pick<Random, 'below'>): T[] {
  const drawn = [...values];
  for (let at = drawn.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [drawn[at], drawn[other]] = [drawn[other]!, drawn[at]!];
  }
  return drawn;
}

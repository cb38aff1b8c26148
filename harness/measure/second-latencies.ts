/**
 * Latency by second: sparse log-linear histograms with 128 buckets to a factor of two (0.8 % wide).
 *
 * A run keeps one for each second, so they are small and merge by addition; the exact percentiles of the whole run
 * come from `Histogram`.
 */

/** A closed second as it crosses threads: bucket and count in turn. */
export interface SecondState {
  readonly second: number;
  readonly cells: Float64Array;
  readonly maxNs: number;
}

export interface SecondPercentiles {
  readonly p50Ns: number;
  readonly p90Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

const bits = new DataView(new ArrayBuffer(8));

/** Exponent and the seven highest bits of the mantissa. Values below 1 ns count as 1 ns. */
function bucketOf(valueNs: number): number {
  bits.setFloat64(0, Math.max(1, valueNs));
  return bits.getUint32(0) >>> 13;
}

/** The middle of a bucket. */
function middleOf(bucket: number): number {
  bits.setUint32(0, (bucket << 13) | 0x1000);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

class Second {
  readonly counts = new Map<number, number>();
  total = 0;
  maxNs = 0;

  add(bucket: number, count: number): void {
    this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + count);
    this.total += count;
  }
}

export class SecondLatencies {
  private readonly open = new Map<number, Second>();

  record(second: number, valueNs: number): void {
    const at = this.at(second);
    at.add(bucketOf(valueNs), 1);
    at.maxNs = Math.max(at.maxNs, valueNs);
  }

  /** Takes out every second before `limit`. */
  take(limit: number): SecondState[] {
    const taken: SecondState[] = [];
    for (const [second, { counts, maxNs }] of this.open) {
      if (second >= limit) continue;
      taken.push({ second, cells: Float64Array.from([...counts].flat()), maxNs });
      this.open.delete(second);
    }
    return taken;
  }

  merge(state: SecondState): void {
    const at = this.at(state.second);
    for (let i = 0; i < state.cells.length; i += 2) at.add(state.cells[i]!, state.cells[i + 1]!);
    at.maxNs = Math.max(at.maxNs, state.maxNs);
  }

  /** `null` where nothing was recorded. */
  percentiles(second: number): SecondPercentiles | null {
    const at = this.open.get(second);
    if (!at) return null;
    const buckets = [...at.counts].sort((a, b) => a[0] - b[0]);
    const quantile = (share: number): number => {
      let left = Math.ceil(share * at.total);
      for (const [bucket, count] of buckets) {
        left -= count;
        if (left <= 0) return Math.min(middleOf(bucket), at.maxNs);
      }
      return at.maxNs;
    };
    return { p50Ns: quantile(0.5), p90Ns: quantile(0.9), p99Ns: quantile(0.99), maxNs: at.maxNs };
  }

  private at(second: number): Second {
    let found = this.open.get(second);
    if (!found) {
      found = new Second();
      this.open.set(second, found);
    }
    return found;
  }
}

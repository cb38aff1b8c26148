/**
 * Latency histograms: HDR, three significant digits, 1 us to 1 h, in nanoseconds. They merge exactly.
 *
 * The one place that knows hdr-histogram-js. Kept beside it, because it does not keep them well: exact minimum,
 * maximum and sum, values below zero (in a histogram of their magnitudes) and values over the range.
 */
import * as hdr from 'hdr-histogram-js';
import type { LatencySummary } from '../spec/record.ts';
import type { Distribution } from '../spec/sink.ts';
import { assert } from '../std/assert.ts';

const LOWEST_NS = 1_000;
/** One hour. */
const HIGHEST_NS = 3_600_000_000_000;
const DIGITS = 3;

function emptyHdr(): hdr.Histogram {
  return hdr.build({
    lowestDiscernibleValue: LOWEST_NS,
    highestTrackableValue: HIGHEST_NS,
    numberOfSignificantValueDigits: DIGITS,
    bitBucketSize: 64,
  });
}

/** What crosses from thread to thread. */
export interface HistogramState {
  /** V2 compressed, base64; `null` for no values. */
  readonly positive: string | null;
  readonly negative: string | null;
  readonly count: number;
  readonly negativeCount: number;
  readonly overRange: number;
  readonly minNs: number;
  readonly maxNs: number;
  readonly sumNs: number;
}

/** Cells of a factor of two, from the second on; the first two factors share twice as many. */
const HALF = 1024;
/** Values below 2^20 ns stand in cells of 512 ns. */
const LINEAR_BITS = 20;
const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** As the library's `countsArrayIndex`, which takes logarithms and powers for it: from exponent and mantissa. */
function cellOf(value: number): number {
  float[0] = value;
  const high = halves[HIGH]!;
  const exponent = (high >>> 20) - 1023;
  if (exponent < LINEAR_BITS) return value >>> 9;
  return (exponent - LINEAR_BITS + 2) * HALF + ((high >>> 10) & (HALF - 1));
}

/** The lowest value of each cell, ns; the library is slow to tell. */
const LOWEST = lowestValues(emptyHdr() as hdr.JsHistogram);

function lowestValues(histogram: hdr.JsHistogram): Float64Array {
  return Float64Array.from({ length: histogram.countsArrayLength }, (_, index) =>
    histogram.valueFromIndex(index),
  );
}

export class Histogram {
  private positive: hdr.Histogram = emptyHdr();
  private negative: hdr.Histogram | null = null;
  private minNs = Number.POSITIVE_INFINITY;
  private maxNs = Number.NEGATIVE_INFINITY;
  private sumNs = 0;
  private negativeCount = 0;
  private overRange = 0;
  count = 0;

  /** `count` times the same value. */
  record(valueNs: number, count = 1): void {
    assert(!Number.isNaN(valueNs), 'a latency is a number');
    this.count += count;
    this.sumNs += valueNs * count;
    if (valueNs < this.minNs) this.minNs = valueNs;
    if (valueNs > this.maxNs) this.maxNs = valueNs;
    if (valueNs < 0) {
      this.negativeCount += count;
      this.negative ??= emptyHdr();
      recordIn(this.negative, Math.min(Math.round(-valueNs), HIGHEST_NS), count);
    } else if (valueNs > HIGHEST_NS) {
      this.overRange += count;
      recordIn(this.positive, HIGHEST_NS, count);
    } else recordIn(this.positive, Math.round(valueNs), count);
  }

  add(other: Histogram): void {
    this.count += other.count;
    this.sumNs += other.sumNs;
    this.minNs = Math.min(this.minNs, other.minNs);
    this.maxNs = Math.max(this.maxNs, other.maxNs);
    this.negativeCount += other.negativeCount;
    this.overRange += other.overRange;
    this.positive.add(other.positive);
    if (other.negative) {
      this.negative ??= emptyHdr();
      this.negative.add(other.negative);
    }
  }

  /** The value at a percentile from 0 to 100, within 0.1 %, never outside the exact minimum and maximum. */
  percentileNs(percentile: number): number | null {
    if (this.count === 0) return null;
    if (percentile >= 100) return this.maxNs;
    const rank = Math.max(1, Math.ceil((percentile / 100) * this.count));
    const value =
      rank <= this.negativeCount && this.negative
        ? -valueAtRank(this.negative, this.negativeCount - rank + 1, this.negativeCount)
        : valueAtRank(this.positive, rank - this.negativeCount, this.count - this.negativeCount);
    return Math.min(Math.max(value, this.minNs), this.maxNs);
  }

  summary(): LatencySummary {
    const some = this.count > 0;
    return {
      count: this.count,
      minNs: some ? this.minNs : null,
      meanNs: some ? this.sumNs / this.count : null,
      p50Ns: this.percentileNs(50),
      p90Ns: this.percentileNs(90),
      p99Ns: this.percentileNs(99),
      p999Ns: this.percentileNs(99.9),
      maxNs: some ? this.maxNs : null,
      negative: this.negativeCount,
      overRange: this.overRange,
    };
  }

  /** [percentile, ns] with twenty steps to each halving of the distance to 100, as HdrHistogram plots it. */
  curve(): [number, number][] {
    const points: [number, number][] = [];
    if (this.count === 0) return points;
    for (let tail = 100; ; tail /= 2) {
      for (let step = 0; step < 5; step++) {
        const percentile = 100 - tail + (tail / 2) * (step / 5);
        points.push([percentile, this.percentileNs(percentile) ?? 0]);
      }
      if ((tail / 100) * this.count < 1) break;
    }
    points.push([100, this.maxNs]);
    return points;
  }

  /** Every value, cell by cell. Quick, as it is asked for while a load goes on: two looks at the counts. */
  distribution(): Distribution {
    const { count, sumNs, negativeCount } = this;
    if (count === 0) return { count, sumNs, minNs: null, maxNs: null, cells: new Float64Array() };
    const positive = this.positive as hdr.Float64Histogram;
    const counts = positive._counts;
    const first = positive.countsArrayIndex(Math.round(inRange(this.minNs)));
    const last = positive.countsArrayIndex(Math.round(inRange(this.maxNs)));
    let held = negativeCount > 0 ? 1 : 0;
    for (let index = first; index <= last; index++) if (counts[index]! > 0) held++;
    const cells = new Float64Array(2 * held);
    let at = 0;
    if (negativeCount > 0) {
      cells[1] = negativeCount;
      at = 2;
    }
    for (let index = first; index <= last; index++) {
      if (counts[index]! === 0) continue;
      cells[at++] = LOWEST[index]!;
      cells[at++] = counts[index]!;
    }
    return { count, sumNs, minNs: this.minNs, maxNs: this.maxNs, cells };
  }

  /** A line of an HdrHistogram log (V2, compressed), values in nanoseconds; empty when there are no values. */
  logLine(tag: string, startS: number, lengthS: number): string {
    if (this.count === this.negativeCount) return '';
    const maxMs = (this.maxNs / 1e6).toFixed(3);
    return `Tag=${tag},${startS.toFixed(3)},${lengthS.toFixed(3)},${maxMs},${hdr.encodeIntoCompressedBase64(this.positive)}\n`;
  }

  toState(): HistogramState {
    return {
      positive: this.count > this.negativeCount ? hdr.encodeIntoCompressedBase64(this.positive) : null,
      negative: this.negative ? hdr.encodeIntoCompressedBase64(this.negative) : null,
      count: this.count,
      negativeCount: this.negativeCount,
      overRange: this.overRange,
      minNs: this.minNs,
      maxNs: this.maxNs,
      sumNs: this.sumNs,
    };
  }

  static fromState(state: HistogramState): Histogram {
    const histogram = new Histogram();
    if (state.positive) histogram.positive = hdr.decodeFromCompressedBase64(state.positive);
    if (state.negative) histogram.negative = hdr.decodeFromCompressedBase64(state.negative);
    histogram.count = state.count;
    histogram.negativeCount = state.negativeCount;
    histogram.overRange = state.overRange;
    histogram.minNs = state.minNs;
    histogram.maxNs = state.maxNs;
    histogram.sumNs = state.sumNs;
    return histogram;
  }
}

/** As the library's `recordValueWithCount`, which is left to do it for a new highest or lowest value. */
function recordIn(histogram: hdr.Histogram, value: number, count: number): void {
  const into = histogram as hdr.Float64Histogram;
  if (value > into.maxValue || value < into.minNonZeroValue) {
    into.recordValueWithCount(value, count);
    return;
  }
  into._counts[cellOf(value)]! += count;
  into._totalCount += count;
}

function inRange(valueNs: number): number {
  return Math.min(Math.max(0, valueNs), HIGHEST_NS);
}

/** HDR gives the top of a bucket; ranks are asked as percentiles half a rank low, so that rounding cannot skip one. */
function valueAtRank(histogram: hdr.Histogram, rank: number, total: number): number {
  return histogram.getValueAtPercentile(((rank - 0.5) / total) * 100);
}

/** The values of all of them together. */
export function joinDistributions(parts: readonly Distribution[]): Distribution {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const known = parts.filter(({ count }) => count > 0);
  const cells = new Float64Array(known.reduce((length, part) => length + part.cells.length, 0));
  let at = 0;
  for (const part of known) {
    cells.set(part.cells, at);
    at += part.cells.length;
  }
  const some = known.length > 0;
  return {
    count: known.reduce((sum, part) => sum + part.count, 0),
    sumNs: known.reduce((sum, part) => sum + part.sumNs, 0),
    minNs: some ? Math.min(...known.map((part) => part.minNs!)) : null,
    maxNs: some ? Math.max(...known.map((part) => part.maxNs!)) : null,
    cells,
  };
}

/** The lines before the first histogram of a log. */
export function logHeader(startedAt: Date): string {
  const seconds = (startedAt.getTime() / 1000).toFixed(3);
  return `#[Histogram log format version 1.3]\n#[StartTime: ${seconds} (seconds since epoch), ${startedAt.toISOString()}]\n#[Values are nanoseconds]\n"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n`;
}

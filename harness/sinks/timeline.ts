/** A whole run in a bounded number of points, for charts: when there are too many, every other one goes. */
import type { RunRecord } from '../spec/record.ts';
import type { Sample, SecondSample } from '../spec/sink.ts';

/** Seconds since the first due time, then counts of the run so far; whoever wants rates takes differences. */
export type TimePoint = readonly [
  seconds: number,
  offered: number,
  sent: number,
  accepted: number,
  included: number,
  succeeded: number,
  gasUsed: number,
  gasLimit: number,
  /** No count: how many are in flight at that moment. */
  inFlight: number,
];

/** A second since the first due time, and its inclusion latency, ns. */
export type LatencyRow = readonly [
  second: number,
  p50: number | null,
  p90: number | null,
  p99: number | null,
  max: number | null,
];

export interface TimelineNews {
  readonly point: TimePoint | null;
  readonly latency: readonly LatencyRow[];
  /** Points that were told before are gone: whoever follows needs the whole anew. */
  readonly thinned: boolean;
}

/** Twice as many as a chart of 600 pixels can tell apart. */
const MOST = 1200;

export class Timeline {
  private points: TimePoint[] = [];
  private pointsEvery = 1;
  private samples = 0;
  private latency = new Map<number, LatencyRow>();
  private secondsEvery = 1;

  add(sample: Sample): TimelineNews {
    const point = this.samples++ % this.pointsEvery === 0 ? pointOf(sample) : null;
    if (point !== null) this.points.push(point);
    const rows = sample.seconds.filter(({ second }) => second % this.secondsEvery === 0).map(rowOf);
    for (const row of rows) this.latency.set(row[0], row);
    return { point, latency: rows, thinned: this.thin() };
  }

  /** The latencies as the record has them. */
  conclude({ series }: RunRecord): void {
    const { inclusionP50Ns, inclusionP90Ns, inclusionP99Ns, inclusionMaxNs } = series;
    const columns = [inclusionP50Ns, inclusionP90Ns, inclusionP99Ns, inclusionMaxNs];
    this.latency = new Map();
    for (let second = 0; second < inclusionMaxNs.length; second += this.secondsEvery) {
      const [p50 = null, p90 = null, p99 = null, max = null] = columns.map((column) => column[second]);
      if (max !== null) this.latency.set(second, [second, p50, p90, p99, max]);
    }
    this.thin();
  }

  whole(): { points: readonly TimePoint[]; latency: readonly LatencyRow[] } {
    return { points: this.points, latency: [...this.latency.values()] };
  }

  private thin(): boolean {
    let thinned = false;
    if (this.points.length > MOST) {
      this.points = this.points.filter((_, index) => index % 2 === 0);
      this.pointsEvery *= 2;
      thinned = true;
    }
    while (this.latency.size > MOST) {
      this.secondsEvery *= 2;
      for (const second of this.latency.keys()) {
        if (second % this.secondsEvery !== 0) this.latency.delete(second);
      }
      thinned = true;
    }
    return thinned;
  }
}

function pointOf({ elapsedMs, ledger, sent, blocks, inFlight }: Sample): TimePoint {
  const { scheduled, accepted, included, succeeded } = ledger;
  const { gasUsed, gasLimit } = blocks;
  return [elapsedMs / 1e3, scheduled, sent, accepted, included, succeeded, gasUsed, gasLimit, inFlight];
}

function rowOf({ second, p50Ns, p90Ns, p99Ns, maxNs }: SecondSample): LatencyRow {
  return [second, p50Ns, p90Ns, p99Ns, maxNs];
}

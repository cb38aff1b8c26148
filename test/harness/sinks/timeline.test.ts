/** The bounded history behind the live charts. */
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../harness/conformance/live-samples.ts';
import { Timeline } from '../../../harness/sinks/timeline.ts';
import { makeRecord } from '../../support/record.ts';

const record = makeRecord('valid');
const plain = sampleOf(record);
const sampleAt = (tenths: number) => ({
  ...plain,
  elapsedMs: 100 * tenths,
  sent: tenths,
  seconds: tenths % 10 === 0 ? [{ second: tenths / 10, p50Ns: 1, p90Ns: 2, p99Ns: 3, maxNs: tenths }] : [],
});

describe('the timeline', () => {
  it('keeps every sample of a short run', () => {
    const timeline = new Timeline();
    const news = Array.from({ length: 300 }, (_, tenths) => timeline.add(sampleAt(tenths)));
    expect(news.every(({ thinned, point }) => !thinned && point !== null)).toBe(true);
    expect(timeline.whole().points).toHaveLength(300);
    expect(timeline.whole().points[7]!.slice(0, 3)).toEqual([0.7, record.ledger.scheduled, 7]);
    expect(timeline.whole().latency[3]).toEqual([3, 1, 2, 3, 30]);
  });

  it('spans an hour evenly with a bounded number of points, and says when it forgets some', () => {
    const timeline = new Timeline();
    let followed: unknown[] = [];
    for (let tenths = 0; tenths < 36_000; tenths++) {
      const { point, thinned } = timeline.add(sampleAt(tenths));
      if (point) followed.push(point);
      if (thinned) followed = [...timeline.whole().points];
    }
    const { points, latency } = timeline.whole();
    expect(points.length).toBeGreaterThan(600);
    expect(points.length).toBeLessThanOrEqual(1200);
    expect(latency.length).toBeLessThanOrEqual(1200);
    const gaps = points.slice(1).map((point, i) => Math.round(10 * (point[0] - points[i]![0])));
    expect(new Set(gaps)).toEqual(new Set([32]));
    expect(new Set(latency.slice(1).map((row, i) => row[0] - latency[i]![0]))).toEqual(new Set([4]));
    // Whoever followed the news and took the whole when told to knows the same.
    expect(followed).toEqual(points);
  });

  it('takes a second anew when more is known of it, and ends with the seconds of the record', () => {
    const timeline = new Timeline();
    timeline.add(sampleAt(10));
    timeline.add({ ...sampleAt(11), seconds: [{ second: 1, p50Ns: 5, p90Ns: 6, p99Ns: 7, maxNs: 8 }] });
    expect(timeline.whole().latency).toEqual([[1, 5, 6, 7, 8]]);
    timeline.conclude(record);
    const { latency } = timeline.whole();
    expect(latency.map(([second]) => second)).toEqual(
      record.series.inclusionMaxNs.flatMap((max, second) => (max === null ? [] : second)),
    );
    const [second, , , p99] = latency.at(-1)!;
    expect(p99).toBe(record.series.inclusionP99Ns[second]);
  });
});

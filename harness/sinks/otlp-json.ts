/**
 * Metrics as an OTLP request in JSON (https://opentelemetry.io/docs/specs/otlp/, and opentelemetry-proto 1.x,
 * metrics.proto): counts as text, histograms as exponential ones.
 */
import type { Distribution } from '../spec/sink.ts';
import type { Labels, Metric, Subject } from './metrics.ts';

export interface OtlpMoment {
  /** Since 1970; when the counting began, and of when the counts are. */
  readonly startMs: number;
  readonly nowMs: number;
}

const CUMULATIVE = 2;

/** The body of a POST to `/v1/metrics`. `instance` tells this process from others of its kind. */
export function otlpRequest(
  metrics: readonly Metric[],
  { workload, target, version }: Subject,
  instance: string,
  moment: OtlpMoment,
): object {
  const resource = {
    'service.name': 'lakh',
    'service.version': version,
    'service.instance.id': instance,
    'lakh.workload': workload,
    'lakh.target': target,
  };
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [
          {
            scope: { name: 'lakh', version },
            metrics: metrics.map((metric) => ({
              name: metric.name,
              description: metric.help,
              unit: metric.unit,
              ...dataOf(metric, moment),
            })),
          },
        ],
      },
    ],
  };
}

function dataOf(metric: Metric, { startMs, nowMs }: OtlpMoment): object {
  const times = { startTimeUnixNano: nanoseconds(startMs), timeUnixNano: nanoseconds(nowMs) };
  if (metric.kind === 'histogram') {
    const dataPoints = [{ ...times, attributes: [], ...exponentialOf(metric.distribution) }];
    return { exponentialHistogram: { aggregationTemporality: CUMULATIVE, dataPoints } };
  }
  const dataPoints = metric.points.map(({ labels, value }) => ({
    ...times,
    attributes: attributesOf(labels),
    ...(Number.isInteger(value) ? { asInt: String(value) } : { asDouble: value }),
  }));
  if (metric.kind === 'gauge') return { gauge: { dataPoints } };
  return { sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } };
}

function attributesOf(labels: Labels): object[] {
  return Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms)) * 1_000_000n);
}

/** What collectors take without making it coarser. */
const MOST_BUCKETS = 160;
/** Buckets of 1.1 %: near what the cells are, 0.1 %, and no nearer than anybody looks. */
const FINEST_SCALE = 6;

/** Bucket i holds what is more than base^i and at most base^(i + 1), where base is 2^(2^-scale); values in seconds. */
function exponentialOf({ cells, count, sumNs, minNs, maxNs }: Distribution): object {
  let zeros = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (let at = 0; at < cells.length; at += 2) {
    const valueNs = cells[at]!;
    if (valueNs <= 0) zeros += cells[at + 1]!;
    else {
      low = Math.min(low, valueNs);
      high = Math.max(high, valueNs);
    }
  }
  const known = {
    count: String(count),
    zeroCount: String(zeros),
    ...(minNs === null ? {} : extremes(minNs, maxNs!)),
  };
  // Where values may be negative, their sum says nothing about their number: OTLP wants it left out.
  const sum = minNs !== null && minNs < 0 ? {} : { sum: sumNs / 1e9 };
  if (high === 0) return { ...known, ...sum, scale: 0 };
  let scale = FINEST_SCALE;
  while (bucketOf(high, scale) - bucketOf(low, scale) >= MOST_BUCKETS) scale--;
  const offset = bucketOf(low, scale);
  const counts = new Array<number>(bucketOf(high, scale) - offset + 1).fill(0);
  for (let at = 0; at < cells.length; at += 2) {
    if (cells[at]! > 0) counts[bucketOf(cells[at]!, scale) - offset]! += cells[at + 1]!;
  }
  return { ...known, ...sum, scale, positive: { offset, bucketCounts: counts.map(String) } };
}

function extremes(minNs: number, maxNs: number): { min: number; max: number } {
  return { min: minNs / 1e9, max: maxNs / 1e9 };
}

function bucketOf(valueNs: number, scale: number): number {
  return Math.ceil(Math.log2(valueNs / 1e9) * 2 ** scale) - 1;
}

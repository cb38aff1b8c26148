/** Metrics in the text format of Prometheus, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). */
import type { Distribution } from '../spec/sink.ts';
import type { Labels, Metric } from './metrics.ts';

export const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** Upper bounds of the buckets, seconds: 1, 2.5 and 5 of each decade, from 0.1 ms to more than a slot of Ethereum. */
const BOUNDS_S = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50,
  100,
];

export function prometheusText(metrics: readonly Metric[]): string {
  return metrics.map(family).join('');
}

/** As OpenTelemetry translates its names: dots, units and the suffix of counters (Prometheus compatibility, metric metadata). */
export function prometheusName({ name, unit, kind }: Metric): string {
  const words = name.replaceAll('.', '_');
  const inUnit = unit === 's' ? `${words}_seconds` : words;
  return kind === 'counter' ? `${inUnit}_total` : inUnit;
}

function family(metric: Metric): string {
  const name = prometheusName(metric);
  const lines =
    metric.kind === 'histogram'
      ? buckets(name, metric.distribution)
      : metric.points.map(({ labels, value }) => line(name, labels, value));
  return `# HELP ${name} ${escaped(metric.help)}\n# TYPE ${name} ${metric.kind}\n${lines.join('')}`;
}

/** A cell counts where its lowest value belongs: within 0.1 % of the bound. */
function buckets(name: string, { cells, count, sumNs }: Distribution): string[] {
  const counts = new Array<number>(BOUNDS_S.length + 1).fill(0);
  for (let at = 0; at < cells.length; at += 2) {
    const bucket = BOUNDS_S.findIndex((bound) => cells[at]! <= bound * 1e9);
    counts[bucket < 0 ? BOUNDS_S.length : bucket]! += cells[at + 1]!;
  }
  let below = 0;
  return [
    ...BOUNDS_S.map((bound, bucket) => {
      below += counts[bucket]!;
      return line(`${name}_bucket`, { le: String(bound) }, below);
    }),
    line(`${name}_bucket`, { le: '+Inf' }, count),
    line(`${name}_sum`, {}, sumNs / 1e9),
    line(`${name}_count`, {}, count),
  ];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(
    ([label, text]) => `${label}="${escaped(text).replaceAll('"', '\\"')}"`,
  );
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

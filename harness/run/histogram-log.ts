/** The record's HdrHistogram log: one tagged line a latency, for any tool that reads the format. */
import { logHeader, type Meters } from '../measure/index.ts';
import type { ReadMeters } from '../reads/index.ts';
import { LATENCIES, READ_METHODS, type RunRecord } from '../spec/index.ts';

export function histogramLog(meters: Meters, record: RunRecord, reads?: ReadMeters): string {
  const { startNs, endNs } = record.window;
  const all = [
    ...LATENCIES.map((name) => [name, meters.histograms[name]] as const),
    ...(reads ? readHistograms(reads) : []),
  ];
  const lines = all.map(([name, histogram]) =>
    histogram.logLine(name, startNs / 1e9, (endNs - startNs) / 1e9),
  );
  return logHeader(new Date(record.startedAt)) + lines.join('');
}

/** By the names that their metrics have. */
function readHistograms({ latency, methods }: ReadMeters) {
  return [
    ['reads', latency.due],
    ['reads.fromSent', latency.sent],
    ['reads.lag', latency.lag],
    ['reads.failure', latency.failed],
    ...READ_METHODS.map((method) => [`reads.${method}`, methods[method].latency] as const),
  ] as const;
}

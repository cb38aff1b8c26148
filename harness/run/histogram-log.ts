/** The record's HdrHistogram log: one tagged line a latency, for any tool that reads the format. */
import { logHeader, type Meters } from '../measure/index.ts';
import { LATENCIES, type RunRecord } from '../spec/index.ts';

export function histogramLog(meters: Meters, record: RunRecord): string {
  const { startNs, endNs } = record.window;
  const lines = LATENCIES.map((name) =>
    meters.histograms[name].logLine(name, startNs / 1e9, (endNs - startNs) / 1e9),
  );
  return logHeader(new Date(record.startedAt)) + lines.join('');
}

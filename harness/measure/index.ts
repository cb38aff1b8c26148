/** Counting and measuring: histograms, ledger, series, metrics, thresholds, doubts. */
export * from './doubts.ts';
export * from './histogram.ts';
export * from './ledger.ts';
export * from './meters.ts';
export * from './metrics.ts';
export * from './outcomes.ts';
export * from './reverted.ts';
export * from './second-latencies.ts';
export * from './series.ts';
export * from './thresholds.ts';

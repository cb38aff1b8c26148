/** The versioned run record on disk: a folder with record.json, histograms.hlog and, where asked for, samples.parquet. */

export { HISTOGRAMS_FILE, RECORD_FILE, SAMPLES_FILE } from './files.ts';
export { planToJson } from './plan-json.ts';
export { readRecord } from './read.ts';
export { type ReadRun, readRuns } from './read-runs.ts';
export { recordId } from './record-id.ts';
export { type SampleSpool, sampleSpool } from './sample-spool.ts';
export { needFolder, writeRecord } from './write.ts';

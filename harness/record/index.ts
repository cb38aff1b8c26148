/** The versioned run record on disk: a folder with record.json and histograms.hlog. */

export { HISTOGRAMS_FILE, RECORD_FILE } from './files.ts';
export { planToJson } from './plan-json.ts';
export { readRecord } from './read.ts';
export { type ReadRun, readRuns } from './read-runs.ts';
export { recordId } from './record-id.ts';
export { writeRecord } from './write.ts';

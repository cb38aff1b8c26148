/** What a record's folder holds. */

/** Everything that a report needs; the type is `RunRecord`. */
export const RECORD_FILE = 'record.json';
/** HdrHistogram interval log: every latency in full, for tools that merge or plot. */
export const HISTOGRAMS_FILE = 'histograms.hlog';
/** A row a transaction, where the plan asks for it. */
export const SAMPLES_FILE = 'samples.parquet';

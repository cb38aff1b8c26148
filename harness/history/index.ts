/** The folder of runs: finding, tagging, pruning, asking, trends and their changes. */
export * from './change-points.ts';
export * from './database.ts';
export * from './find-runs.ts';
export * from './prune.ts';
export * from './tables.ts';
export * from './tags.ts';
export * from './trend.ts';

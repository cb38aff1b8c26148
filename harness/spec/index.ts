/** Contracts and data types; no behaviour beyond constant lists. */
export type * from './engine.ts';
export * from './execution.ts';
export * from './exit-codes.ts';
export * from './intent.ts';
export * from './plan.ts';
export * from './reads.ts';
export * from './record.ts';
export * from './reporter.ts';
export * from './sample-rows.ts';
export * from './sink.ts';
export * from './stage.ts';
export * from './target.ts';
export * from './workload.ts';

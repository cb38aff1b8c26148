/**
 * The library: make a plan, run it, read the record, render it; define workloads and targets.
 *
 * @example
 * const plan = makePlan({ load: { rate: 500, duration: '5s' } }, BUILT_IN);
 * const { record, folder } = await run(plan, {
 *   workload: BUILT_IN.workloads.find(({ name }) => name === plan.workload.name)!,
 *   target: BUILT_IN.targets.find(({ name }) => name === plan.target.name)!,
 *   sinks: [],
 *   secrets: {},
 *   stop: AbortSignal.timeout(60_000),
 *   abort: AbortSignal.timeout(120_000),
 *   log: () => {},
 *   lakh: 'my own runner',
 * });
 */
export { REPORTERS, reporterByName, summaryObject } from '../reports/index.ts';
export * from '../workloads/authoring/index.ts';
export { BUILT_IN } from './catalog.ts';
export { defineTarget, defineWorkload } from './define.ts';
export { type Catalog, layer, makePlan, scenarioJsonSchema } from './plan/index.ts';
export { planToJson, readRecord, recordId, writeRecord } from './record/index.ts';
export { type RunParts, type RunResult, run } from './run/index.ts';
export * from './spec/index.ts';
export { durationMs, ERROR_CODES, type ErrorCode, formatDuration, LakhError } from './std/index.ts';

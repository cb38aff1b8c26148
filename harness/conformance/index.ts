/**
 * Conformance kits: what a plugin must do, as named checks that its author runs in his own tests, with any runner.
 * The plugins that come with lakh pass the same ones.
 *
 * @example
 * import { test } from 'node:test';
 * import { workloadChecks } from 'lakh/conformance';
 * import votes from './votes.ts';
 *
 * for (const { name, run } of workloadChecks(votes, { options: { voters: 20 } })) test(name, run);
 */
export { type ConformanceCheck, type FailedCheck, failedChecks } from './check.ts';
export { type ReporterKit, reporterChecks } from './reporter-checks.ts';
export { type MakeSink, sinkChecks } from './sink-checks.ts';
export type { TargetKit } from './stand.ts';
export type { WorkloadKit } from './subject.ts';
export { targetChecks } from './target-checks.ts';
export { workloadChecks } from './workload-checks.ts';

/** One JSON object with the figures of a run, for scripts: what `lakh run --json` prints. */
import type { Reporter, RunRecord } from '../harness/spec/index.ts';

/**
 * The figures of a run. Latencies are nanoseconds, throughputs 1/s; `null` where nothing was recorded.
 * `folder` is where the record lies, `null` when that is not known.
 */
export function summaryObject(record: RunRecord, folder: string | null) {
  return {
    id: record.id,
    verdict: record.verdict.verdict,
    reasons: record.verdict.reasons,
    ending: record.ending,
    ledger: record.ledger,
    windowLedger: record.windowLedger,
    throughput: record.throughput,
    latency: record.latency,
    reads: record.reads,
    thresholds: record.thresholds,
    oracle: record.oracle,
    actions: record.actions,
    reverts: record.reverts,
    revertsExamined: record.revertsExamined,
    steps: record.steps,
    conflicts: record.conflicts,
    execution: record.execution,
    rejections: record.rejections,
    unanswered: record.unanswered,
    faults: record.faults,
    window: record.window,
    harness: record.harness,
    chain: record.chain,
    environment: record.environment,
    record: folder,
  };
}
export type Summary = ReturnType<typeof summaryObject>;

export const json: Reporter = {
  name: 'json',
  summary: 'one JSON object with the figures, for scripts',
  extension: 'json',
  render: (record) => `${JSON.stringify(summaryObject(record, null), null, 2)}\n`,
};

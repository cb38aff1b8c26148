/**
 * The ceiling into anvil on this machine: a closed load in batches of a hundred, signed live.
 * `npm run bench -- closed-anvil`.
 */

import { BUILT_IN } from '../../harness/catalog.ts';
import { makePlan, run } from '../../harness/index.ts';
import type { RunRecord } from '../../harness/spec/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { planParts } from '../support/plan-parts.ts';

export async function benchClosedAnvil(seconds: number, workers: number): Promise<RunRecord> {
  const plan = makePlan(
    {
      workload: 'transfers',
      target: { name: 'anvil', blockTime: '250ms' },
      load: { arrival: 'closed', inFlight: 2_000, duration: `${seconds}s` },
      batch: { size: 100, linger: '2ms' },
      workers,
      out: temporaryFolder(),
    },
    BUILT_IN,
  );
  const { record } = await run(plan, planParts(plan));
  return record;
}

export async function printClosedAnvil(full: boolean): Promise<void> {
  for (const workers of [1, 2]) {
    const { throughput, harness, ledger, oracle, generators } = await benchClosedAnvil(
      full ? 20 : 3,
      workers,
    );
    const each = (micros: number | null) =>
      micros === null ? '?' : `${(micros / ledger.admitted).toFixed(0)} us`;
    const sign = (generators[0]?.signMeanNs ?? 0) / 1000;
    console.log(`closed load into anvil: 2,000 in flight, batches of 100, ${workers} worker(s)`);
    console.log(
      `  goodput  ${throughput.goodputTps.toFixed(0)} TPS, oracle ${oracle.passed ? 'passed' : 'failed'}`,
    );
    console.log(
      `  CPU      harness ${each(harness.cpuMicros)}, anvil ${each(harness.targetCpuMicros)} a transaction; signing ${sign.toFixed(0)} us of it`,
    );
    console.log(`  result   ${ledger.succeeded} succeeded of ${ledger.scheduled}`);
  }
}

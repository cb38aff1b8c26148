/** A short real run of a workload on the embedded engine, whose record alone is kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlan } from '../../harness/plan/index.ts';
import { run } from '../../harness/run/index.ts';
import type { RunRecord, Workload } from '../../harness/spec/index.ts';
import { TARGETS } from '../../harness/targets/index.ts';

export interface ShortRun {
  /** As they stand in a scenario. */
  readonly options?: object;
  readonly accounts?: number;
  readonly rate?: number;
  /** How many intents are sent. */
  readonly intents?: number;
}

export async function runOnEngine(
  // biome-ignore lint/suspicious/noExplicitAny: takes a workload of any options
  workload: Workload<any, any, any>,
  { options = {}, accounts = 10, rate = 200, intents = 100 }: ShortRun,
): Promise<RunRecord> {
  const target = TARGETS.find(({ name }) => name === 'engine')!;
  const out = await mkdtemp(join(tmpdir(), 'lakh-engine-run-'));
  const plan = makePlan(
    {
      workload: { ...options, name: workload.name },
      target: { name: target.name, blockTime: '100ms' },
      load: { arrival: 'constant', rate, duration: (intents / rate) * 1000 },
      accounts: { count: accounts },
      workers: 0,
      out,
    },
    { workloads: [workload as Workload], targets: [target], thresholdProblem: () => null },
  );
  const never = new AbortController().signal;
  const parts = { workload, target, sinks: [], secrets: {}, stop: never, abort: never, log: () => {} };
  try {
    return (await run(plan, { ...parts, lakh: 'test' })).record;
  } finally {
    await rm(out, { recursive: true });
  }
}

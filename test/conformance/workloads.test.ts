import { describe, it } from 'vitest';
import { type WorkloadKit, workloadChecks } from '../../harness/conformance/index.ts';
import { WORKLOADS } from '../../workloads/index.ts';

/** Workloads of whose journeys a hundred intents with the defaults see only the beginning. */
const KITS: Readonly<Record<string, WorkloadKit>> = {
  'dao-vote': { options: { concurrency: 2, votersPerProposal: 8, votingPeriodBlocks: 20 } },
};

describe.each(
  WORKLOADS.map((workload) => [workload.name, workload] as const),
)('the workload %s', (_, workload) => {
  for (const { name, run } of workloadChecks(workload, KITS[workload.name])) it(name, run);
});

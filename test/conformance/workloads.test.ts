import { describe, it } from 'vitest';
import { workloadChecks } from '../../harness/conformance/index.ts';
import { WORKLOADS } from '../../workloads/index.ts';

describe.each(
  WORKLOADS.map((workload) => [workload.name, workload] as const),
)('the workload %s', (_, workload) => {
  for (const { name, run } of workloadChecks(workload)) it(name, run);
});

import { describe, it } from 'vitest';
import { workloadChecks } from '../../harness/conformance/index.ts';
import { WORKLOADS } from '../../workloads/index.ts';
import { REQUIRED_OPTIONS } from '../support/required-options.ts';

describe.each(
  WORKLOADS.map((workload) => [workload.name, workload] as const),
)('the workload %s', (workloadName, workload) => {
  const options = REQUIRED_OPTIONS[workloadName] ?? {};
  for (const { name, run } of workloadChecks(workload, { options })) it(name, run);
});

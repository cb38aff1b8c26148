import { describe, it } from 'vitest';
import { workloadChecks } from '../../harness/conformance/index.ts';
import { WORKLOADS } from '../../workloads/index.ts';
import { REQUIRED_OPTIONS } from '../support/required-options.ts';

/** Options without which an oracle would have less to look at. */
const MORE_OPTIONS: Readonly<Record<string, object>> = {
  'contract-call': {
    expect: [
      { call: 'total()', growsBy: { increment: 1 } },
      { call: 'countOf', args: [1_000_000], stays: true },
    ],
  },
};

describe.each(
  WORKLOADS.map((workload) => [workload.name, workload] as const),
)('the workload %s', (workloadName, workload) => {
  const options = { ...REQUIRED_OPTIONS[workloadName], ...MORE_OPTIONS[workloadName] };
  for (const { name, run } of workloadChecks(workload, { options })) it(name, run);
});

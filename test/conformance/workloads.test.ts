import { describe, it } from 'vitest';
import { type WorkloadKit, workloadChecks } from '../../harness/conformance/index.ts';
import { WORKLOADS } from '../../workloads/index.ts';
import { REQUIRED_OPTIONS } from '../support/required-options.ts';

/** The first check that executes waits for a set-up on the reference engine. */
const SLOWEST_MS = 120_000;

/** Where the defaults would show too little: journeys of which a hundred intents see only the beginning, say. */
const KITS: Readonly<Record<string, WorkloadKit>> = {
  'dao-vote': { options: { concurrency: 2, votersPerProposal: 8, votingPeriodBlocks: 20 } },
  mix: {
    options: {
      parts: [
        { workload: 'transfers', weight: 1 },
        { workload: 'erc20', weight: 2 },
        { workload: 'supply-chain', weight: 2, options: { products: 4 } },
      ],
    },
    intents: 3_000,
  },
  'contract-call': {
    options: {
      expect: [
        { call: 'total()', growsBy: { increment: 1 } },
        { call: 'countOf', args: [1_000_000], stays: true },
      ],
    },
  },
};

describe.each(
  WORKLOADS.map((workload) => [workload.name, workload] as const),
)('the workload %s', (workloadName, workload) => {
  const { options, ...kit } = KITS[workloadName] ?? {};
  const all = { ...kit, options: { ...REQUIRED_OPTIONS[workloadName], ...options } };
  for (const { name, run } of workloadChecks(workload, all)) it(name, run, SLOWEST_MS);
});

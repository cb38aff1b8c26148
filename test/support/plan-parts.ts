/** What `run` needs beside a plan, from the built-in catalog, with nothing attached. */
import { BUILT_IN } from '../../harness/catalog.ts';
import type { RunParts } from '../../harness/run/index.ts';
import type { Plan } from '../../harness/spec/index.ts';

export function planParts(plan: Plan, over: Partial<RunParts> = {}): RunParts {
  const workload = BUILT_IN.workloads.find(({ name }) => name === plan.workload.name)!;
  const target = BUILT_IN.targets.find(({ name }) => name === plan.target.name)!;
  const never = new AbortController().signal;
  return {
    workload,
    target,
    sinks: [],
    secrets: {},
    stop: never,
    abort: never,
    log: () => {},
    lakh: 'test',
    ...over,
  };
}

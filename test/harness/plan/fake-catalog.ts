/** A workload and two targets that are just enough to plan with. */
import { z } from 'zod';
import type { Catalog } from '../../../harness/plan/index.ts';
import type { Target, Workload } from '../../../harness/spec/index.ts';
import { durationMs } from '../../../harness/std/duration.ts';

function unused(): never {
  throw new Error('a plan does not run anything');
}

function workload<Options>(name: string, options: z.ZodType<Options>, accounts: number): Workload<Options> {
  return {
    name,
    summary: `sends ${name}`,
    options,
    actions: [name],
    requirements: () => ({ accounts, valueWei: 0n, gasLimit: 21_000 }),
    setup: unused,
    drive: unused,
    oracle: { before: unused, after: unused },
  };
}

function target<Options>(name: string, options: z.ZodType<Options>): Target<Options> {
  return { name, summary: `goes to ${name}`, options, start: unused, open: unused };
}

export const catalog: Catalog = {
  workloads: [
    workload(
      'transfers',
      z.strictObject({
        pattern: z.enum(['ring', 'fan-out']).default('fan-out'),
        zipf: z.number().min(0).max(2).default(0),
      }),
      2,
    ),
    workload('votes', z.strictObject({ proposals: z.int().min(1) }), 10),
  ],
  targets: [
    target('engine', z.strictObject({ blockTime: durationMs.default(100) })),
    target('rpc', z.strictObject({ url: z.string() })),
    target(
      'local',
      z.strictObject({
        args: z.array(z.string()).default([]),
        wait: z.union([z.literal('auto'), z.number()]).default('auto'),
      }),
    ),
  ],
  thresholdProblem: (text) => (text.includes('<') ? null : `no comparison in "${text}"`),
};

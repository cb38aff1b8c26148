/** What a scenario may name: given to the plan from outside, as it knows no workload and no target. */
import type { Target } from '../spec/target.ts';
import type { Workload } from '../spec/workload.ts';

export interface Catalog {
  // Options are typed inside each workload and target; a list of them can only say `any`.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly workloads: readonly Workload<any, any, any>[];
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly targets: readonly Target<any>[];
  /** What is wrong with a threshold, for people; `null` when nothing is. */
  thresholdProblem(text: string): string | null;
}

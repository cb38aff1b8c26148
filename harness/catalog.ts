/** What comes built in: every workload and target that a scenario may name without bringing it along. */
import { WORKLOADS } from '../workloads/index.ts';
import { thresholdProblem } from './measure/index.ts';
import type { Catalog } from './plan/index.ts';
import { TARGETS } from './targets/index.ts';

export const BUILT_IN: Catalog = { workloads: WORKLOADS, targets: TARGETS, thresholdProblem };

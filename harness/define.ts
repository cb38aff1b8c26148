/** Typing aids for plugins: they give back what they get. */
import type { Target } from './spec/target.ts';
import type { Workload } from './spec/workload.ts';

/** A workload whose options, deployment and oracle are typed by each other. Its module exports it by default. */
export function defineWorkload<Options, Deployment, Before>(
  workload: Workload<Options, Deployment, Before>,
): Workload<Options, Deployment, Before> {
  return workload;
}

/** A target whose options are typed by their schema. Its module exports it by default. */
export function defineTarget<Options>(target: Target<Options>): Target<Options> {
  return target;
}

/** A scenario follows from its seed alone: which workload with which options, how many accounts, on how many threads. */
import { type Subject, subjectOf } from '../../../harness/conformance/subject.ts';
import { keyedRandom } from '../../../harness/std/index.ts';
import { WORKLOADS } from '../../../workloads/index.ts';
import { between, optionsOf, partsOf } from './options.ts';

/** The workloads that send transactions. */
export const SENDING = WORKLOADS.filter(({ reads }) => !reads);
/** In turn by the seed; several workloads in the same blocks are the hardest, so they come often. */
const TURNS = SENDING.flatMap((workload, at) => (at % 4 === 3 ? [workload.name, 'mix'] : [workload.name]));
export const ROUND = TURNS.length;

export const MOST_THREADS = 16;
/** The stream of random numbers that draws scenarios; block n of one has the streams' index n + 1. */
export const SCENARIO_STREAM = 70;

export interface Scenario {
  readonly seed: number;
  /** For people: the workload, the parts of a mix. */
  readonly title: string;
  /** The names of the workloads whose transactions come in it. */
  readonly workloads: readonly string[];
  readonly subject: Subject;
  /** Of each parallel engine. */
  readonly threads: readonly number[];
}

/** @param everything all that can be mixed in the same blocks, whatever the seed says */
export function scenarioOf(seed: number, everything = false): Scenario {
  const random = keyedRandom(seed, SCENARIO_STREAM, 0);
  const name = everything ? 'mix' : TURNS[seed % ROUND]!;
  const workload = SENDING.find((one) => one.name === name)!;
  const options = everything ? { parts: partsOf(random, SENDING.length - 2) } : optionsOf(name, random);
  const fewest = workload.requirements(workload.options.parse(options)).accounts;
  const accounts = Math.max(fewest, 6) + random.below(25);
  const subject = subjectOf(workload, { options: { ...options }, accounts, seed });
  const parts = partNames(subject.options);
  return {
    seed,
    title: parts.length === 0 ? name : `${name} of ${parts.join(', ')}`,
    workloads: [name, ...parts],
    subject,
    // Every number of threads has its turn; the other engine has more than one in any case.
    threads: [1 + (seed % MOST_THREADS), between(random, 2, MOST_THREADS)],
  };
}

function partNames(options: unknown): string[] {
  const { parts } = options as { parts?: readonly { workload: string }[] };
  return parts?.map(({ workload }) => workload) ?? [];
}

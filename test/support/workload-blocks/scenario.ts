/** A scenario follows from its seed alone: which workload with which options, how many accounts, on how many threads. */
import { type Subject, subjectOf } from '../../../harness/conformance/subject.ts';
import { keyedRandom } from '../../../harness/std/index.ts';
import { WORKLOADS } from '../../../workloads/index.ts';
import { PART_NAMES } from '../../../workloads/mix/parts.ts';
import { between, optionsOf, partsOf } from './options.ts';

/** The workloads that send transactions. */
export const SENDING = WORKLOADS.filter(({ reads }) => !reads);
/** All that can be mixed, in the same blocks. */
const ALL = 'all';
/** In turn by the seed. Several workloads in the same blocks are the hardest, so they come often. */
const TURNS = [
  ALL,
  'contract-call',
  'mix',
  ...SENDING.flatMap(({ name }, at) => {
    if (name === 'contract-call' || name === 'mix') return [];
    return at % 4 === 3 ? [name, 'mix'] : [name];
  }),
];
/** The first of so many seeds draws from all workloads, the second from the one that cannot be mixed. */
export const ROUND = TURNS.length;

const MOST_THREADS = 16;
/** The stream of random numbers of scenarios: index 0 draws one, and the others its blocks, set-up included. */
export const SCENARIO_STREAM = 70;

export interface Scenario {
  readonly seed: number;
  /** For people: the workload, the parts of a mix. */
  readonly title: string;
  readonly subject: Subject;
  /** Of each parallel engine. */
  readonly threads: readonly number[];
}

export function scenarioOf(seed: number): Scenario {
  const random = keyedRandom(seed, SCENARIO_STREAM, 0);
  const turn = TURNS[seed % ROUND]!;
  const name = turn === ALL ? 'mix' : turn;
  const workload = SENDING.find((one) => one.name === name)!;
  const options = turn === ALL ? { parts: partsOf(random, PART_NAMES.length) } : optionsOf(name, random);
  const fewest = workload.requirements(workload.options.parse(options)).accounts;
  const accounts = Math.max(fewest, 6) + random.below(25);
  const subject = subjectOf(workload, { options: { ...options }, accounts, seed });
  const parts = partNames(subject.options);
  return {
    seed,
    title: parts.length === 0 ? name : `${name} of ${parts.join(', ')}`,
    subject,
    // Every number of threads has its turn; the other engine has more than one in any case.
    threads: [1 + (seed % MOST_THREADS), between(random, 2, MOST_THREADS)],
  };
}

function partNames(options: unknown): string[] {
  const { parts } = options as { parts?: readonly { workload: string }[] };
  return parts?.map(({ workload }) => workload) ?? [];
}

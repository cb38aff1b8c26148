/** Runs a block on virtual workers in one thread, in an order drawn from a seed, step by atomic step. */
import { keyedRandom } from '../../../harness/std/random.ts';
import type { Steps } from './atomic.ts';
import type { Fault } from './faults.ts';
import { randomPrograms, runInOrder } from './program.ts';
import { Block, type Counters } from './worker.ts';

/** Far above what any block here takes. */
const MOST_STEPS = 200_000;

/** What is wrong with the interleaving of a seed, undefined where all is as in sequence. */
export interface Verdict {
  readonly problem: string | undefined;
  readonly counters: Counters;
  readonly steps: number;
}

export function interleave(seed: number, fault?: Fault): Verdict {
  const random = keyedRandom(seed, 0x57d);
  const locations = 1 + random.below(5);
  const programs = randomPrograms(random, 12, locations);
  const genesis = Array.from({ length: locations }, (_, at) => ({ balance: 10 + at, code: at % 2 }));
  const before = programs.map((_, tx) => (tx > 0 && random.below(6) === 0 ? random.below(tx) : -1));
  const expected = runInOrder(programs, genesis);
  const block = new Block(programs, genesis, before, fault);
  const workers = Array.from({ length: 1 + random.below(4) }, () => block.work());
  // Sometimes every step is another worker's, sometimes one goes on for long while the others stand still.
  const stay = [0, 0.5, 0.9, 0.98][random.below(4)]!;
  let steps = 0;
  let at = 0;
  while (workers.length > 0 && steps++ < MOST_STEPS) {
    if (at >= workers.length || random.float() >= stay) at = random.below(workers.length);
    if (workers[at]!.next().done) workers.splice(at, 1);
  }
  const verdict = (problem: string | undefined) => ({ problem, counters: block.counters, steps });
  if (workers.length > 0) return verdict(`no end\n${block.scheduler.dump()}`);
  for (const [tx, seen] of expected.seen.entries()) {
    if (block.seen[tx] !== seen) return verdict(`transaction ${tx} saw ${block.seen[tx]}, not ${seen}`);
  }
  const state = finish(block.finalState());
  const wrong = state.findIndex(
    ({ balance, code }, i) => balance !== expected.state[i]!.balance || code !== expected.state[i]!.code,
  );
  return verdict(wrong < 0 ? undefined : `location ${wrong} holds ${JSON.stringify(state[wrong])}`);
}

function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value as T;
  }
}

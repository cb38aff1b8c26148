/** Random blocks on a pool of threads and, on another machine, one transaction after the other: they have to agree. */
import { expect } from 'vitest';
import type { Fork } from '../../../harness/kernel/evm/forks.ts';
import { keyedRandom } from '../../../harness/std/random.ts';
import { Chain, randomBlock } from './chain.ts';
import { Pool } from './pool.ts';

const SENDERS = 25;
/** With and without accounts that vanish with their storage. */
const FORKS: readonly Fork[] = ['shanghai', 'osaka'];

export interface Seen {
  refused: number;
  failed: number;
  aborts: number;
  blocked: number;
  reExecuted: number;
}

/** `threads`: how many each block runs on, in turn. Returns how much happened. */
export async function compareBlocks(seed: number, blocks: number, threads: readonly number[]): Promise<Seen> {
  const sequential = new Chain(SENDERS);
  const parallel = new Chain(SENDERS);
  const pool = await Pool.on(parallel.machine, Math.max(...threads));
  const seen: Seen = { refused: 0, failed: 0, aborts: 0, blocked: 0, reExecuted: 0 };
  const known = new Map<string, Set<bigint>>();
  try {
    for (let index = 0; index < blocks; index++) {
      const on = threads[index % threads.length]!;
      await compareOne({ sequential, parallel, pool, on, seed, index, seen, known });
    }
  } finally {
    await pool.close();
  }
  return seen;
}

interface Comparison {
  readonly sequential: Chain;
  readonly parallel: Chain;
  readonly pool: Pool;
  readonly on: number;
  readonly seed: number;
  readonly index: number;
  readonly seen: Seen;
  /** Addresses and keys that ever changed. */
  readonly known: Map<string, Set<bigint>>;
}

async function compareOne({
  sequential,
  parallel,
  pool,
  on,
  seed,
  index,
  seen,
  known,
}: Comparison): Promise<void> {
  const block = randomBlock(keyedRandom(seed, 7, index), 120, SENDERS, (sender) =>
    sequential.nonceOf(sender),
  );
  // One block in four without the shortcut of what begins when all below is committed.
  const mode = index % 4 === 3 ? 3 : 1;
  const fork = FORKS[index % FORKS.length]!;
  sequential.begin(fork);
  const expected = sequential.decode(block);
  const gas = sequential.machine.run(expected, block.length);
  parallel.begin(fork);
  const { records, results } = parallel.decode(block);
  const blocks = [{ records, count: block.length, results }];
  await pool.run({ threads: on, blocks, mode });

  const outcomes = sequential.outcomes(expected.results, block.length);
  expect(parallel.outcomes(results, block.length), `block ${index} on ${on}`).toEqual(outcomes);
  sequential.noteChanges(known);
  parallel.noteChanges(known);
  expect(parallel.dump(known), `state after block ${index} on ${on}`).toEqual(sequential.dump(known));
  expect(parallel.seal(), `block ${index} on ${on}`).toBe(sequential.seal());
  const totals = pool.totals();
  expect(totals.gas).toBe(gas);
  expect(totals.longestPath).toBeLessThanOrEqual(gas);
  expect(totals.dependent).toBeLessThan(block.length);
  for (let thread = 0; thread < on; thread++) {
    const { aborts, blocked } = pool.counters(thread);
    seen.aborts += aborts;
    seen.blocked += blocked;
  }
  seen.reExecuted += totals.reExecuted;
  seen.refused += outcomes.filter((outcome) => outcome.startsWith('refused')).length;
  seen.failed += outcomes.filter((outcome) => outcome.startsWith('false')).length;
}

/**
 * The algorithm of Block-STM by its readable twin: whatever order the virtual workers' atomic steps come in, the block
 * ends as if executed in sequence. That the test can tell is shown by mistakes planted on purpose, each of which it finds.
 */
import { expect, it } from 'vitest';
import { FAULTS } from '../../../support/block-stm/faults.ts';
import { interleave, type Verdict } from '../../../support/block-stm/interleave.ts';

const SEEDS = 2000;
/** A fault that takes more seeds than this to find is not caught. */
const SEEDS_FOR_A_FAULT = 2000;

it('comes to what the sequence comes to, in any order of steps', { timeout: 120_000 }, () => {
  const total = { blocked: 0, aborts: 0, validations: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const { problem, counters } = interleave(seed);
    expect(problem, `seed ${seed}`).toBeUndefined();
    total.blocked += counters.blocked;
    total.aborts += counters.aborts;
    total.validations += counters.validations;
  }
  // Otherwise the blocks would be too tame to show anything.
  expect(total.blocked).toBeGreaterThan(SEEDS / 4);
  expect(total.aborts).toBeGreaterThan(SEEDS / 2);
  expect(total.validations).toBeGreaterThan(SEEDS);
});

it.each(FAULTS)('finds the planted fault: %s', { timeout: 120_000 }, (fault) => {
  let verdict: Verdict | undefined;
  for (let seed = 0; seed < SEEDS_FOR_A_FAULT && verdict?.problem === undefined; seed++) {
    verdict = interleave(seed, fault);
  }
  expect(verdict?.problem, `not found in ${SEEDS_FOR_A_FAULT} blocks`).toBeDefined();
});

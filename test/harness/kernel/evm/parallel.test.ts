/** Blocks on threads that share a memory: results and state roots are those of one transaction after the other. */
import { expect, it } from 'vitest';
import { compareBlocks } from '../../../support/evm-blocks/compare.ts';

it('comes to the same on 1 to 8 threads', { timeout: 120_000 }, async () => {
  const seen = await compareBlocks(20_260, 40, [1, 2, 3, 4, 8]);
  // Otherwise the blocks would have shown little. How many run again is up to how the threads meet.
  expect(seen.refused).toBeGreaterThan(40);
  expect(seen.failed).toBeGreaterThan(40);
  expect(seen.reExecuted).toBeGreaterThan(0);
});

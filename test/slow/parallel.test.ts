/** As test/harness/kernel/evm/parallel.test.ts, for longer and on more threads than there are cores. */
import { expect, it } from 'vitest';
import { compareBlocks } from '../support/evm-blocks/compare.ts';

const BLOCKS = Number(process.env.LAKH_PARALLEL_BLOCKS ?? 300);

it(`comes to the same on 1 to 16 threads, ${BLOCKS} blocks`, { timeout: 900_000 }, async () => {
  const seen = await compareBlocks(7, BLOCKS, [1, 2, 3, 4, 8, 16]);
  // How often threads get in each other's way depends on the machine; where they never do, nothing was tried.
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(BLOCKS / 20);
});

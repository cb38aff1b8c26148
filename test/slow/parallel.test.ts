/** As test/harness/kernel/evm/parallel.test.ts, for longer and on more threads than there are cores. */
import { expect, it } from 'vitest';
import { compareBlocks } from '../support/evm-blocks/compare.ts';

it('comes to the same on 1 to 16 threads, a thousand blocks', { timeout: 900_000 }, async () => {
  const seen = await compareBlocks(7, 1000, [1, 2, 3, 4, 8, 16]);
  for (const [what, count] of Object.entries(seen))
    expect(count, what).toBeGreaterThan(what === 'blocked' ? 100 : 1000);
});

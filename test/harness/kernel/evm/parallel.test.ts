/** Blocks on threads that share a memory: results and state roots are those of one transaction after the other. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyedRandom } from '../../../../harness/std/random.ts';
import { Chain, randomBlock } from '../../../support/evm-blocks/chain.ts';
import { Pool } from '../../../support/evm-blocks/pool.ts';

const THREADS = [1, 2, 3, 4, 8, 16];
const SENDERS = 25;
const BLOCKS = Number(process.env.LAKH_PARALLEL_BLOCKS ?? 60);

for (const fork of ['shanghai', 'osaka'] as const) {
  const sequential = new Chain({ senders: SENDERS, fork });
  const parallel = new Chain({ senders: SENDERS, fork });
  let pool: Pool;
  beforeAll(async () => {
    pool = await Pool.on(parallel.machine, Math.max(...THREADS));
  });
  afterAll(() => pool.close());

  it(`comes to the same on ${THREADS.join(', ')} threads (${fork})`, { timeout: 600_000 }, async () => {
    const seen = { refused: 0, failed: 0, aborts: 0, blocked: 0, reExecuted: 0 };
    for (let index = 0; index < BLOCKS; index++) {
      const random = keyedRandom(20_260, 7, index);
      const block = randomBlock(random, 120, SENDERS, (sender) => sequential.nonceOf(sender));
      sequential.begin();
      const expected = sequential.decode(block);
      const gas = sequential.machine.run(expected, block.length);
      const threads = THREADS[index % THREADS.length]!;
      parallel.begin();
      const { records, results } = parallel.decode(block);
      await pool.run({ threads, blocks: [{ records, count: block.length, results }], forced: true });

      const outcomes = sequential.outcomes(expected.results, block.length);
      expect(parallel.outcomes(results, block.length), `block ${index}`).toEqual(outcomes);
      expect(parallel.seal(), `block ${index} on ${threads} threads`).toBe(sequential.seal());
      const totals = pool.totals();
      expect(totals.gas).toBe(gas);
      expect(totals.longestPath).toBeLessThanOrEqual(gas);
      expect(totals.dependent).toBeLessThan(block.length);
      for (let thread = 0; thread < threads; thread++) {
        const { aborts, blocked } = pool.counters(thread);
        seen.aborts += aborts;
        seen.blocked += blocked;
      }
      seen.reExecuted += totals.reExecuted;
      seen.refused += outcomes.filter((outcome) => outcome.startsWith('refused')).length;
      seen.failed += outcomes.filter((outcome) => outcome.startsWith('false')).length;
    }
    // Otherwise the blocks would have shown little.
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(BLOCKS / 2);
  });
}

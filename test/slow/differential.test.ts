/**
 * The workloads by all engines, for longer than test/harness/engines/differential.test.ts.
 *
 * LAKH_DIFFERENTIAL_BLOCKS: how many blocks; with 1000 every workload has scenarios of its own, on 1 to 16 threads.
 * LAKH_DIFFERENTIAL_SEED: the one scenario that is played, again and again where there are more blocks than it has.
 */
import { expect, it } from 'vitest';
import { nothingSeen, playScenario, shownSeen } from '../support/workload-blocks/differential.ts';
import { scenarioOf } from '../support/workload-blocks/scenario.ts';

const BLOCKS_EACH = 40;
const seed = process.env.LAKH_DIFFERENTIAL_SEED;
const blocks = Number(process.env.LAKH_DIFFERENTIAL_BLOCKS ?? (seed === undefined ? 3 : 1) * BLOCKS_EACH);

it(`all engines make the same of ${blocks} blocks of workloads`, { timeout: 3_600_000 }, async () => {
  const seen = nothingSeen();
  for (let n = 0; n * BLOCKS_EACH < blocks; n++) {
    const scenario = scenarioOf(seed === undefined ? n : Number(seed));
    await playScenario(scenario, Math.min(BLOCKS_EACH, blocks - n * BLOCKS_EACH), seen);
  }
  process.stdout.write(shownSeen(seen));
  // One scenario alone may have no conflicts, and one of few blocks nothing that fails.
  if (seed !== undefined || blocks < BLOCKS_EACH) return;
  for (const what of ['reverted', 'refused', 'aborts', 'validations'] as const) {
    expect(seen[what], what).toBeGreaterThan(blocks / 10);
  }
});

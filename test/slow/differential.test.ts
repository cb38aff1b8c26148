/**
 * The workloads by all engines, for longer than test/harness/engines/differential.test.ts.
 *
 * LAKH_DIFFERENTIAL_BLOCKS: how many blocks; with 1000 every workload has scenarios of its own, on 1 to 16 threads.
 * LAKH_DIFFERENTIAL_SEED: the one scenario that is played, again and again where there are more blocks than it has.
 */
import { expect, it } from 'vitest';
import { nothingSeen, playScenario, shownSeen } from '../support/workload-blocks/differential.ts';
import { scenarioOf } from '../support/workload-blocks/scenario.ts';

const { LAKH_DIFFERENTIAL_BLOCKS: asked, LAKH_DIFFERENTIAL_SEED: seed } = process.env;
/** Of a scenario. A short run plays the beginning of what a long one plays. */
const EACH = asked === undefined && seed === undefined ? 20 : 40;
const blocks = Number(asked ?? (seed === undefined ? 2 * EACH : EACH));

it(`all engines make the same of ${blocks} blocks of workloads`, { timeout: 3_600_000 }, async () => {
  const seen = nothingSeen();
  for (let n = 0; n * EACH < blocks; n++) {
    const scenario = scenarioOf(seed === undefined ? n : Number(seed));
    await playScenario(scenario, Math.min(EACH, blocks - n * EACH), seen);
  }
  process.stdout.write(shownSeen(seen));
  // One scenario alone may have no conflicts, and one of few blocks nothing that fails.
  if (seed !== undefined || blocks < 40) return;
  for (const what of ['reverted', 'refused', 'aborts', 'validations'] as const) {
    expect(seen[what], what).toBeGreaterThan(blocks / 10);
  }
});

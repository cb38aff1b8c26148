/** A saturation result made up of a known capacity, for the tests of what shows one. */
import type { Saturation, SaturationStep } from '../../reports/index.ts';

const CAPACITY = 720;
const MS = 1e6;

function stepAt(rate: number, attempt: number, nth: number): SaturationStep {
  const passed = rate <= CAPACITY;
  return {
    rate,
    attempt,
    why: attempt > 1 ? 'confirm' : 'bracket',
    offeredTps: rate,
    goodputTps: Math.min(rate, CAPACITY),
    inclusionP50Ns: (passed ? 500 : 1_500) * MS,
    inclusionP99Ns: (passed ? 900 : 6_000) * MS,
    outcome: passed ? 'passed' : 'failed',
    failed: passed ? [] : [`goodput ${CAPACITY} of ${rate} offered`, 'inclusion.p99 < 5s'],
    evidence: {
      lagP99Ns: 1 * MS,
      generatorBusy: rate / 2_000,
      targetCores: rate / 1_000,
      poolRejections: 0,
      fullBlocks: passed ? 0 : 1,
    },
    record: `step${String(nth).padStart(2, '0')}`,
  };
}

export function makeSaturation(changes: Partial<Saturation> = {}): Saturation {
  const rates = [100, 200, 400, 800, 566, 673, 734, 703, 703, 703, 734];
  return {
    ending: 'found',
    knee: { tps: 703, low: 703, high: 734, cause: 'block-gas-limit' },
    objectives: { goodputShare: 0.99, thresholds: ['inclusion.p99 < 5s'] },
    options: { from: 100, to: 20_000, width: 0.05, repeats: 3, budgetMs: 1_800_000 },
    stepMs: 10_000,
    tookMs: 200_000,
    subject: {
      workload: 'transfers',
      target: 'anvil',
      client: 'anvil/v1.7.1',
      cpu: 'a <b>CPU</b>',
      cores: 2,
    },
    steps: rates.map((rate, i) =>
      stepAt(rate, 1 + rates.slice(0, i).filter((one) => one === rate).length, i + 1),
    ),
    ...changes,
  };
}

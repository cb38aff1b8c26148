/** A result of scaling made up of known graphs, for the tests of what shows one. */
import { curveOf, limitOf, studyBlock } from '../../harness/scale/curve.ts';
import type { Scale, ScaleLevel, ScaleRow } from '../../harness/scale/index.ts';
import { eachStage } from '../../harness/std/stages.ts';

const JOBS = 240;
const GAS = 50_000;

/** So many jobs, a share of which follow each other in one chain. */
function studied(chained: number) {
  const links = Math.round(JOBS * chained);
  return studyBlock({
    lengths: new Array<number>(JOBS).fill(GAS),
    after: Array.from({ length: JOBS }, (_, job) => (job > 0 && job < links ? [job - 1] : [])),
  });
}

function rowAt(threads: number, speedUp: number, bound: number): ScaleRow {
  const executionMs = 8 / speedUp;
  return {
    engine: 'parallel',
    threads,
    oversubscribed: threads > 2,
    rounds: 6,
    executionMs,
    wholeMs: executionMs + 24 / Math.min(2, threads),
    stagesMs: eachStage(() => executionMs),
    speedUp: { median: speedUp, low: speedUp * 0.93, high: speedUp * 1.06 },
    wholeSpeedUp: { median: 1 + (speedUp - 1) / 3, low: 0.9, high: 2 },
    efficiency: speedUp / threads,
    tps: 30_000 * speedUp,
    executions: 1.04,
    aborts: 0.03,
    validations: 1.2,
    bound,
    aboveBound: speedUp * 0.93 > bound,
  };
}

function levelAt(contention: number, speedUps: readonly number[]): ScaleLevel {
  const block = studied(contention);
  const computed = curveOf([block], [8]);
  const rows = [1, 2, 4].map((threads, at) => rowAt(threads, speedUps[at]!, computed[threads - 1]!.bound));
  return {
    contention,
    transactions: JOBS,
    reverted: 0,
    gas: block.extent.total,
    criticalGas: block.extent.critical,
    conflicts: contention,
    stateRoot: `0x${'ab'.repeat(32)}`,
    rows: [
      {
        ...rowAt(1, 1, 1),
        engine: 'sequential',
        speedUp: { median: 1, low: 1, high: 1 },
        executions: 1,
        validations: 0,
      },
      ...rows,
    ],
    computed,
    limit: limitOf([block], [8]),
  };
}

export function makeScale(changes: Partial<Scale> = {}): Scale {
  return {
    version: 1,
    lakh: '0.1.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    tookMs: 40_000,
    ending: 'finished',
    workload: 'erc20',
    machine: { cpu: 'a <b>CPU</b>', cores: 2, node: 'v20' },
    settings: {
      threads: [1, 2, 4],
      contention: [0, 0.5, 1],
      blockSize: 240,
      blocks: 2,
      repeats: 6,
      accounts: 240,
      seed: 1,
    },
    confidence: 0.95,
    levels: [levelAt(0, [0.86, 1.62, 1.7]), levelAt(0.5, [0.84, 1.31, 1.28]), levelAt(1, [0.78, 0.62, 0.4])],
    warnings: [],
    ...changes,
  };
}

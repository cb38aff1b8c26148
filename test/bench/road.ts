/**
 * The whole road, from intent to the block that was seen: into the null target and into the loopback HTTP sink, signed
 * live and signed before. `npm run bench -- road --full`.
 *
 * Contestants take turns; figures are medians of the rounds. Loads are closed: as fast as it goes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILT_IN, makePlan, type Plan, type RunRecord, run } from '../../harness/index.ts';
import { type RunParts, signCorpus } from '../../harness/run/index.ts';
import type { Target } from '../../harness/spec/index.ts';
import nullTarget from '../../harness/targets/null/index.ts';
import sink from '../../harness/targets/sink/index.ts';
import transfers from '../../workloads/transfers.ts';

export interface RoadRow {
  readonly name: string;
  /** Medians: transactions a second, and CPU time of everything in this process for each, microseconds. */
  readonly tps: number;
  readonly us: number;
  /** Of the last round. */
  readonly ledger: RunRecord['ledger'];
}

export interface RoadSize {
  readonly durationMs: number;
  readonly rounds: number;
  readonly workers: number;
  readonly batch: number;
  readonly inFlight: number;
  /** Signed before, for each round. */
  readonly presigned: number;
}

const SMALL: RoadSize = {
  durationMs: 300,
  rounds: 1,
  workers: 0,
  batch: 50,
  inFlight: 200,
  presigned: 4_000,
};
const FULL: RoadSize = {
  ...{ durationMs: 5_000, rounds: 5, workers: 1 },
  ...{ batch: 500, inFlight: 10_000, presigned: 700_000 },
};

export async function benchRoads(size: RoadSize): Promise<RoadRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lakh-road-'));
  const corpus = join(folder, 'corpus');
  const ways = [
    { name: 'null target, signed live, RFC 6979', target: nullTarget, plan: { signer: 'kernel' } },
    { name: 'null target, signed live, keyed', target: nullTarget, plan: { signer: 'keyed' } },
    { name: 'null target, signed before', target: nullTarget, plan: { corpus } },
    { name: 'HTTP sink, signed live, RFC 6979', target: sink, plan: { signer: 'kernel' } },
    { name: 'HTTP sink, signed live, keyed', target: sink, plan: { signer: 'keyed' } },
    { name: 'HTTP sink, signed before', target: sink, plan: { corpus } },
  ];
  const results = ways.map(() => [] as RunRecord[]);
  try {
    const toSign = planFor(size, sink, folder, { signer: 'keyed' });
    await signCorpus(toSign, partsFor(sink), size.presigned, corpus);
    for (let round = 0; round < size.rounds; round++) {
      for (const [at, { target, plan }] of ways.entries()) {
        const { record } = await run(planFor(size, target, folder, plan), partsFor(target));
        results[at]!.push(record);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return ways.map(({ name }, at) => ({
    name,
    tps: median(results[at]!.map(({ throughput }) => throughput.goodputTps)),
    us: median(results[at]!.map(cpuEach)),
    ledger: results[at]!.at(-1)!.ledger,
  }));
}

// biome-ignore lint/suspicious/noExplicitAny: each target types its own options
function planFor(size: RoadSize, target: Target<any>, folder: string, more: object): Plan {
  const { durationMs, workers, batch, inFlight } = size;
  return makePlan(
    {
      workload: 'transfers',
      accounts: { count: 1_000 },
      target: { name: target.name, blockTime: '50ms' },
      load: { arrival: 'closed', inFlight, duration: durationMs, warmup: durationMs / 5, drain: '10s' },
      ...{ workers, batch: { size: batch, linger: '2ms' }, oracle: { check: false }, thresholds: [] },
      out: join(folder, `${performance.now()}`),
      ...more,
    },
    { ...BUILT_IN, targets: [target] },
  );
}

// biome-ignore lint/suspicious/noExplicitAny: each target types its own options
export function partsFor(target: Target<any>): RunParts {
  const { signal } = new AbortController();
  const rest = { sinks: [], secrets: {}, brief: true, stop: signal, abort: signal, lakh: 'bench' };
  return { workload: transfers, target, log: () => {}, ...rest };
}

export function cpuEach({ harness, ledger }: RunRecord): number {
  return (harness.cpuMicros + (harness.targetCpuMicros ?? 0)) / ledger.admitted;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

export async function printRoad(full: boolean): Promise<void> {
  const size = full ? FULL : SMALL;
  const rows = await benchRoads(size);
  console.log(
    `road: closed, ${size.inFlight} under way, batches of ${size.batch}, ${size.workers} worker(s), medians of ${size.rounds}`,
  );
  for (const { name, tps, us } of rows) {
    const rate = Math.round(tps).toLocaleString('en').padStart(8);
    console.log(
      `  ${name.padEnd(36)} ${rate} /s   ${us.toFixed(1).padStart(6)} us of CPU each, the target's included`,
    );
  }
}

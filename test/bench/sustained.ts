/**
 * Rates that are held: an open load into the loopback HTTP sink, signed live and signed before, with the verdict of the run
 * itself. `npm run bench -- sustained --full` takes four minutes and 1 GB of the temporary folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILT_IN, makePlan, type Plan, type RunRecord, run } from '../../harness/index.ts';
import { signCorpus } from '../../harness/run/index.ts';
import sink from '../../harness/targets/sink/index.ts';
import { cpuEach, partsFor } from './road.ts';

export interface HeldSize {
  readonly durationMs: number;
  readonly warmupMs: number;
  /** Arrivals a second. */
  readonly live: number;
  readonly presigned: number;
}

export interface HeldRow {
  readonly name: string;
  readonly record: RunRecord;
  /** Resident memory of the whole process, MiB, after each tenth of the run. */
  readonly memory: readonly number[];
}

const SMALL: HeldSize = { durationMs: 400, warmupMs: 100, live: 500, presigned: 1_000 };
const FULL: HeldSize = { durationMs: 60_000, warmupMs: 5_000, live: 60_100, presigned: 100_500 };
const MIB = 1024 * 1024;

export async function benchSustained(size: HeldSize, workers = 2): Promise<HeldRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lakh-sustained-'));
  const corpus = join(folder, 'corpus');
  const live = planFor(size, folder, size.live, { workers, batch: { size: 500, linger: '3ms' } });
  const one = { workers: Math.min(workers, 1), batch: { size: 1_000, linger: '3ms' } };
  try {
    const first = await held(`signed live, ${workers} generators`, live);
    const arrivals = Math.ceil((size.presigned * (size.durationMs + size.warmupMs)) / 1000);
    await signCorpus(planFor(size, folder, size.presigned, one), partsFor(sink), arrivals, corpus);
    const before = planFor(size, folder, size.presigned, { ...one, corpus });
    return [first, await held('signed before, 1 generator', before)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function held(name: string, plan: Plan): Promise<HeldRow> {
  const memory: number[] = [];
  const look = () => memory.push(Math.round(process.memoryUsage.rss() / MIB));
  const looking = setInterval(look, plan.load.arrival === 'constant' ? plan.load.durationMs / 10 : 1000);
  const { record } = await run(plan, partsFor(sink));
  clearInterval(looking);
  return { name, record, memory };
}

function planFor(size: HeldSize, folder: string, rate: number, more: object): Plan {
  return makePlan(
    {
      workload: 'transfers',
      accounts: { count: 1_000 },
      target: { name: sink.name },
      load: {
        ...{ arrival: 'constant', rate, duration: size.durationMs, warmup: size.warmupMs, drain: '10s' },
        maxInFlight: 200_000,
      },
      ...{ signer: 'keyed', pacing: 'timer', oracle: { check: false }, thresholds: [] },
      out: join(folder, `${performance.now()}`),
      ...more,
    },
    { ...BUILT_IN, targets: [sink] },
  );
}

function ms(ns: number | null): string {
  return ns === null ? '-' : (ns / 1e6).toFixed(1);
}

export async function printSustained(full: boolean): Promise<void> {
  const size = full ? FULL : SMALL;
  const rows = await benchSustained(size);
  console.log(`sustained: constant rate for ${size.durationMs / 1000} s into the loopback HTTP sink`);
  for (const { name, record, memory } of rows) {
    const { verdict, throughput, latency, ledger } = record;
    const { p50Ns, p90Ns, p99Ns } = latency.lag;
    console.log(
      `  ${name.padEnd(28)} ${verdict.verdict}, goodput ${Math.round(throughput.goodputTps)} /s, dropped ${ledger.dropped}`,
    );
    console.log(
      `    lag p50 ${ms(p50Ns)}, p90 ${ms(p90Ns)}, p99 ${ms(p99Ns)} ms; ${cpuEach(record).toFixed(1)} us of CPU each, the sink's included; MiB ${memory.join(' ')}`,
    );
    for (const { level, message } of verdict.reasons) if (level === 'invalid') console.log(`    ${message}`);
  }
}

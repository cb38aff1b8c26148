/**
 * `lakh serve` at half of what it can take, by `lakh run` over HTTP, for ten minutes: does its memory stay flat?
 * `npm run bench -- soak-serve --full`; twenty seconds without `--full`. Fails where it still grows.
 *
 * What grows by design is the past: blocks and receipts, up to 4,096 blocks or 500,000 transactions, whichever is less.
 * Memory is judged from when that is full, and half of the time has passed; the small form keeps five blocks.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linearRegression, median } from 'simple-statistics';
import type { RunRecord } from '../../harness/spec/index.ts';
import { TRANSACTIONS_KEPT } from '../../harness/targets/engine/history.ts';
import { type Plan, recordBy } from './nodes/clients.ts';
import { BLOCK_S, startServe } from './nodes/contestants.ts';
import { Watch } from './nodes/watch.ts';

export interface SoakSize {
  /** Of the closed load that finds what it can take. */
  readonly probeSeconds: number;
  readonly inFlight: number;
  readonly seconds: number;
  /** Blocks that it keeps. */
  readonly keep: number;
  /** What may come to the memory that there is when it is judged from, as a share. */
  readonly bound: number;
}

interface MemoryLook {
  /** Seconds since the load began. */
  readonly s: number;
  readonly rssBytes: number;
  /** Of all threads: what is alive or not yet collected, and buffers outside the heaps. */
  readonly heapBytes: number;
  readonly externalBytes: number;
}

export interface ServeSoak {
  readonly saturationTps: number;
  readonly rate: number;
  readonly record: RunRecord;
  readonly looks: readonly MemoryLook[];
  /** When the past is full and half of the time has passed, seconds. */
  readonly fromS: number;
  /** Of resident memory from then on, bytes a second, by least squares. */
  readonly slope: number;
  /** What that adds until the end, as a share of what there was then. */
  readonly growth: number;
}

const SMALL: SoakSize = {
  ...{ probeSeconds: 4, inFlight: 5_000, seconds: 20 },
  ...{ keep: 5, bound: 0.25 },
};
const FULL: SoakSize = { probeSeconds: 20, inFlight: 20_000, seconds: 600, keep: 4_096, bound: 0.05 };
const LOOK_EVERY_MS = 2_000;
const PROBE = fileURLToPath(new URL('./nodes/heap-probe.cjs', import.meta.url));

export async function soakServe(size: SoakSize): Promise<ServeSoak> {
  const saturationTps = await saturation(size);
  const rate = Math.round(saturationTps / 2);
  const heaps = mkdtempSync(join(tmpdir(), 'lakh-heaps-'));
  const node = await startServe(['--keep', `${size.keep}`], ['--require', PROBE], {
    LAKH_BENCH_HEAPS: heaps,
  });
  try {
    const looks: MemoryLook[] = [];
    const startedAt = Date.now();
    const watch = new Watch(node, LOOK_EVERY_MS, ({ at, rssBytes }) =>
      looks.push({ s: at / 1000, rssBytes, ...heapsIn(heaps) }),
    );
    const record = await recordBy(node, { workload: 'erc20', load: { rate }, seconds: size.seconds }, 2);
    await watch.stop();
    if (looks.some(({ heapBytes, s }) => heapBytes === 0 && s * 1000 > startedAt + 10_000)) {
      throw new Error('no thread of the node told of its heap');
    }
    const begin = Date.parse(record.startedAt) / 1000;
    const during = looks
      .map((look) => ({ ...look, s: look.s - begin }))
      .filter(({ s }) => s >= 0 && s <= size.seconds);
    const fullS = Math.min(size.keep * BLOCK_S, TRANSACTIONS_KEPT / rate);
    const fromS = Math.max(size.seconds / 2, 1.1 * fullS);
    if (fromS > 0.8 * size.seconds) {
      throw new Error(
        `at ${rate}/s the past is full after ${fullS.toFixed(0)} s: too late to tell what comes then`,
      );
    }
    return { saturationTps, rate, record, looks: during, fromS, ...growthOf(during, fromS, size.seconds) };
  } finally {
    await node.stop();
    rmSync(heaps, { recursive: true, force: true });
  }
}

/** What stands in its blocks in a second, under a closed load. */
async function saturation({ probeSeconds, inFlight }: SoakSize): Promise<number> {
  const node = await startServe();
  try {
    const plan: Plan = { workload: 'erc20', load: { inFlight }, seconds: probeSeconds };
    const watch = new Watch(node);
    const { startedAt } = await recordBy(node, plan, 1);
    await watch.stop();
    const { included, seconds } = await watch.count(Date.parse(startedAt));
    return included / seconds;
  } finally {
    await node.stop();
  }
}

function heapsIn(folder: string): { heapBytes: number; externalBytes: number } {
  let [heapBytes, externalBytes] = [0, 0];
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    // One that is just being written is empty or half there.
    if (!text.endsWith('}')) continue;
    const { heapUsed, external } = JSON.parse(text) as { heapUsed: number; external: number };
    heapBytes += heapUsed;
    externalBytes += external;
  }
  return { heapBytes, externalBytes };
}

export function growthOf(
  looks: readonly Pick<MemoryLook, 's' | 'rssBytes'>[],
  fromS: number,
  toS: number,
): { slope: number; growth: number } {
  const late = looks.filter(({ s }) => s >= fromS);
  const { m: slope, b } = linearRegression(late.map(({ s, rssBytes }) => [s, rssBytes]));
  return { slope, growth: (slope * (toS - fromS)) / (b + slope * fromS) };
}

export async function printServeSoak(full: boolean): Promise<void> {
  const size = full ? FULL : SMALL;
  const soak = await soakServe(size);
  const { record, looks } = soak;
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)}`;
  const { window, ledger, latency, throughput } = record;
  const tenths = Array.from({ length: 10 }, (_, tenth) =>
    looks.filter(({ s }) => s >= (tenth * size.seconds) / 10 && s < ((tenth + 1) * size.seconds) / 10),
  );
  const row = (pick: (look: MemoryLook) => number) =>
    tenths.map((tenth) => (tenth.length === 0 ? '?' : mib(median(tenth.map(pick))))).join(', ');
  console.log(
    `soak-serve: ERC-20 transfers over HTTP, ${soak.rate}/s for ${size.seconds} s: half of ${soak.saturationTps.toFixed(0)}/s, what a closed load brought into its blocks`,
  );
  console.log(
    `  result      ${ledger.succeeded} succeeded of ${ledger.scheduled}, goodput ${throughput.goodputTps.toFixed(0)}/s over ${((window.endNs - window.startNs) / 1e9).toFixed(0)} s, inclusion p99 ${((latency.inclusion.p99Ns ?? 0) / 1e6).toFixed(0)} ms`,
  );
  console.log(`  resident    ${row(({ rssBytes }) => rssBytes)} MiB: medians of each tenth of the time`);
  console.log(`  heaps       ${row(({ heapBytes }) => heapBytes)} MiB, garbage included`);
  console.log(`  outside     ${row(({ externalBytes }) => externalBytes)} MiB of buffers`);
  console.log(
    `  from ${soak.fromS.toFixed(0)} s on  ${((soak.slope * 60) / 2 ** 20).toFixed(2)} MiB a minute, ${(100 * soak.growth).toFixed(1)} % of what there was; the bound is ${100 * size.bound} %`,
  );
  if (soak.growth > size.bound) throw new Error('the memory of lakh serve still grows');
}

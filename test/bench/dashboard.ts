/**
 * What an open dashboard costs the load: the CPU time of its samples alone, and that of whole runs with a reader of its
 * events and without, in turns.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sampleOf } from '../../harness/conformance/live-samples.ts';
import { dashboardSink } from '../../harness/sinks/index.ts';
import type { RunRecord } from '../../harness/spec/index.ts';
import { makeRecord } from '../support/record.ts';

const MAIN = fileURLToPath(new URL('../../harness/cli/main.ts', import.meta.url));
/** Takes everything and executes nothing: next to it the dashboard costs the most. */
const NULL_TARGET = fileURLToPath(new URL('../../harness/targets/null/index.ts', import.meta.url));
/** Follows the events of the address that it is given; a process of its own, whose CPU time is not lakh's. */
const READER = `const { body } = await fetch(process.argv[1] + 'events');
let bytes = 0;
try { for await (const part of body) bytes += part.length; } catch {}
process.stdout.write(String(bytes));`;

interface Cost {
  /** Of the load, from its start to its end. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** What the reader got. */
  readonly bytes: number;
  readonly ledger: RunRecord['ledger'];
}

export async function printDashboard(full: boolean): Promise<void> {
  await printSamples(full ? 20_000 : 2_000);
  await printRuns(full);
}

/** Many samples, one after another, in this process. */
async function printSamples(samples: number): Promise<void> {
  const sink = await dashboardSink({
    address: { host: '127.0.0.1', port: 0 },
    page: '',
    ending: () => ({ figures: '', report: '', fileName: '' }),
  });
  const reader = read(sink.url);
  const plain = sampleOf(makeRecord('rejections'));
  const tell = async (from: number, to: number) => {
    for (let at = from; at < to; at++) {
      sink.sample({ ...plain, elapsedMs: 100 * at, sent: at, seconds: plain.seconds.slice(0, 1) });
      // The events leave before the next come.
      await new Promise(setImmediate);
    }
  };
  await new Promise((open) => setTimeout(open, 1000));
  await tell(0, samples / 4);
  const before = process.cpuUsage();
  await tell(samples / 4, samples);
  const { user, system } = process.cpuUsage(before);
  await sink.close();
  const each = (user + system) / (0.75 * samples);
  process.stdout.write(
    `dashboard: ${each.toFixed(0)} µs of CPU a sample to one reader, ${((each * 10) / 1e4).toFixed(2)} % of a core at ten a second\n` +
      `  the reader got ${((await reader) / samples / 1e3).toFixed(2)} kB of each\n`,
  );
}

/** Bytes that a reader in a process of its own got until the end. */
function read(url: string): Promise<number> {
  const reader = spawn(process.execPath, ['--input-type=module', '-e', READER, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((done) => reader.stdout.on('data', (count) => done(Number(count))));
}

async function printRuns(full: boolean): Promise<void> {
  const pairs = full ? 9 : 1;
  const seconds = full ? 10 : 2;
  const folder = mkdtempSync(join(tmpdir(), 'lakh-bench-dashboard-'));
  const costs = { without: [] as Cost[], with: [] as Cost[] };
  try {
    for (let pair = 0; pair < pairs; pair++) {
      // Turns turn about: what drifts on the machine falls on both.
      for (const side of pair % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
        costs[side].push(await costOf(side === 'with', seconds, join(folder, `${side}-${pair}`)));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const share = (cost: Cost) => (100 * cost.cpuMs) / cost.wallMs;
  const differences = costs.with.map((cost, pair) => share(cost) - share(costs.without[pair]!));
  const hash = createHash('sha256')
    .update(JSON.stringify(costs.without[0]!.ledger))
    .digest('hex')
    .slice(0, 12);
  const sent = costs.with.reduce((sum, { bytes, wallMs }) => sum + bytes / wallMs, 0) / pairs;
  process.stdout.write(
    `dashboard: ${pairs} pairs of ${seconds} s at 1,000/s on null, one reader of ${sent.toFixed(1)} kB/s\n` +
      `  CPU without ${median(costs.without.map(share)).toFixed(2)} %, with ${median(costs.with.map(share)).toFixed(2)} % of a core` +
      `; median difference ${median(differences).toFixed(2)} % (${differences.map((one) => one.toFixed(2)).join(', ')})\n` +
      `  ledger ${hash}\n`,
  );
}

function costOf(dashboard: boolean, seconds: number, out: string): Promise<Cost> {
  const load = [
    '--target',
    NULL_TARGET,
    '--rate',
    '1000',
    '--duration',
    `${seconds}s`,
    '--seed',
    '7',
    '--set',
    'oracle.check=false',
  ];
  const args = ['run', ...load, '--quiet', '--set', 'validity.lagP99=1m', '--out', out];
  const lakh = spawn(
    process.execPath,
    ['--import', 'tsx', MAIN, ...args, ...(dashboard ? ['--dashboard'] : [])],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  let reader: Promise<number> | undefined;
  lakh.stderr.on('data', (chunk) => {
    said += chunk;
    const [, url] = /the dashboard is at (\S+)\n/.exec(said) ?? [];
    if (url === undefined) return;
    said = '';
    reader = read(url);
  });
  return new Promise((done, failed) => {
    lakh.on('close', async (code) => {
      if (code !== 0) return failed(new Error(`lakh ended with ${code}: ${said}`));
      const record = JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')) as RunRecord;
      const wallMs = Date.parse(record.endedAt) - Date.parse(record.startedAt);
      done({
        cpuMs: record.harness.cpuMicros / 1e3,
        wallMs,
        bytes: (await reader) ?? 0,
        ledger: record.ledger,
      });
    });
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Metrics and files for Prometheus, by its own tools: promtool, and a Prometheus that scrapes a real run. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCli, startCli, temporaryFolder } from '../support/cli.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLES = join(ROOT, 'examples/observability');
/** The folder of promtool and prometheus. */
const BIN = process.env.PROMETHEUS_BIN ?? join(ROOT, '.cache/prometheus/usr/bin');
const missing = !existsSync(join(BIN, 'promtool')) || !existsSync(join(BIN, 'prometheus'));

it.skipIf(missing && !process.env.CI)(
  `has promtool and prometheus in ${BIN} (unpacked from Debian's package as in .ci/run, or PROMETHEUS_BIN)`,
  () => {
    expect(missing, `no promtool in ${BIN}`).toBe(false);
  },
);

function promtool(args: readonly string[], input = ''): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    const child = execFile(join(BIN, 'promtool'), args, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), said: stdout + stderr });
    });
    child.stdin!.end(input);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe.skipIf(missing)('promtool', () => {
  it('takes the scrape config', async () => {
    const { code, said } = await promtool(['check', 'config', join(EXAMPLES, 'prometheus.yml')]);
    expect(said).toContain('SUCCESS');
    expect(code).toBe(0);
  });

  it('finds what is wrong with metrics, where something is', async () => {
    const { code, said } = await promtool(['check', 'metrics'], '# TYPE lakh_sent counter\nlakh_sent 1\n');
    expect(code).not.toBe(0);
    expect(said).toContain('_total');
  });
});

describe.skipIf(missing)('Prometheus and a run', () => {
  const folder = temporaryFolder();
  let prometheus: ChildProcess;
  let run: RunningCli;
  let api: string;
  let metrics: string;

  beforeAll(async () => {
    const [scraped, listening] = [await freePort(), await freePort()];
    const config = readFileSync(join(EXAMPLES, 'prometheus.yml'), 'utf8');
    expect(config).toContain('127.0.0.1:9464');
    writeFileSync(join(folder, 'prometheus.yml'), config.replace('127.0.0.1:9464', `127.0.0.1:${scraped}`));
    prometheus = spawn(join(BIN, 'prometheus'), [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${listening}`,
    ]);
    api = `http://127.0.0.1:${listening}/api/v1/query`;
    const load = ['--rate', '100', '--duration', '20s', '--set', 'target.blockTime=500ms'];
    // Some are refused, so that there are errors to be shown.
    const errors = ['--set', 'target.pool.size=45', '--set', 'validity.lagP99=1m'];
    const flags = ['--prometheus', String(scraped), '--quiet', '--out', join(folder, 'run')];
    run = startCli(['run', ...load, ...errors, ...flags]);
    await run.saw(/Prometheus finds metrics at/);
    metrics = `http://127.0.0.1:${scraped}/metrics`;
  }, 60_000);
  afterAll(async () => {
    run?.child.kill();
    if (prometheus?.exitCode === null) {
      prometheus.kill('SIGKILL');
      await once(prometheus, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a query gives; empty while there is nothing. */
  async function query(expr: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
    const response = await fetch(`${api}?query=${encodeURIComponent(expr)}`).catch(() => null);
    if (!response?.ok) return [];
    const { data } = (await response.json()) as { data: { result: Awaited<ReturnType<typeof query>> } };
    return data.result;
  }

  const { panels } = JSON.parse(readFileSync(join(EXAMPLES, 'grafana-dashboard.json'), 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const queries = panels.flatMap(({ title, targets }) =>
    // No transaction of this run stays without an answer.
    targets.flatMap(({ expr }) => (expr.includes('lakh_unanswered_total') ? [] : [[title, expr] as const])),
  );

  it.each(queries)('%s: %s gives figures', { timeout: 40_000 }, async (_, expr) => {
    const asked = expr.replaceAll('$__rate_interval', '5s');
    await expect
      .poll(async () => (await query(asked)).some(({ value }) => Number.isFinite(Number(value[1]))), {
        timeout: 30_000,
        interval: 250,
      })
      .toBe(true);
  });

  it('promtool has nothing to say of the metrics', async () => {
    const text = await (await fetch(metrics)).text();
    expect(text).toContain('lakh_rejections_total{code="pool-full"}');
    expect(text).toMatch(/^lakh_inclusion_latency_seconds_count [1-9]/m);
    expect(await promtool(['check', 'metrics'], text)).toEqual({ code: 0, said: '' });
  });

  it('counts what the run counts', async () => {
    const text = await (await fetch(metrics)).text();
    const scheduled = Number(/stage="scheduled"\} (\d+)/.exec(text)![1]);
    await expect
      .poll(async () => Number((await query('lakh_transactions_total{stage="scheduled"}'))[0]?.value[1] ?? 0))
      .toBeGreaterThanOrEqual(scheduled);
    expect((await query('lakh_run_info'))[0]!.metric).toMatchObject({
      workload: 'transfers',
      target: 'engine',
    });
  });
});

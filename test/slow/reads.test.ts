/** Reads as load: honest rates and latencies on a server of known delays, and whole runs on anvil and geth. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readRecord } from '../../harness/index.ts';
import { cli, temporaryFolder } from '../support/cli.ts';
import { DEVELOPER_KEY, type Geth, installedGeth, startGeth } from '../support/geth.ts';
import type { JsonRpcServer } from '../support/json-rpc-server.ts';
import { readRun } from '../support/read-run.ts';
import { answering, readIds, startReadingNode } from '../support/reading-node.ts';

const program = await installedGeth();
if (program === null) process.stderr.write('skipped: reads from geth, as Go is missing\n');

const openssl = existsSync('/usr/bin/openssl');
if (!openssl) process.stderr.write('skipped: reads over TLS, as openssl is missing\n');

let node: JsonRpcServer | undefined;
afterEach(async () => {
  await node?.stop();
  node = undefined;
});

const MS = 1e6;
/** The verdict must not hang on how busy the testing machine is. */
const PATIENT = ['--set', 'validity.lagP99=1m', '--quiet'];

async function lakhRun(args: readonly string[], env: Record<string, string> = {}) {
  const out = temporaryFolder();
  const finished = await cli(['run', ...args, ...PATIENT, '--out', out], env);
  return { ...finished, out };
}

describe('rate', () => {
  it.each([1, 2, 3])('made is the rate asked, evenly, with %s workers', async (workers) => {
    const arrivals: number[] = [];
    node = await startReadingNode(() => {
      arrivals.push(performance.now());
      return undefined;
    });
    const workload = { name: 'rpc-read', workers, connections: 20 };
    const load = { rate: 300, duration: '4s', warmup: '1s' };
    const { record } = await readRun({ workload, target: node.http, load });
    const { rates, total } = record.reads!;
    expect(readIds(node)).toEqual(Array.from({ length: 1500 }, (_, index) => index + 1));
    expect(total).toEqual({ due: 1500, ok: 1500, failed: 0 });
    expect(rates.offered).toBe(300);
    expect(Math.abs(rates.sent - 300)).toBeLessThan(6);
    expect(Math.abs(rates.ok - 300)).toBeLessThan(6);
    // No second's worth of reads goes in its first moment: each quarter of a second has its share.
    const quarters = new Map<number, number>();
    for (const at of arrivals) {
      const quarter = Math.floor((at - arrivals[0]!) / 250);
      quarters.set(quarter, (quarters.get(quarter) ?? 0) + 1);
    }
    const busiest = Math.max(...quarters.values());
    expect(busiest).toBeLessThan(150);
  });
});

describe('latency on a server of known delays', () => {
  it('is that delay, at every percentile, from the due time as from sending', async () => {
    node = await startReadingNode(() => ({ delayMs: 20 }));
    const workload = { name: 'rpc-read', connections: 40 };
    const { record } = await readRun({ workload, target: node.http, load: { rate: 200, duration: '5s' } });
    const { due, sent } = record.reads!.latency;
    for (const latency of [due, sent]) {
      // A correction that makes up values would leave some below the delay, and halve the median.
      expect(latency.count).toBe(1000);
      expect(latency.minNs!).toBeGreaterThan(18.5 * MS);
      expect(latency.p50Ns!).toBeGreaterThan(19 * MS);
      expect(latency.p50Ns!).toBeLessThan(40 * MS);
    }
  });

  it('shows a stall of a second to every read that was due in it, though few were sent', async () => {
    let resumeMs = Number.POSITIVE_INFINITY;
    node = await startReadingNode(({ id }) => {
      // The 400th read begins it: two seconds after the start.
      if (id === 400) resumeMs = performance.now() + 1_000;
      const left = resumeMs - performance.now();
      return left > 0 && left <= 1_000 ? { delayMs: left } : undefined;
    });
    const workload = { name: 'rpc-read', connections: 5 };
    const { record } = await readRun({ workload, target: node.http, load: { rate: 200, duration: '6s' } });
    const { latency, waited, total } = record.reads!;
    expect(total).toEqual({ due: 1200, ok: 1200, failed: 0 });
    // About 200 of 1,200 came due in the stall and waited half a second on average; only five were on their way.
    expect(waited).toBeGreaterThan(150);
    expect(latency.due.p90Ns!).toBeGreaterThan(300 * MS);
    expect(latency.due.p99Ns!).toBeGreaterThan(850 * MS);
    expect(latency.sent.p99Ns!).toBeLessThan(latency.due.p90Ns!);
    expect(latency.sent.maxNs!).toBeGreaterThan(850 * MS);
  });
});

describe.skipIf(!openssl)('a node behind TLS', () => {
  let folder: string;
  let server: Server;
  beforeAll(async () => {
    folder = temporaryFolder();
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject];
    await promisify(execFile)('openssl', [...made, '-keyout', key, '-out', certificate]);
    server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) => {
      response.end('{"jsonrpc":"2.0","id":1,"result":"0x1"}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  /** What a thread of its own finds, as the environment names trusted certificates when Node starts. */
  async function opened(env: Record<string, string>): Promise<string> {
    const lane = new URL('../../dist/harness/reads/lane.js', import.meta.url).href;
    const address = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const script = `
      import { Lane } from ${JSON.stringify(lane)};
      const endpoint = { address: ${JSON.stringify(address)}, headers: {}, shown: 'the node' };
      const lane = new Lane({ endpoint, connections: 2, timeoutNs: 5e9, failed() {} });
      await lane.open().then(() => console.log('open'), (error) => console.log(error.message));
      lane.close();`;
    const args = ['--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
    return stdout.trim();
  }

  it('is read where its certificate is trusted', async () => {
    expect(await opened({ NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem') })).toBe('open');
  });

  it('is not where it is not, though the client itself would take any', async () => {
    expect(await opened({})).toMatch(/^reads: no connection to the node: its certificate is not trusted: /);
  });
});

describe('the command line', () => {
  it('reads anvil alone, and exits with 0', async () => {
    const args = ['--workload', 'rpc-read', '--target', 'anvil', '--rate', '200', '--duration', '4s'];
    const { code, stdout, stderr, out } = await lakhRun([...args, '--threshold', 'reads.failed == 0']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('reads a second');
    const record = await readRecord(out);
    expect(record.reads!.total).toEqual({ due: 800, ok: 800, failed: 0 });
    expect(record.thresholds).toMatchObject([{ metric: 'reads.failed', actual: 0, passed: true }]);
  });

  it('reads beside transactions in one plan, and the oracle passes', async () => {
    const args = ['--workload', 'erc20', '--target', 'anvil', '--rate', '50', '--duration', '5s'];
    const { code, stderr, out } = await lakhRun([...args, '--set', 'reads={rate: 200, workers: 2}']);
    expect([code, stderr]).toEqual([0, '']);
    const record = await readRecord(out);
    expect(record.reads!.total).toEqual({ due: 1000, ok: 1000, failed: 0 });
    expect(record.ledger).toMatchObject({ scheduled: 250, succeeded: 250 });
    expect(record.oracle).toMatchObject({ passed: true, read: true, checks: 3 });
  });

  it('calls what each workload of a blend has to show, while its contracts are at work', async () => {
    const parts = ['transfers', 'erc20', 'dex-swap'].map((workload) => ({ workload, weight: 1 }));
    const { record } = await readRun({
      workload: { name: 'mix', parts },
      target: { name: 'anvil', blockTime: '200ms' },
      load: { rate: 30, duration: '4s' },
      accounts: { count: 20 },
      reads: { rate: 100, connections: 30, mix: { call: 2, logs: 1 } },
    });
    expect(record.reads!.failures).toEqual([]);
    expect(record.reads!.total).toEqual({ due: 400, ok: 400, failed: 0 });
    expect(record.oracle).toMatchObject({ passed: true, read: true });
  });

  it('exits with 97 where the node answers with JSON-RPC errors', async () => {
    node = await startReadingNode(answering({ error: { code: -32005, message: 'limit exceeded' } }));
    const args = ['--workload', 'rpc-read', '--target', node.http, '--rate', '100', '--duration', '1s'];
    const { code, stderr } = await lakhRun(args);
    expect(code).toBe(97);
    expect(stderr).toMatch(/100 reads \(100\.00 %\) failed, most as rpc-error .*"-32005: limit exceeded"/);
  });

  it('exits with 99 where a threshold on reads does not hold', async () => {
    node = await startReadingNode(() => ({ delayMs: 30 }));
    const args = ['--workload', 'rpc-read', '--target', node.http, '--rate', '100', '--duration', '1s'];
    const { code, stderr } = await lakhRun([...args, '--threshold', 'reads.p50 < 10ms']);
    expect(code).toBe(99);
    expect(stderr).toContain('not met: reads.p50 < 10ms');
  });

  it.each([
    ['an unknown method', 'anvil', 'reads={rate: 10, mix: {storage: 1}}', 'reads.mix.storage'],
    ['a target without HTTP', 'engine', 'reads.rate=10', 'the target engine answers no JSON-RPC over HTTP'],
    ['a URL that does not answer', 'http://127.0.0.1:1', 'reads.rate=10', 'http://127.0.0.1:1'],
  ])('exits with 104 for %s', async (_, target, setting, said) => {
    const { code, stderr } = await lakhRun(['--target', target, '--set', setting]);
    expect(code).toBe(104);
    expect(stderr).toContain(said);
  });
});

describe.skipIf(program === null)('geth', () => {
  let geth: Geth;
  beforeAll(async () => {
    geth = await startGeth(program!);
  });
  afterAll(() => geth.stop());

  it('is read alone, without a funder', async () => {
    const args = ['--workload', 'rpc-read', '--target', geth.http, '--rate', '300', '--duration', '5s'];
    const { code, stderr, out } = await lakhRun([...args, '--set', 'workload.workers=2']);
    expect([code, stderr]).toEqual([0, '']);
    const record = await readRecord(out);
    expect(record.chain.client).toMatch(/^Geth\//);
    expect(record.reads!.total).toEqual({ due: 1500, ok: 1500, failed: 0 });
    expect(record.reads!.methods.every(({ ok }) => ok > 0)).toBe(true);
    expect(record.oracle).toMatchObject({ passed: true, read: true });
  });

  it('is read beside transactions, and the oracle passes', async () => {
    const args = ['--workload', 'transfers', '--target', geth.http, '--rate', '50', '--duration', '5s'];
    const settings = ['--accounts', '50', '--seed', '7', '--set', 'reads.rate=200'];
    const env = { LAKH_FUNDER_KEY: DEVELOPER_KEY };
    const { code, stderr, out } = await lakhRun([...args, ...settings], env);
    expect([code, stderr]).toEqual([0, '']);
    const record = await readRecord(out);
    expect(record.reads!.total).toEqual({ due: 1000, ok: 1000, failed: 0 });
    expect(record.ledger).toMatchObject({ scheduled: 250, succeeded: 250 });
    expect(record.oracle).toMatchObject({ passed: true, read: true });
  }, 120_000);
});

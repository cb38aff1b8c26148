/** Runs that read from a node which a test scripts: every read is sent once, judged once and counted once. */
import { afterEach, describe, expect, it } from 'vitest';
import { LakhError } from '../../../harness/std/errors.ts';
import { reporterByName } from '../../../reports/index.ts';
import type { JsonRpcServer, ScriptedCall, Treatment } from '../../support/json-rpc-server.ts';
import { readRun } from '../../support/read-run.ts';
import { answering, readIds, startReadingNode } from '../../support/reading-node.ts';

let node: JsonRpcServer | undefined;
afterEach(async () => {
  await node?.stop();
  node = undefined;
});

const RATE = 150;
const READS = 60;

async function read(
  treat?: (call: ScriptedCall) => Treatment | undefined,
  options: object = {},
  more: object = {},
) {
  node = await startReadingNode(treat);
  // In this thread, but where threads are what is looked at: they take a while to come up.
  const workload = { name: 'rpc-read', connections: 4, workers: 0, ...options };
  const load = { rate: RATE, duration: '400ms' };
  const { record, histograms } = await readRun({ workload, target: node.http, load, ...more });
  return { record, reads: record.reads!, histograms };
}

describe('a node that answers rightly', () => {
  it.each([0, 1, 2, 3])('is asked every question once, by %s workers', async (workers) => {
    const { record, reads } = await read(undefined, { workers });
    expect(readIds(node!)).toEqual(Array.from({ length: READS }, (_, index) => index + 1));
    expect(reads.total).toEqual({ due: READS, ok: READS, failed: 0 });
    expect(reads.window).toEqual(reads.total);
    expect(reads.rates.offered).toBe(RATE);
    expect(reads.readers).toHaveLength(Math.max(1, workers));
    expect(reads.readers.reduce((sum, { sent }) => sum + sent, 0)).toBe(READS);
    expect(reads.alone).toBe(true);
    expect(record.ledger.scheduled).toBe(0);
    expect(record.generators).toEqual([]);
    expect(record.verdict.verdict).toBe('valid');
    expect(record.oracle).toMatchObject({ passed: true, read: true, checks: 1 });
  });

  it('is read by each method, with a latency for every read', async () => {
    const { reads, histograms } = await read();
    expect(reads.methods.map(({ method }) => method)).toEqual(['call', 'balance', 'logs', 'block']);
    expect(reads.methods.reduce((sum, { ok }) => sum + ok, 0)).toBe(READS);
    for (const { latency, ok } of reads.methods) expect(latency.count).toBe(ok);
    const { due, sent, lag, failed } = reads.latency;
    expect([due.count, sent.count, lag.count, failed.count]).toEqual([READS, READS, READS, 0]);
    expect(due.minNs!).toBeGreaterThanOrEqual(sent.minNs!);
    expect(histograms).toContain('Tag=reads,');
    expect(histograms).toContain('Tag=reads.block,');
  });

  it('may close each connection after its answer, or every third', async () => {
    const { reads } = await read(({ id }) => (Number(id) % 3 === 0 ? { closing: true } : undefined));
    expect(reads.total).toEqual({ due: READS, ok: READS, failed: 0 });
  });

  it('leaves warm-up out of the figures', async () => {
    const load = { rate: RATE, duration: '200ms', warmup: '200ms' };
    const { reads } = await read(undefined, {}, { load });
    expect(reads.total.due).toBe(READS);
    expect(reads.window.due).toBe(READS / 2);
    expect(reads.latency.due.count).toBe(READS / 2);
  });
});

describe('a node that does not', () => {
  it.each<[string, (call: ScriptedCall) => Treatment, object]>([
    [
      'JSON-RPC errors',
      answering({ error: { code: -32005, message: 'limit exceeded' } }),
      { code: 'rpc-error', detail: '-32005: limit exceeded' },
    ],
    ['HTTP errors', () => ({ status: 503, body: 'busy' }), { code: 'http-status', detail: '503' }],
    ['null', answering({ result: null }), { code: 'null-result' }],
    ['another type', answering({ result: 5 }), { code: 'wrong-type' }],
    ['no JSON', () => ({ body: '<html>' }), { code: 'malformed-answer', detail: '<html>' }],
    ['the answer to another', answering({ id: 10_000, result: '0x1' }), { code: 'wrong-id' }],
    ['nothing but a cut connection', () => ({ dropped: true }), { code: 'connection-lost' }],
  ])('but answers with %s makes a failing run', async (_, treat, failure) => {
    const { record, reads } = await read(treat);
    expect(reads.total).toEqual({ due: READS, ok: 0, failed: READS });
    expect(reads.failures.length).toBeGreaterThan(0);
    for (const row of reads.failures) expect(row).toMatchObject(failure);
    expect(reads.failures.reduce((sum, { count }) => sum + count, 0)).toBe(READS);
    expect(reads.latency.failed.count).toBe(READS);
    expect(record.verdict.verdict).toBe('invalid');
    expect(record.verdict.reasons).toContainEqual(
      expect.objectContaining({ code: 'reads-failed', level: 'invalid' }),
    );
    const said = reporterByName('text')!.render(record);
    expect(said).toContain('INVALID');
    expect(said).toContain(`${reads.failures[0]!.code} of ${reads.failures[0]!.method}`);
  });

  it('but says another balance than it did before is found out', async () => {
    const { reads } = await read(answering({ result: '0x8' }), { mix: { balance: 1 } });
    expect(reads.failures).toEqual([
      { code: 'wrong-value', method: 'balance', detail: 'not what the account has', count: READS },
    ]);
  });

  it('but never answers some is given up after the time-out, and asked on', async () => {
    const silent = (call: ScriptedCall) =>
      Number(call.id) % 20 === 0 ? { after: new Promise(() => {}) } : {};
    const { reads } = await read(silent, { timeout: '300ms' });
    expect(reads.total).toEqual({ due: READS, ok: READS - 3, failed: 3 });
    expect(reads.failures.every(({ code }) => code === 'timeout')).toBe(true);
    expect(reads.latency.failed.minNs!).toBeGreaterThanOrEqual(300e6);
  });

  it('but keeps its only connection busy makes reads wait, and the report says so', async () => {
    const slow = () => ({ delayMs: 30 });
    const { record, reads } = await read(slow, { connections: 1 });
    expect(reads.total.ok).toBe(READS);
    expect(reads.waited).toBeGreaterThan(0);
    expect(reads.latency.due.maxNs!).toBeGreaterThan(reads.latency.sent.maxNs!);
    expect(record.verdict.reasons.map(({ code }) => code)).toContain('reads-waited');
  });

  it('is forgiven as much as the plan says', async () => {
    const wrong = answering({ result: 5 });
    const once = (call: ScriptedCall) => (call.id === 1 ? wrong(call) : undefined);
    const strict = await read(once);
    expect(strict.record.verdict.verdict).toBe('invalid');
    await node!.stop();
    const lenient = await read(once, {}, { validity: { lagP99: '1h', failedReads: 0.05 } });
    expect(lenient.reads.total.failed).toBe(1);
    expect(lenient.record.verdict.verdict).toBe('valid');
  });

  it('keeps what is secret of its address out of the record', async () => {
    node = await startReadingNode(answering({ error: { code: 1, message: 'key s3cr3t-key-0123 is spent' } }));
    const target = `${node.http}/v3/s3cr3t-key-0123`;
    const { record } = await readRun({ workload: 'rpc-read', target, load: { rate: 20, duration: '500ms' } });
    expect(record.reads!.failures[0]!.detail).toBe('1: key ... is spent');
    expect(JSON.stringify(record)).not.toContain('s3cr3t');
  });
});

describe('several endpoints', () => {
  it('are each read alike', async () => {
    const other = await startReadingNode();
    node = await startReadingNode();
    const target = { name: 'rpc', url: [node.http, other.http] };
    const load = { rate: RATE, duration: '400ms' };
    const workload = { name: 'rpc-read', workers: 2 };
    const { record } = await readRun({ workload, target, load });
    expect([readIds(node).length, readIds(other).length]).toEqual([READS / 2, READS / 2]);
    expect(record.reads!.endpoints).toEqual([node.http, other.http]);
    await other.stop();
  });
});

describe('an end before the end', () => {
  const load = { rate: 50, duration: '1m' };

  it('stops what would come due, and decides what has', async () => {
    const ending = new AbortController();
    node = await startReadingNode(({ id }) => {
      if (id === 10) ending.abort();
      return undefined;
    });
    const scenario = { workload: 'rpc-read', target: node.http, load };
    const { record } = await readRun(scenario, { stop: ending.signal });
    const { total } = record.reads!;
    expect(record.ending).toBe('interrupted');
    expect(total.due).toBeLessThan(500);
    expect(total).toMatchObject({ due: total.ok, failed: 0 });
  });

  it('at once fails what is under way, and leaves a record all the same', async () => {
    const ending = new AbortController();
    node = await startReadingNode(({ id }) => {
      if (id === 5) ending.abort();
      return { after: new Promise(() => {}) };
    });
    const scenario = { workload: 'rpc-read', target: node.http, load };
    const { record } = await readRun(scenario, { stop: ending.signal, abort: ending.signal });
    const { total, failures } = record.reads!;
    expect(total.ok).toBe(0);
    expect(total.failed).toBe(total.due);
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['run-ended']));
  });
});

describe('what is refused before anything is sent', () => {
  async function refusal(scenario: object): Promise<LakhError> {
    const error = await readRun({ load: { duration: '1s' }, ...scenario }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LakhError);
    return error;
  }

  it.each<[string, object, RegExp]>([
    [
      'an unknown method',
      { mix: { storage: 1 } },
      /reads\.mix\.storage: unknown key.*call, balance, logs, block/,
    ],
    [
      'weights of nothing',
      { mix: { call: 0, logs: 0 } },
      /reads\.mix: at least one weight must be more than 0/,
    ],
    ['a negative weight', { mix: { call: -1 } }, /reads\.mix\.call: must be at least 0 \(got -1\)/],
    ['a negative rate', { rate: -5 }, /reads\.rate: must not be negative \(got -5\)/],
    ['no rate', { rate: undefined }, /reads\.rate: must be a rate/],
    ['a rate of nothing', { rate: 0 }, /reads\.rate: must be more than 0/],
    ['no time to answer', { timeout: 0 }, /reads\.timeout: must be more than 0/],
    [
      'readers without a connection',
      { workers: 3, connections: 2 },
      /reads\.workers: must not be over connections/,
    ],
    ['another key', { batch: 5 }, /reads\.batch: unknown key/],
  ])('%s', async (_, reads, message) => {
    const error = await refusal({ target: 'anvil', reads: { rate: 10, ...reads } });
    expect(error.code).toBe('bad-scenario');
    expect(error.message).toMatch(message);
  });

  it('reads in both places, and a closed load of them', async () => {
    const both = await refusal({ workload: 'rpc-read', target: 'anvil', reads: { rate: 10 } });
    expect(both.message).toMatch(/^reads: rpc-read reads already/);
    const closed = await refusal({ workload: 'rpc-read', target: 'anvil', load: { inFlight: 5 } });
    expect(closed.message).toMatch(/^load\.arrival: rpc-read takes an open load/);
  });

  it('a target without HTTP', async () => {
    const engine = await refusal({ target: 'engine', reads: { rate: 10 } });
    expect(engine.code).toBe('bad-scenario');
    expect(engine.message).toBe('reads: the target engine answers no JSON-RPC over HTTP');
    node = await startReadingNode();
    const pushed = await refusal({ workload: 'rpc-read', target: node.ws });
    expect(pushed.message).toBe('reads: the target rpc answers no JSON-RPC over HTTP');
    expect(readIds(node)).toEqual([]);
  });

  it('a URL that does not answer', async () => {
    const error = await refusal({ workload: 'rpc-read', target: 'http://127.0.0.1:1' });
    expect(error.code).toBe('target-unreachable');
    expect(error.message).toContain('http://127.0.0.1:1');
  });
});

/** The dashboard over HTTP: what its events say, and whom it waits for. The page itself is tried in test/slow. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../harness/conformance/live-samples.ts';
import { dashboardSink } from '../../../harness/sinks/index.ts';
import type { Sample } from '../../../harness/spec/index.ts';
import { monotonicNs } from '../../../harness/std/index.ts';
import { makeRecord } from '../../support/record.ts';

const record = makeRecord('rejections');
const plain = sampleOf(record);
const sampleAt = (elapsedMs: number, more: Partial<Sample> = {}): Sample => ({
  ...plain,
  phase: 'measure',
  elapsedMs,
  seconds: [],
  ...more,
});

function open(report = '<html>report</html>') {
  return dashboardSink({
    address: { host: '127.0.0.1', port: 0 },
    page: '<html>page</html>',
    ending: ({ id }) => ({ figures: '<b>figures</b>', report, fileName: `${id}.html` }),
  });
}

interface Told {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON it is
  readonly data: any;
}

/** Follows the events as a browser does; `told` grows until the server ends it. */
async function follow(url: string): Promise<{ told: Told[]; ended: Promise<void>; leave(): void }> {
  const leaving = new AbortController();
  const response = await fetch(`${url}events`, { signal: leaving.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const told: Told[] = [];
  async function read(): Promise<void> {
    let rest = '';
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      const events = (rest + part).split('\n\n');
      rest = events.pop()!;
      for (const text of events) {
        const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(text) ?? [];
        told.push({ event, data: JSON.parse(data) });
      }
    }
    expect(rest).toBe('');
  }
  const ended = read().catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  await expect.poll(() => told.length).toBeGreaterThan(0);
  return { told, ended, leave: () => leaving.abort() };
}

const names = (told: readonly Told[]) => told.map(({ event }) => event);

describe('the dashboard', () => {
  it('serves its page, which no other page may frame', async () => {
    const sink = await open();
    const response = await fetch(sink.url);
    expect(await response.text()).toBe('<html>page</html>');
    expect(response.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    await sink.close();
  });

  it('tells the whole first, then news, and the figures of the record at the end', async () => {
    const sink = await open();
    sink.notice('early');
    sink.sample(sampleAt(100));
    const reader = await follow(sink.url);
    expect(reader.told[0]!.event).toBe('all');
    expect(reader.told[0]!.data).toMatchObject({ notices: ['early'], now: { elapsedMs: 100 } });
    expect(reader.told[0]!.data.points).toHaveLength(1);

    sink.sample(
      sampleAt(200, { inFlight: 7, seconds: [{ second: 0, p50Ns: 1, p90Ns: 2, p99Ns: 3, maxNs: 4 }] }),
    );
    sink.notice('late');
    await expect.poll(() => names(reader.told)).toEqual(['all', 'news', 'notice']);
    expect(reader.told[1]!.data).toMatchObject({
      latency: [[0, 1, 2, 3, 4]],
      now: { phase: 'measure', elapsedMs: 200, inFlight: 7, ledger: record.ledger },
    });
    expect(reader.told[1]!.data.point.at(-1)).toBe(7);
    const errors = [
      ...record.rejections.map((reason) => ({ stage: 'rejected', ...reason })),
      ...record.unanswered.map((reason) => ({ stage: 'unanswered', ...reason })),
    ];
    expect(errors.length).toBeGreaterThan(1);
    expect(reader.told[1]!.data.now.errors).toEqual(errors.sort((one, other) => other.count - one.count));

    await sink.close(record, 'runs/mine');
    await reader.ended;
    expect(names(reader.told).slice(-2)).toEqual(['all', 'end']);
    expect(reader.told.at(-1)!.data).toEqual({
      figures: '<b>figures</b>',
      report: '<html>report</html>',
      fileName: `${record.id}.html`,
      folder: 'runs/mine',
    });
    await expect(fetch(sink.url)).rejects.toThrow();
  });

  it('goes on when a reader leaves, and tells ten others the same', async () => {
    const sink = await open();
    const [leaver, ...readers] = await Promise.all(Array.from({ length: 11 }, () => follow(sink.url)));
    leaver!.leave();
    await leaver!.ended;
    for (let ms = 0; ms < 1000; ms += 100) sink.sample(sampleAt(ms));
    await sink.close(record, 'here');
    await Promise.all(readers.map(({ ended }) => ended));
    expect(readers).toHaveLength(10);
    for (const { told } of readers) {
      expect(names(told)).toEqual(['all', ...Array(10).fill('news'), 'all', 'end']);
      expect(told).toEqual(readers[0]!.told);
    }
  });

  it('drops news for a reader that does not read, and does not wait for it at the end', async () => {
    const sink = await open('x'.repeat(3e6));
    const { port } = new URL(sink.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.pause();
    socket.on('error', () => {});
    socket.write('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const other = await follow(sink.url);
    await new Promise((soon) => setTimeout(soon, 50));
    const before = process.memoryUsage().rss;
    const example = 'y'.repeat(300);
    const rejections = Array.from({ length: 8 }, (_, i) => ({ code: `c${i}`, count: 1, example }));
    // About 3 kB each, and more than the machine buffers for a connection.
    for (let sent = 0; sent < 5000; sent++) {
      sink.sample(sampleAt(sent * 100, { rejections }));
      if (sent % 100 === 0) await new Promise(setImmediate);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    const beganNs = monotonicNs();
    await sink.close(record, 'here');
    expect((monotonicNs() - beganNs) / 1e9).toBeLessThan(10);
    await other.ended;
    expect(other.told.at(-1)!.event).toBe('end');
    socket.destroy();
  }, 30_000);

  it('gives the whole anew to a reader that has caught up', async () => {
    const sink = await open();
    const { port } = new URL(sink.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    socket.write('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await expect.poll(() => text).toContain('event: all');
    socket.pause();
    const example = 'y'.repeat(300);
    const rejections = Array.from({ length: 8 }, (_, i) => ({ code: `c${i}`, count: 1, example }));
    for (let sent = 0; sent < 5000; sent++) {
      sink.sample(sampleAt(sent * 100, { rejections }));
      if (sent % 100 === 0) await new Promise(setImmediate);
    }
    socket.resume();
    await expect
      .poll(() => {
        sink.sample(sampleAt(5e6));
        return text.split('event: all').length;
      })
      .toBeGreaterThan(2);
    await sink.close();
    socket.destroy();
  }, 30_000);

  it('turns readers away when there are too many', async () => {
    const sink = await open();
    const readers = await Promise.all(Array.from({ length: 64 }, () => follow(sink.url)));
    expect((await fetch(`${sink.url}events`)).status).toBe(503);
    readers[0]!.leave();
    await expect.poll(async () => (await fetch(`${sink.url}events`)).status).toBe(200);
    await sink.close();
  });
});

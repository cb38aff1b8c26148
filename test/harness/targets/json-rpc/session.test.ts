import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../../../../harness/spec/target.ts';
import { openSession, type RpcLink } from '../../../../harness/targets/json-rpc/session.ts';
import {
  type JsonRpcServer,
  type Script,
  startJsonRpcServer,
  type Treatment,
} from '../../../support/json-rpc-server.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  vi.unstubAllEnvs();
});

type Way = 'http' | 'ws' | 'ipc';
const WAYS: Way[] = ['http', 'ws', 'ipc'];

const transaction = (n: number) => ({ raw: Uint8Array.of(2, n), hash: new Uint8Array(32).fill(n) });
const batchOf = (count: number) => Array.from({ length: count }, (_, i) => transaction(i + 1));
const hashFor = (raw: unknown) => `0x${String(raw).slice(4, 6).repeat(32)}`;
const accepting: Script['reply'] = (call) => ({ result: hashFor(call.params[0]) });

async function serve(script: Partial<Script> = {}): Promise<JsonRpcServer> {
  const server = await startJsonRpcServer({ reply: accepting, ...script });
  open.push(() => server.stop());
  return server;
}

function sessionTo(urls: readonly string[], link: Partial<RpcLink> = {}): Session {
  const session = openSession({
    urls,
    headersEnv: 'LAKH_TEST_HEADERS',
    connections: 4,
    timeoutMs: 5000,
    home: 0,
    ...link,
  });
  open.push(() => session.close());
  return session;
}

/** What three transactions are answered when the server treats their batch so. */
async function answersUnder(way: Way, treatment: Treatment, link: Partial<RpcLink> = {}) {
  const server = await serve({ treat: () => treatment });
  return sessionTo([server[way]], link).submit(batchOf(3));
}

describe.each(WAYS)('a session over %s', (way) => {
  it('sends one transaction alone and several as a batch, and nothing for none', async () => {
    const server = await serve();
    const session = sessionTo([server[way]]);
    expect(await session.submit([transaction(1)])).toEqual([{ outcome: 'accepted' }]);
    expect(await session.submit(batchOf(3))).toEqual(new Array(3).fill({ outcome: 'accepted' }));
    expect(await session.submit([])).toEqual([]);
    expect(server.requests.map((calls) => calls.map((call) => call.params))).toEqual([
      [['0x0201']],
      [['0x0201'], ['0x0202'], ['0x0203']],
    ]);
    expect(session.queued()).toBe(0);
  });

  it('keeps many exchanges apart', async () => {
    const server = await serve();
    const session = sessionTo([server[way]]);
    const answers = await Promise.all(Array.from({ length: 40 }, () => session.submit(batchOf(5))));
    expect(answers.flat()).toEqual(new Array(200).fill({ outcome: 'accepted' }));
  });

  it('puts shuffled answers back in order', async () => {
    const reply: Script['reply'] = (call) =>
      call.params[0] === '0x0202' ? { error: { code: -32000, message: 'nonce too low' } } : accepting(call);
    const server = await serve({ reply, treat: () => ({ reversed: true }) });
    expect(await sessionTo([server[way]]).submit(batchOf(3))).toEqual([
      { outcome: 'accepted' },
      { outcome: 'rejected', code: 'nonce-too-low', message: 'nonce too low' },
      { outcome: 'accepted' },
    ]);
  });

  it('calls unanswered what a batch leaves out', async () => {
    const reply: Script['reply'] = (call) =>
      call.params[0] === '0x0202' ? { missing: true } : accepting(call);
    const server = await serve({ reply });
    const answers = await sessionTo([server[way]]).submit(batchOf(3));
    expect(answers[0]).toEqual({ outcome: 'accepted' });
    expect(answers[1]).toMatchObject({ outcome: 'unanswered', code: 'missing-in-batch' });
    expect(answers[1]).not.toHaveProperty('delivered');
    expect(answers[2]).toEqual({ outcome: 'accepted' });
  });

  it('rejects the whole batch for one error object', async () => {
    const answers = await answersUnder(way, { refused: { code: -32600, message: 'batch too large' } });
    expect(answers).toEqual(
      new Array(3).fill({ outcome: 'rejected', code: 'rpc-error', message: 'batch too large' }),
    );
  });

  it('calls garbage malformed', async () => {
    const body = way === 'ipc' ? '{"neither": "result", "nor": "error"}' : '<html>welcome</html>';
    for (const answer of await answersUnder(way, { body })) {
      expect(answer).toMatchObject({ outcome: 'unanswered', code: 'malformed-answer' });
    }
  });

  it('calls another hash than ours wrong', async () => {
    const server = await serve({ reply: () => ({ result: `0x${'ee'.repeat(32)}` }) });
    expect(await sessionTo([server[way]]).submit([transaction(1)])).toMatchObject([
      { outcome: 'rejected', code: 'wrong-hash' },
    ]);
  });

  it('gives up after the time-out, and knows that the bytes went out', async () => {
    const answers = await answersUnder(way, { after: new Promise(() => {}) }, { timeoutMs: 60 });
    expect(answers).toEqual(
      new Array(3).fill({ outcome: 'unanswered', code: 'timeout', message: 'no answer within 60 ms' }),
    );
  });

  it('calls a cut connection lost, and makes a new one for the next batch', async () => {
    let first = true;
    const server = await serve({
      treat: () => {
        const dropped = first;
        first = false;
        return { dropped };
      },
    });
    const session = sessionTo([server[way]]);
    for (const answer of await session.submit(batchOf(2))) {
      expect(answer).toMatchObject({ outcome: 'unanswered', code: 'connection-lost' });
      expect(answer).not.toHaveProperty('delivered');
    }
    expect(await session.submit([transaction(1)])).toEqual([{ outcome: 'accepted' }]);
  });

  it('promises that nothing was delivered where nobody listens', async () => {
    const answers = await sessionTo([await deadUrl(way)]).submit(batchOf(2));
    expect(answers).toHaveLength(2);
    for (const answer of answers) {
      expect(answer).toMatchObject({ outcome: 'unanswered', code: 'connection-refused', delivered: false });
    }
  });

  it('goes to the next endpoint where the connection is refused, and stays there', async () => {
    const server = await serve();
    const session = sessionTo([await deadUrl(way), server[way]]);
    expect(await session.submit([transaction(1)])).toEqual([{ outcome: 'accepted' }]);
    expect(await session.submit([transaction(2)])).toEqual([{ outcome: 'accepted' }]);
    expect(server.requests).toHaveLength(2);
  });

  it('has a home among several endpoints', async () => {
    const servers = await Promise.all([serve(), serve(), serve()]);
    const urls = servers.map((server) => server[way]);
    for (const home of [1, 1, 5]) await sessionTo(urls, { home }).submit(batchOf(2));
    expect(servers.map((server) => server.requests.length)).toEqual([0, 2, 1]);
  });

  it('asks for the pending nonce, and throws where there is no answer to it', async () => {
    const server = await serve({
      reply: (call) =>
        call.params[0] === '0xaa'
          ? { result: '0x1f' }
          : { error: { code: -32602, message: 'no such address' } },
    });
    const session = sessionTo([server[way]]);
    expect(await session.pendingNonce('0xaa')).toBe(31);
    expect(server.requests[0]).toMatchObject([
      { method: 'eth_getTransactionCount', params: ['0xaa', 'pending'] },
    ]);
    await expect(session.pendingNonce('0xbb')).rejects.toMatchObject({ code: 'target-failed' });
  });
});

describe('a session over http', () => {
  it.each([
    [
      429,
      '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"nonce too low"}}',
      'rejected',
      'rate-limited',
    ],
    [500, 'oh no', 'rejected', 'http-error'],
    [403, '', 'rejected', 'http-error'],
    [302, '', 'rejected', 'http-error'],
    [502, '<html>bad gateway</html>', 'unanswered', 'connection-lost'],
    [504, '', 'unanswered', 'timeout'],
    [200, '', 'unanswered', 'malformed-answer'],
    [
      400,
      '{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"nonce too low"}}',
      'rejected',
      'nonce-too-low',
    ],
  ])('status %d with %j is %s: %s', async (status, body, outcome, code) => {
    for (const answer of await answersUnder('http', { status, body })) {
      expect(answer).toMatchObject({ outcome, code });
    }
  });

  it('knows what never got a connection: not delivered, and never sent later', async () => {
    let release = () => {};
    const after = new Promise<void>((done) => {
      release = done;
    });
    const server = await serve({ treat: () => ({ after }) });
    const timeoutMs = 500;
    const session = sessionTo([server.http], { connections: 1, timeoutMs });
    const first = session.submit([transaction(1)]);
    const second = session.submit([transaction(2)]);
    const overdue = performance.now() + timeoutMs + 50;
    expect(session.queued()).toBe(2);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: timeoutMs, interval: 5 });
    // Held up until both have run out, so that they do in one turn: else the second could go when the first gives way.
    while (performance.now() < overdue);
    expect((await first)[0]).toMatchObject({ code: 'timeout' });
    expect((await second)[0]).toMatchObject({ code: 'timeout', delivered: false });
    expect(session.queued()).toBe(0);
    release();
    expect(await session.submit([transaction(3)])).toEqual([{ outcome: 'accepted' }]);
    expect(server.requests.flat().map((call) => call.params[0])).toEqual(['0x0201', '0x0203']);
  });

  it('calls what is no HTTP malformed', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('220 mail.example.org ESMTP ready\r\n'));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(async () => server.close());
    const { port } = server.address() as { port: number };
    expect(await sessionTo([`http://127.0.0.1:${port}`]).submit([transaction(1)])).toMatchObject([
      { outcome: 'unanswered', code: 'malformed-answer' },
    ]);
  });
});

describe('a session over ipc', () => {
  it('puts answers together that arrive in pieces', async () => {
    for (const answer of await answersUnder('ipc', { pieceBytes: 7 })) {
      expect(answer).toEqual({ outcome: 'accepted' });
    }
  });
});

describe('secrets', () => {
  it.each([
    'http',
    'ws',
  ] as const)('headers from the environment reach the node over %s, and no answer', async (way) => {
    vi.stubEnv('LAKH_TEST_HEADERS', 'Authorization: Bearer hunter2hunter2\nX-Key: 42');
    const server = await serve({
      reply: () => ({
        error: { code: 1, message: 'Bearer hunter2hunter2 is not welcome at /v3/0123456789abcdef' },
      }),
    });
    const [answer] = await sessionTo([`${server[way]}/v3/0123456789abcdef`]).submit([transaction(1)]);
    expect(server.headers[0]).toMatchObject({ authorization: 'Bearer hunter2hunter2', 'x-key': '42' });
    expect(answer).toMatchObject({ outcome: 'rejected', message: '... is not welcome at /v3/...' });
  });
});

/** An address that refuses connections: it was free a moment ago. */
async function deadUrl(way: Way): Promise<string> {
  const server = await startJsonRpcServer({ reply: accepting });
  await server.stop();
  return server[way];
}

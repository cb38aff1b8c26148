/** Whatever comes, there is a JSON-RPC answer or the end of a connection, and the node goes on. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startNode, type TestNode } from '../../support/node-server.ts';
import { isResponse, wildRequest } from '../../support/wild-requests.ts';

const LIMITS = {
  bodyBytes: 100_000,
  bodyBytesAtOnce: 400_000,
  batch: 50,
  depth: 16,
  values: 5_000,
  headMs: 700,
  requestMs: 1_000,
  // Above the time of a request and until somebody looks again, or its 408 comes too late.
  idleMs: 2_500,
  sockets: 8,
  connections: 60,
  unreadBytes: 200_000,
  subscriptions: 5,
};

let node: TestNode;
beforeAll(async () => {
  node = await startNode({}, LIMITS);
});
afterAll(() => node.close());
afterEach(async () => {
  expect(node.logged).toEqual([]);
  expect(await node.ask('eth_chainId')).toEqual({ jsonrpc: '2.0', id: 1, result: '0x7a69' });
});

const port = () => Number(new URL(node.url).port);
const call = (id: unknown, method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id, method, params });
const errorOf = async (body: string) =>
  ((await (await node.post(body)).json()) as { error: { code: number } }).error;

/** A bare connection, and all that came over it. */
async function raw(
  ...pieces: (string | Buffer)[]
): Promise<{ socket: Socket; heard: () => string; ended: Promise<unknown> }> {
  const socket = connect({ port: port(), host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const ended = Promise.race([once(socket, 'end'), once(socket, 'close')]);
  for (const piece of pieces) socket.write(piece);
  return { socket, heard: () => text, ended };
}

const head = (length: number | string, more = '') =>
  `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;

describe('wild requests', () => {
  it('over HTTP', async () => {
    for (let index = 0; index < 400; index++) {
      const response = await node.post(wildRequest(1, index));
      const text = await response.text();
      expect([200, 204]).toContain(response.status);
      if (response.status === 204) expect(text).toBe('');
      else
        expect(isResponse(text), `request ${index}: ${wildRequest(1, index)} got ${text.slice(0, 300)}`).toBe(
          true,
        );
    }
  });

  it('over a WebSocket', async () => {
    const socket = new WebSocket(node.ws);
    await once(socket, 'open');
    const wrong: string[] = [];
    let isOver = () => {};
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    socket.on('message', (data) => {
      const text = String(data);
      if (text.includes('"the last"')) isOver();
      if (!text.includes('"eth_subscription"') && !isResponse(text)) wrong.push(text);
    });
    for (let index = 0; index < 400; index++) socket.send(wildRequest(2, index));
    socket.send(JSON.stringify(call('the last', 'eth_chainId')));
    await over;
    expect(wrong).toEqual([]);
    socket.close();
  });
});

describe('what is no call', () => {
  it.each([
    ['', -32700],
    ['{', -32700],
    ['{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}}', -32700],
    ['\ufeff{}', -32700],
    ['7', -32600],
    ['null', -32600],
    ['[]', -32600],
    ['{"id":1,"method":"eth_chainId"}', -32600],
    ['{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}', -32600],
    ['{"jsonrpc":"2.0","id":{},"method":"eth_chainId"}', -32600],
    ['{"jsonrpc":"2.0","id":1,"method":7}', -32600],
    ['{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":{"a":1}}', -32602],
    ['{"jsonrpc":"2.0","id":1,"method":"eth_foo"}', -32601],
    ['{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}', -32601],
    [`[${'{},'.repeat(50)}{}]`, -32600],
    [`{"\\u0061":1,"x":${'['.repeat(17)}${']'.repeat(17)}}`, -32600],
    [`${'['.repeat(49_000)}${']'.repeat(49_000)}`, -32600],
    ['{"a":'.repeat(15_000), -32600],
    [`{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[${'1,'.repeat(5_000)}1]}`, -32600],
  ])('%.60s is refused with %i', async (body, code) => {
    expect(await errorOf(body)).toMatchObject({ code });
  });

  it('is answered one by one in a batch, which leaves notifications out', async () => {
    const { jsonrpc, method } = call(0, 'eth_chainId');
    const batch = [
      call('a', 'eth_chainId'),
      { jsonrpc, method },
      5,
      call(null, 'eth_foo'),
      call(2.5, 'net_version'),
    ];
    expect(await (await node.post(JSON.stringify(batch))).json()).toEqual([
      { jsonrpc, id: 'a', result: '0x7a69' },
      { jsonrpc, id: null, error: { code: -32600, message: expect.any(String) } },
      { jsonrpc, id: null, error: { code: -32601, message: expect.stringContaining('eth_foo') } },
      { jsonrpc, id: 2.5, result: '31337' },
    ]);
    const silent = await node.post(JSON.stringify([{ jsonrpc, method }]));
    expect([silent.status, await silent.text()]).toEqual([204, '']);
  });
});

describe('too much', () => {
  it('is refused by its announced and by its real size', async () => {
    const { ended, heard } = await raw(head(100_001), 'x'.repeat(100_001));
    await ended;
    expect(heard()).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*"code":-32600/i);
    const chunk = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`;
    const chunked = await raw(
      head(0).replace(/content-length: 0/, 'transfer-encoding: chunked'),
      chunk,
      chunk,
    );
    await chunked.ended;
    expect(chunked.heard()).toMatch(/^HTTP\/1\.1 413/);
  });

  it('at once is refused, and room comes back', async () => {
    const slow = await Promise.all(Array.from({ length: 7 }, () => raw(head(90_000), 'x'.repeat(80_000))));
    await Promise.all(slow.map(({ ended }) => ended));
    const answers = slow.map(({ heard }) => /^HTTP\/1\.1 (\d+)/.exec(heard())?.[1]);
    expect(answers).toContain('503');
    // The others never sent all of it: the time for a request is over, and so may be the connection.
    expect(answers.every((status) => status === undefined || /503|408/.test(status))).toBe(true);
  });

  it('over a WebSocket ends it', async () => {
    const socket = new WebSocket(node.ws);
    await once(socket, 'open');
    socket.send('x'.repeat(100_001));
    expect((await once(socket, 'close'))[0]).toBe(1009);
  });

  it('of WebSockets or of subscriptions is refused', async () => {
    const sockets = Array.from({ length: 8 }, () => new WebSocket(node.ws));
    await Promise.all(sockets.map((socket) => once(socket, 'open')));
    const [error] = await once(new WebSocket(node.ws), 'error');
    expect(String(error)).toContain('503');
    const [socket] = sockets as [WebSocket];
    const answers: { error?: { code: number } }[] = [];
    socket.on('message', (data) => answers.push(JSON.parse(String(data))));
    for (let id = 0; id < 6; id++) socket.send(JSON.stringify(call(id, 'eth_subscribe', 'newHeads')));
    while (answers.length < 6) await sleep(5);
    // In any order.
    expect(answers.flatMap(({ error }) => error?.code ?? [])).toEqual([-32005]);
    for (const one of sockets) one.terminate();
    await Promise.all(sockets.map((one) => one.readyState === one.CLOSED || once(one, 'close')));
  });
});

describe('slow and half-closed clients', () => {
  it('are let go before their head or body is there', async () => {
    const [silent, headless, bodiless] = [await raw(), await raw('POST / HT'), await raw(head(10), '{')];
    await Promise.all([silent.ended, headless.ended, bodiless.ended]);
    expect(headless.heard()).toMatch(/^HTTP\/1\.1 408/);
    expect(bodiless.heard()).toMatch(/^HTTP\/1\.1 408/);
  });

  it('are let go when they stop sending, whether or not they had asked', async () => {
    const body = JSON.stringify(call(1, 'eth_chainId'));
    for (const text of ['', head(10), head(body.length) + body]) {
      const { socket, ended } = await raw(text);
      socket.end();
      await ended;
    }
  });

  it('may go away at any moment', async () => {
    const body = JSON.stringify(
      Array.from({ length: 20 }, (_, id) => call(id, 'eth_getBlockByNumber', 'latest', true)),
    );
    for (let cut = 0; cut < 30; cut++) {
      const text = head(body.length) + body;
      const { socket } = await raw(text.slice(0, Math.floor((text.length * cut) / 29)));
      if (cut % 2 === 0) await sleep(cut);
      socket.resetAndDestroy();
    }
  });

  it('that never read are let go over a WebSocket', async () => {
    const body = JSON.stringify(
      Array.from({ length: 50 }, (_, id) => call(id, 'eth_getBlockByNumber', 'latest', true)),
    );
    const socket = new WebSocket(node.ws);
    await once(socket, 'open');
    socket.on('error', () => {});
    socket.pause();
    while (socket.readyState === socket.OPEN) {
      socket.send(body, () => {});
      await sleep(1);
    }
  });

  it('that ask on and on without reading are cut off', async () => {
    const body = JSON.stringify(call(1, 'evm_mine'));
    const { socket, ended, heard } = await raw();
    socket.write((head(body.length) + body).repeat(500));
    await ended;
    expect(heard().match(/"result"/g)!.length).toBeLessThan(500);
    expect(heard()).toMatch(/HTTP\/1\.1 503[\s\S]*-32005[^{}]*\}\}$/);
  });

  it('that have nothing more to ask are let go after a while', async () => {
    const body = JSON.stringify(call(1, 'eth_chainId'));
    const { ended, heard } = await raw(head(body.length), body);
    await ended;
    expect(heard()).toContain('"result":"0x7a69"');
  });

  it('that speak no HTTP or no WebSocket hear so', async () => {
    const noise = await raw('\u0016\u0003\u0001 hello\r\n\r\n');
    await noise.ended;
    expect(noise.heard()).toMatch(/^HTTP\/1\.1 400/);
    const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n';
    const upgrade = 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n';
    const frames = await raw(`${upgrade}${key}\r\n`, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
    await frames.ended;
    expect(frames.heard()).toMatch(/^HTTP\/1\.1 101/);
    const keyless = await raw(`${upgrade}\r\n`);
    await keyless.ended;
    expect(keyless.heard()).toMatch(/^HTTP\/1\.1 400/);
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Chain, StartContext } from '../../../../harness/spec/target.ts';
import rpc from '../../../../harness/targets/json-rpc/index.ts';
import { type JsonRpcServer, type Script, startJsonRpcServer } from '../../../support/json-rpc-server.ts';
import { ScriptedChain } from './scripted-chain.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  vi.unstubAllEnvs();
});

async function serve(script: Partial<Script> = {}): Promise<JsonRpcServer> {
  const server = await startJsonRpcServer({ reply: new ScriptedChain().reply, ...script });
  open.push(() => server.stop());
  return server;
}

async function start(
  options: Record<string, unknown>,
  signal = new AbortController().signal,
): Promise<Chain> {
  const context: StartContext = { allocations: [], signal, log: () => {} };
  const chain = await rpc.start(rpc.options.parse({ timeout: '2s', ...options }), context);
  open.push(() => chain.stop());
  return chain;
}

describe('starting the rpc target', () => {
  it.each([
    ['http', 'http', 100],
    ['ws', 'websocket', 0],
    ['ipc', 'ipc', 0],
  ] as const)('over %s finds out what it can rely on', async (way, transport, watchResolutionMs) => {
    const server = await serve();
    const chain = await start({ url: server[way], chainId: 1337 });
    expect(chain.info).toEqual({
      chainId: 1337,
      client: 'scripted/1',
      blockGasLimit: 30_000_000,
      facts: {
        endpoint: way === 'ipc' ? `ipc:${server.ipc}` : server[way],
        endpoints: 1,
        transport,
        loopback: true,
        insideTheClock: 'JSON-RPC, and all that the node does',
      },
    });
    expect(chain.capabilities).toEqual({
      funding: 'funder',
      inProcess: false,
      blocksOnDemand: false,
      maxBatch: 1000,
      reorgDepth: 8,
      finality: false,
      watchResolutionMs,
    });
  });

  it('promises no pushed blocks where the node refuses the subscription', async () => {
    const chain = new ScriptedChain();
    chain.lacking.add('eth_subscribe');
    const server = await serve({ reply: chain.reply });
    expect((await start({ url: server.ws })).capabilities.watchResolutionMs).toBe(100);
  });

  it('refuses another chain than expected', async () => {
    const server = await serve();
    await expect(start({ url: server.http, chainId: 1 })).rejects.toMatchObject({
      code: 'target-wrong-chain',
      message: `${server.http} is chain 1337, but 1 was expected`,
    });
  });

  it('refuses endpoints of different chains', async () => {
    const [one, other] = [await serve(), await serve({ reply: () => ({ result: '0x1' }) })];
    await expect(start({ url: [one.http, other.http] })).rejects.toMatchObject({
      code: 'target-wrong-chain',
      message: `${other.http} is chain 1, but ${one.http} is chain 1337`,
    });
  });

  it.each([
    ['a page of HTML', { treat: () => ({ body: '<html>' }) }, /not JSON-RPC: <html>/],
    ['HTTP 404', { treat: () => ({ status: 404, body: 'no such page' }) }, /HTTP 404: no such page/],
    ['silence', { treat: () => ({ after: new Promise(() => {}) }) }, /no answer within 500 ms/],
    ['a cut connection', { treat: () => ({ dropped: true }) }, /eth_chainId/],
    ['no eth_chainId', { reply: () => ({ error: { code: -32601, message: 'unknown' } }) }, /unknown/],
    ['a chain id that is none', { reply: () => ({ result: 'main' }) }, /no number/],
  ])('says that %s is no chain, with a hint', async (_, script, message) => {
    const server = await serve(script as Partial<Script>);
    await expect(start({ url: server.http, timeout: 500 })).rejects.toMatchObject({
      code: 'target-unreachable',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    });
  });

  it('says where nobody listens, without path and query', async () => {
    const server = await startJsonRpcServer({ reply: () => ({ result: null }) });
    await server.stop();
    const failure = start({ url: `${server.http}/v3/0123456789abcdef?key=fedcba9876543210` });
    await expect(failure).rejects.toMatchObject({ code: 'target-unreachable' });
    await failure.catch((error: Error) => {
      expect(error.message).toContain(`${server.http}:`);
      expect(error.message).not.toMatch(/0123456789abcdef|fedcba9876543210/);
    });
  });

  it('asks a node with the headers that the environment holds, and shows them nowhere', async () => {
    vi.stubEnv('MY_HEADERS', 'Authorization: Bearer hunter2hunter2');
    const reply = new ScriptedChain().reply;
    const treat: Script['treat'] = (_, headers) =>
      headers.authorization === 'Bearer hunter2hunter2' ? {} : { status: 401, body: 'who are you?' };
    const server = await serve({ reply, treat });
    const chain = await start({ url: server.http, headersEnv: 'MY_HEADERS' });
    expect(JSON.stringify([chain.info, await chain.link()])).not.toContain('hunter2');
    await expect(start({ url: server.http })).rejects.toMatchObject({
      code: 'target-unreachable',
      hint: expect.stringContaining('LAKH_RPC_HEADERS'),
    });
  });

  it('does not start when the run is interrupted already', async () => {
    await expect(start({ url: 'http://127.0.0.1:1' }, AbortSignal.abort())).rejects.toMatchObject({
      code: 'interrupted',
    });
  });
});

describe('the rpc chain', () => {
  it('answers questions alone and many at a time, in order', async () => {
    const server = await serve();
    const chain = await start({ url: server.http, maxBatch: 3 });
    expect(await chain.request('eth_chainId')).toBe('0x539');
    const before = server.requests.length;
    const calls = Array.from({ length: 8 }, (_, i) => ({
      method: i % 2 === 0 ? 'eth_chainId' : 'web3_clientVersion',
      params: [],
    }));
    expect(await chain.requestAll(calls)).toEqual(
      calls.map((call) => (call.method === 'eth_chainId' ? '0x539' : 'scripted/1')),
    );
    expect(server.requests.slice(before).map((each) => each.length)).toEqual([3, 3, 2]);
  });

  it('throws what the node refuses', async () => {
    const chain = new ScriptedChain();
    chain.lacking.add('eth_call');
    const server = await serve({ reply: chain.reply });
    const started = await start({ url: server.http });
    await expect(started.request('eth_call')).rejects.toMatchObject({
      code: 'target-failed',
      message: expect.stringMatching(/refused eth_call: .*-32601/),
    });
  });

  it('gives every link another home, and a link opens a session', async () => {
    const servers = [await serve(), await serve()];
    const chain = await start({ url: servers.map((server) => server.http) });
    for (let i = 0; i < 2; i++) {
      const session = await rpc.open(structuredClone((await chain.link()).data));
      open.push(() => session.close());
      await session.submit([{ raw: Uint8Array.of(1), hash: new Uint8Array(32) }]);
    }
    const sent = servers.map(
      (server) => server.requests.flat().filter((call) => call.method === 'eth_sendRawTransaction').length,
    );
    expect(sent).toEqual([1, 1]);
  });

  it('watches from the present head on', async () => {
    const scripted = new ScriptedChain();
    scripted.mine();
    const server = await serve({ reply: scripted.reply });
    const chain = await start({ url: server.http, poll: 5 });
    const seen: number[] = [];
    await new Promise<void>((done) => {
      void chain
        .watch({
          head: () => {},
          block: (block) => {
            seen.push(block.number);
            if (block.number === 3) done();
          },
          finalised: () => {},
          fault: () => {},
        })
        .then((end) => {
          open.push(async () => end());
          scripted.mine();
          scripted.mine();
        });
    });
    expect(seen).toEqual([2, 3]);
  });

  it('does not call itself unreachable when it is stopped on purpose', async () => {
    const server = await serve();
    const chain = await start({ url: server.http, poll: 1 });
    const faults: unknown[] = [];
    await chain.watch({
      head: () => {},
      block: () => {},
      finalised: () => {},
      fault: (it) => faults.push(it),
    });
    await chain.stop();
    // Long after: another chain has been started and polled meanwhile.
    const other = await start({ url: server.http, poll: 1 });
    await other.watch({ head: () => {}, block: () => {}, finalised: () => {}, fault: () => {} });
    const polled = () => server.requests.flat().filter((call) => call.method === 'eth_blockNumber').length;
    const until = polled() + 5;
    while (polled() < until) await new Promise((done) => setImmediate(done));
    expect(faults).toEqual([]);
  });

  it('may be stopped twice, and answers nothing afterwards', async () => {
    const server = await serve();
    const chain = await start({ url: server.http });
    await chain.stop();
    await chain.stop();
    await expect(chain.request('eth_chainId')).rejects.toMatchObject({ code: 'target-unreachable' });
  });
});

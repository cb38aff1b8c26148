/**
 * A JSON-RPC server on loopback that answers as a test says: over HTTP and WebSocket on one port, and over IPC.
 * It is real in everything below the answers: sockets, frames, ids, batches.
 */
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';

export interface ScriptedCall {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What one call is answered with; `missing` leaves it out of its batch (alone, it is never answered). */
export type ScriptedReply =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } }
  | { readonly missing: true };

/** How a whole request is treated; without any of it, its calls are answered in order with HTTP 200. */
export interface Treatment {
  /** Nothing goes out before this settles. */
  readonly after?: Promise<unknown>;
  readonly delayMs?: number;
  /** HTTP only. */
  readonly status?: number;
  /** Sent as it is, instead of the calls' replies. */
  readonly body?: string;
  /** Entries of a batch come back last first. */
  readonly reversed?: boolean;
  /** One error object for the whole batch, with a null id. */
  readonly refused?: { readonly code: number; readonly message: string };
  /** HTTP only: the connection is closed after the answer. */
  readonly closing?: boolean;
  /** The connection is cut instead of answering. */
  readonly dropped?: boolean;
  /** IPC only: the answer arrives in pieces of so many bytes. */
  readonly pieceBytes?: number;
}

export interface Script {
  reply(call: ScriptedCall): ScriptedReply | Promise<ScriptedReply>;
  treat?(calls: readonly ScriptedCall[], headers: IncomingMessage['headers']): Treatment;
}

export interface JsonRpcServer {
  readonly http: string;
  readonly ws: string;
  readonly ipc: string;
  /** Every request so far, as the calls in it. */
  readonly requests: (readonly ScriptedCall[])[];
  /** The headers of every HTTP request and WebSocket upgrade. */
  readonly headers: IncomingMessage['headers'][];
  /** Sends a notification to everybody who holds a WebSocket or IPC connection. */
  push(subscription: string, result: unknown): void;
  /** Cuts every open connection. */
  cut(): void;
  stop(): Promise<void>;
}

type Answered = { readonly text: string; readonly treatment: Treatment };

/** Starts the server. Call `stop` in the end: it cuts what is still open. */
export async function startJsonRpcServer(script: Script): Promise<JsonRpcServer> {
  const requests: (readonly ScriptedCall[])[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const sockets = new Set<Socket>();
  const pushers = new Set<(text: string) => void>();

  async function answer(text: string, from: IncomingMessage['headers']): Promise<Answered> {
    const parsed = JSON.parse(text);
    const calls: ScriptedCall[] = Array.isArray(parsed) ? parsed : [parsed];
    requests.push(calls);
    const treatment = script.treat?.(calls, from) ?? {};
    await treatment.after;
    if (treatment.delayMs !== undefined) {
      await new Promise((done) => setTimeout(done, treatment.delayMs));
    }
    return { text: treatment.body ?? (await bodyOf(script, parsed, calls, treatment)), treatment };
  }

  const web = createHttpServer((request, response) => {
    headers.push(request.headers);
    void serveHttp(request, response, answer);
  });
  const frames = new WebSocketServer({ server: web });
  frames.on('connection', (socket: WebSocket, request) => {
    headers.push(request.headers);
    const push = (text: string) => socket.send(text);
    pushers.add(push);
    socket.on('close', () => pushers.delete(push));
    socket.on('message', async (data) => {
      const { text, treatment } = await answer(data.toString(), {});
      if (treatment.dropped) socket.terminate();
      else if (text !== '') socket.send(text);
    });
  });
  const pipes = createNetServer((socket) => serveIpc(socket, answer, pushers));
  for (const server of [web, pipes]) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
  }
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  const { port } = web.address() as AddressInfo;
  const ipc = join(tmpdir(), `lakh-test-${process.pid}-${port}.ipc`);
  pipes.listen(ipc);
  await once(pipes, 'listening');

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    http: `http://127.0.0.1:${port}`,
    ws: `ws://127.0.0.1:${port}`,
    ipc,
    requests,
    headers,
    push(subscription, result) {
      const params = { subscription, result };
      const text = JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params });
      for (const push of pushers) push(text);
    },
    cut,
    async stop() {
      cut();
      await Promise.all([closed(web), closed(pipes)]);
    },
  };
}

function closed(server: { close(done: () => void): unknown }): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
  });
}

/** The text for a request: `''` when nothing at all is to be said. */
async function bodyOf(
  script: Script,
  parsed: unknown,
  calls: readonly ScriptedCall[],
  treatment: Treatment,
): Promise<string> {
  if (treatment.refused) return JSON.stringify({ jsonrpc: '2.0', id: null, error: treatment.refused });
  const entries: unknown[] = [];
  for (const call of calls) {
    const reply = await script.reply(call);
    if (!('missing' in reply)) entries.push({ jsonrpc: '2.0', id: call.id, ...reply });
  }
  if (treatment.reversed) entries.reverse();
  if (Array.isArray(parsed)) return JSON.stringify(entries);
  return entries.length === 0 ? '' : JSON.stringify(entries[0]);
}

async function serveHttp(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (text: string, headers: IncomingMessage['headers']) => Promise<Answered>,
): Promise<void> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  const { text, treatment } = await answer(body, request.headers);
  if (treatment.dropped) {
    request.socket.destroy();
    return;
  }
  const closing = treatment.closing ? { connection: 'close' } : {};
  response.writeHead(treatment.status ?? 200, { 'content-type': 'application/json', ...closing });
  response.end(text);
}

/** Requests are taken line by line; the tests' own side of IPC is not what is tested here. */
function serveIpc(
  socket: Socket,
  answer: (text: string, headers: IncomingMessage['headers']) => Promise<Answered>,
  pushers: Set<(text: string) => void>,
): void {
  const push = (text: string) => socket.write(text);
  pushers.add(push);
  socket.on('close', () => pushers.delete(push));
  const serve = async (line: string) => {
    const { text, treatment } = await answer(line, {});
    if (treatment.dropped) {
      socket.destroy();
      return;
    }
    const bytes = Buffer.from(text);
    const piece = treatment.pieceBytes ?? bytes.length;
    socket.setNoDelay(true);
    for (let at = 0; at < bytes.length; at += piece) {
      await new Promise((done) => socket.write(bytes.subarray(at, at + piece), done));
    }
  };
  let rest = '';
  socket.setEncoding('utf8').on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop()!;
    for (const line of lines) void serve(line);
  });
}

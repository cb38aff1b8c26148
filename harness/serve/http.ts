/** Owns requests over HTTP: who may ask, how much at once, and that nobody is waited for without end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Answerer, refused } from './answerer.ts';
import { INVALID_REQUEST, LIMIT_EXCEEDED } from './calls.ts';
import type { Limits } from './limits.ts';
import { corsHeaders, unwelcome } from './origins.ts';

/** Between two looks for connections that are too slow. */
const LOOK_MS = 1_000;

export interface HttpParts {
  readonly answerer: Answerer;
  readonly limits: Limits;
  /** Whether it listens on loopback alone. */
  readonly loopback: boolean;
}

/** A server that answers `POST /`; it is yet to listen. */
export function httpServer({ answerer, limits, loopback }: HttpParts): Server {
  const load = new Load(limits);
  const take = (request: IncomingMessage, response: ServerResponse) => {
    const stranger = unwelcome(request.headers, loopback);
    if (stranger !== null) {
      refuse(response, stranger.status, INVALID_REQUEST, stranger.message);
      return;
    }
    for (const [name, value] of Object.entries(corsHeaders(request.headers))) response.setHeader(name, value);
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (request.url !== '/') refuse(response, 404, INVALID_REQUEST, 'there is only /');
    else if (request.method !== 'POST') refuse(response, 405, INVALID_REQUEST, 'JSON-RPC goes by POST');
    else if (!load.hasRoom(request.socket)) busy(response);
    else receive(request, response, load, answerer);
  };
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(LOOK_MS, limits.headMs),
      noDelay: true,
    },
    (request, response) => {
      request.on('error', () => {});
      response.on('error', () => {});
      take(request, response);
    },
  );
  // A connection on which nothing moves, be it that its client does not read.
  server.setTimeout(limits.idleMs);
  server.maxConnections = limits.connections;
  return server;
}

/** What is under way. */
class Load {
  readonly limits: Limits;
  bodyBytes = 0;
  answerBytes = 0;
  private requests = 0;
  private readonly bySocket = new WeakMap<Socket, number>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  hasRoom(socket: Socket): boolean {
    const { requestsAtOnce, pipelined } = this.limits;
    return this.requests < requestsAtOnce && (this.bySocket.get(socket) ?? 0) < pipelined;
  }

  /** One more request, or with -1 one less. */
  count(socket: Socket, change: 1 | -1): void {
    this.requests += change;
    this.bySocket.set(socket, (this.bySocket.get(socket) ?? 0) + change);
  }
}

function receive(request: IncomingMessage, response: ServerResponse, load: Load, answerer: Answerer): void {
  const { limits } = load;
  const { socket } = request;
  const chunks: Buffer[] = [];
  let length = 0;
  /** The body is needed no more. */
  const release = () => {
    load.bodyBytes -= length;
    length = 0;
    chunks.length = 0;
  };
  load.count(socket, 1);
  // However it ends: a response is closed when it was sent, or when its connection is gone.
  response.once('close', () => {
    load.count(socket, -1);
    release();
  });
  const giveUp = (tell: () => void) => {
    request.removeAllListeners('data').removeAllListeners('end').resume();
    release();
    tell();
  };
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    load.bodyBytes += chunk.length;
    if (length > limits.bodyBytes) {
      const message = `the request is larger than ${limits.bodyBytes} bytes`;
      giveUp(() => refuse(response, 413, INVALID_REQUEST, message));
    } else if (load.bodyBytes > limits.bodyBytesAtOnce) giveUp(() => busy(response));
    else chunks.push(chunk);
  });
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    void answerer.answer(body).then((answer) => {
      release();
      respond(response, answer, load);
    });
  });
}

function respond(response: ServerResponse, answer: Buffer | null, load: Load): void {
  if (response.destroyed) return;
  if (answer === null) response.writeHead(204).end();
  else if (load.answerBytes + answer.length > load.limits.answerBytesAtOnce) busy(response);
  else {
    load.answerBytes += answer.length;
    response.once('close', () => {
      load.answerBytes -= answer.length;
    });
    send(response, 200, answer);
  }
}

function busy(response: ServerResponse): void {
  response.setHeader('retry-after', '1');
  refuse(response, 503, LIMIT_EXCEEDED, 'too many requests at once');
}

/** The connection goes with it: what else comes on it is not read. */
function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  response.setHeader('connection', 'close');
  send(response, status, refused({ code, message }));
}

function send(response: ServerResponse, status: number, answer: Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': answer.length });
  response.end(answer);
}

/** JSON-RPC over HTTP: keep-alive connections from a pool, one exchange a request. */
import { type Dispatcher, Pool } from 'undici';
import { messageOf } from '../../std/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { clip, isObject, malformed, match, redacted, requestOf } from './envelope.ts';
import { type Failure, failAll, type Reply, type Request, type Transport } from './transport.ts';

export interface HttpOptions {
  /** Connections kept at the most; one carries one exchange at a time. */
  readonly connections: number;
  /** Milliseconds from handing over to the whole answer. */
  readonly timeoutMs: number;
}

/** What undici tells of one exchange on its way. */
interface Raw {
  readonly status: number;
  readonly body: Buffer;
}

export function httpTransport(endpoint: Endpoint, options: HttpOptions): Transport {
  const url = new URL(endpoint.address);
  const pool = new Pool(url.origin, {
    connections: options.connections,
    pipelining: 1,
    connect: { timeout: options.timeoutMs },
    // The deadline below is finer than undici's timers and also covers the wait for a free connection.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const fixed = {
    method: 'POST' as const,
    path: `${url.pathname}${url.search}`,
    headers: { 'content-type': 'application/json', ...endpoint.headers },
  };
  let nextId = 1;
  let free = options.connections;
  let notStarted = 0;
  // In order of arrival. Kept here and not in the pool, so that what is given up leaves no trace in it.
  const waiting = new Set<ExchangeHandler>();

  function post(body: Buffer): Promise<Raw | Failure> {
    return new Promise((settle) => {
      notStarted++;
      const handler: ExchangeHandler = new ExchangeHandler(body, options.timeoutMs, {
        started: () => {
          notStarted--;
        },
        ended: (outcome) => {
          if (!waiting.delete(handler)) {
            free++;
            sendNext();
          }
          settle(outcome);
        },
      });
      waiting.add(handler);
      sendNext();
    });
  }

  function sendNext(): void {
    const [handler] = waiting;
    if (handler === undefined || free === 0) return;
    waiting.delete(handler);
    free--;
    pool.dispatch({ ...fixed, body: handler.body }, handler);
  }

  async function carry(request: Request): Promise<readonly Reply[]> {
    const firstId = nextId;
    nextId += request.count;
    const raw = await post(request.body(firstId));
    if ('kind' in raw) return failAll(request.count, { ...raw, message: endpoint.redact(raw.message) });
    return redacted(read(raw, request, firstId), endpoint.redact);
  }

  return {
    shown: endpoint.shown,
    queued: () => notStarted,
    close: () => pool.destroy(),
    exchange: (calls) => carry(requestOf(calls)),
    carry,
  };
}

/** Follows one request. Its deadline starts at once; when it passes, the connection is given up with the request. */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly body: Buffer;
  private readonly chunks: Buffer[] = [];
  private readonly timer: NodeJS.Timeout;
  private readonly on: { started: () => void; ended: (outcome: Raw | Failure) => void };
  private controller: Dispatcher.DispatchController | null = null;
  private status = 0;
  private over = false;

  constructor(body: Buffer, timeoutMs: number, on: ExchangeHandler['on']) {
    this.body = body;
    this.on = on;
    this.timer = setTimeout(() => this.expire(timeoutMs), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while its connection was being made: it must not be sent any more.
    if (this.over) {
      controller.abort(new Error('given up'));
      return;
    }
    this.controller = controller;
    this.on.started();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.end({ status: this.status, body: joined(this.chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end(failureOf(error, this.controller !== null));
  }

  private expire(timeoutMs: number): void {
    const sent = this.controller !== null;
    const message = sent
      ? `no answer within ${timeoutMs} ms`
      : `no connection was free within ${timeoutMs} ms; more "connections" may help`;
    this.end({ kind: 'failed', code: 'timeout', message, delivered: sent });
    this.controller?.abort(new Error(message));
  }

  private end(outcome: Raw | Failure): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    if (this.controller === null) this.on.started();
    this.on.ended(outcome);
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** What never started never left: the connection did not come about. */
function failureOf(error: Error, started: boolean): Failure {
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  const message = clip(messageOf(error) || code);
  if (code === 'UND_ERR_CONNECT_TIMEOUT')
    return { kind: 'failed', code: 'timeout', message, delivered: false };
  if (!started) return { kind: 'failed', code: 'connection-refused', message, delivered: false };
  if (error.name === 'HTTPParserError') {
    return { kind: 'failed', code: 'malformed-answer', message, delivered: true };
  }
  return { kind: 'failed', code: 'connection-lost', message, delivered: true };
}

/** JSON-RPC inside a refusing status says more than the status; 429 always means what it says. */
function read({ status, body }: Raw, request: Request, firstId: number): Reply[] {
  const { count } = request;
  const fine = status >= 200 && status < 300;
  const replies = fine ? request.read?.(body, firstId) : undefined;
  if (replies !== undefined) return replies;
  const text = body.toString();
  const answer = parse(text);
  if (fine) return answer === undefined ? failAll(count, malformed(text)) : match(answer, firstId, count);
  if (status !== 429 && isJsonRpc(answer)) return match(answer, firstId, count);
  const message = `HTTP ${status}: ${clip(text, 120) || 'without a body'}`;
  return new Array<Reply>(count).fill({ kind: 'http', status, message });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isJsonRpc(answer: unknown): boolean {
  const first = Array.isArray(answer) ? answer[0] : answer;
  return isObject(first) && 'jsonrpc' in first;
}

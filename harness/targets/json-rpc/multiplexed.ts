/** JSON-RPC over one connection that carries many exchanges at a time; answers find their exchange by id. */
import { firstIdOf } from './answer-scan.ts';
import type { Endpoint } from './endpoint.ts';
import { idOf, isObject, match, redacted, requestOf } from './envelope.ts';
import {
  type Failure,
  failAll,
  type PushListener,
  type Reply,
  type Request,
  type Transport,
} from './transport.ts';
import { openWire, type Wire } from './wire.ts';

interface Pending {
  readonly firstId: number;
  readonly count: number;
  readonly request: Request;
  readonly body: Buffer;
  readonly timer: NodeJS.Timeout;
  readonly settle: (replies: Reply[]) => void;
  sent: boolean;
}

/** Connects when first used, and again when used after a loss: there is nothing to time or to back off. */
export function multiplexedTransport(endpoint: Endpoint, options: { readonly timeoutMs: number }): Transport {
  const connection = new Connection(endpoint, options.timeoutMs);
  return {
    shown: endpoint.shown,
    exchange: (calls) => connection.carry(requestOf(calls)),
    carry: (request) => connection.carry(request),
    queued: () => connection.queued(),
    push: { listen: (listener) => connection.listen(listener) },
    close: async () => connection.close(),
  };
}

class Connection {
  private readonly endpoint: Endpoint;
  private readonly timeoutMs: number;
  /** By the first id of the exchange, in the order handed over. */
  private readonly pending = new Map<number, Pending>();
  private wire: Wire | null = null;
  private open = false;
  private nextId = 1;
  private readonly listeners = new Set<PushListener>();

  constructor(endpoint: Endpoint, timeoutMs: number) {
    this.endpoint = endpoint;
    this.timeoutMs = timeoutMs;
  }

  listen(listener: PushListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  queued(): number {
    if (this.open) return this.wire !== null && this.wire.pendingBytes() > 0 ? 1 : 0;
    return this.pending.size;
  }

  carry(request: Request): Promise<Reply[]> {
    const firstId = this.nextId;
    const { count } = request;
    this.nextId += count;
    return new Promise((settle) => {
      const timer = setTimeout(() => this.expire(firstId), this.timeoutMs);
      const entry = { firstId, count, request, body: request.body(firstId), timer, settle, sent: false };
      this.pending.set(firstId, entry);
      if (this.wire === null) this.connect();
      else if (this.open) this.send(entry);
    });
  }

  close(): void {
    this.listeners.clear();
    this.wire?.end();
    this.failPending('the session was closed');
  }

  private connect(): void {
    const wire = openWire(this.endpoint, this.timeoutMs, {
      opened: () => {
        this.open = true;
        for (const entry of this.pending.values()) this.send(entry);
      },
      message: (bytes) => this.receive(bytes),
      closed: (reason) => {
        if (this.wire !== wire) return;
        const wasOpen = this.open;
        this.wire = null;
        this.open = false;
        this.failPending(reason);
        if (wasOpen) for (const listener of this.listeners) listener.lost();
      },
    });
    this.wire = wire;
  }

  private send(entry: Pending): void {
    entry.sent = true;
    this.wire?.send(entry.body);
  }

  private receive(bytes: Buffer): void {
    const entry = this.exchangeWith(firstIdOf(bytes));
    const replies = entry?.request.read?.(bytes, entry.firstId);
    if (entry !== undefined && replies !== undefined) this.settle(entry.firstId, () => replies);
    else this.receiveText(bytes.toString());
  }

  private receiveText(text: string): void {
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch {
      this.settleOnlyPending(text);
      return;
    }
    if (isObject(answer) && answer.method === 'eth_subscription') {
      this.notify(answer.params);
      return;
    }
    const id = firstIdIn(answer);
    const entry = this.exchangeWith(id);
    if (entry !== undefined) this.settle(entry.firstId, () => match(answer, entry.firstId, entry.count));
    else if (id === null) this.settleOnlyPending(answer);
  }

  /** A node may answer any part of a batch: whichever id it begins with, it is of that batch. */
  private exchangeWith(id: number | null): Pending | undefined {
    if (id === null) return undefined;
    for (const entry of this.pending.values()) {
      if (id >= entry.firstId && id < entry.firstId + entry.count) return entry;
    }
    return undefined;
  }

  private notify(params: unknown): void {
    if (!isObject(params)) return;
    for (const listener of this.listeners) listener.notified(String(params.subscription), params.result);
  }

  /** An answer without id belongs to the only exchange there is; among several, nobody could say to which. */
  private settleOnlyPending(answer: unknown): void {
    const [only, another] = this.pending.values();
    if (only !== undefined && another === undefined) {
      this.settle(only.firstId, (entry) => match(answer, entry.firstId, entry.count));
    }
  }

  private settle(firstId: number, replies: (entry: Pending) => Reply[]): void {
    const entry = this.pending.get(firstId);
    if (entry === undefined) return;
    this.pending.delete(firstId);
    clearTimeout(entry.timer);
    entry.settle(redacted(replies(entry), this.endpoint.redact));
  }

  private expire(firstId: number): void {
    const message = `no answer within ${this.timeoutMs} ms`;
    this.settle(firstId, ({ count, sent }) => failAll(count, { code: 'timeout', message, delivered: sent }));
  }

  private failPending(reason: string): void {
    for (const firstId of [...this.pending.keys()]) {
      this.settle(firstId, ({ count, sent }) => failAll(count, lossOf(reason, sent)));
    }
  }
}

function lossOf(reason: string, sent: boolean): Omit<Failure, 'kind'> {
  return sent
    ? { code: 'connection-lost', message: reason, delivered: true }
    : { code: 'connection-refused', message: reason, delivered: false };
}

function firstIdIn(answer: unknown): number | null {
  if (!Array.isArray(answer)) return idOf(answer);
  for (const entry of answer) {
    const id = idOf(entry);
    if (id !== null) return id;
  }
  return null;
}

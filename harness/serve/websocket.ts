/** Owns WebSockets: messages in their turn, news to those who subscribed, an end for whoever does not read. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { toHex } from '../std/hex.ts';
import type { Notice } from '../targets/engine/index.ts';
import type { Answerer, Subscriber } from './answerer.ts';
import { INVALID_PARAMS, LIMIT_EXCEEDED, refusalText } from './calls.ts';
import type { Limits } from './limits.ts';
import type { NodeLink } from './node-link.ts';
import { unwelcome } from './origins.ts';

export interface SocketParts {
  readonly answerer: Answerer;
  readonly node: NodeLink;
  readonly limits: Limits;
  readonly loopback: boolean;
}

const UPGRADE_REFUSED = {
  403: 'Forbidden',
  421: 'Misdirected Request',
  404: 'Not Found',
  503: 'Service Unavailable',
};

export class Sockets {
  private readonly parts: SocketParts;
  private readonly server: WebSocketServer;
  private readonly bySubscription = new Map<string, Socket>();
  private readonly pings: NodeJS.Timeout;

  /** Takes the upgrades of `http`. */
  constructor(http: Server, parts: SocketParts) {
    this.parts = parts;
    const { limits } = parts;
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: limits.bodyBytes,
      perMessageDeflate: false,
      clientTracking: true,
    });
    http.on('upgrade', (request, connection, head) => this.upgrade(request, connection, head));
    this.pings = setInterval(() => this.ping(), limits.pingMs);
    this.pings.unref();
  }

  notify(notices: readonly Notice[]): void {
    for (const { ids, text } of notices) {
      for (const id of ids) this.bySubscription.get(id)?.notify(id, text);
    }
  }

  close(): void {
    clearInterval(this.pings);
    for (const client of this.server.clients) client.terminate();
    this.server.close();
  }

  private upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', () => {});
    const { limits, loopback } = this.parts;
    const stranger = unwelcome(request.headers, loopback);
    if (stranger !== null) refuseUpgrade(connection, stranger.status);
    else if (request.url !== '/') refuseUpgrade(connection, 404);
    else if (this.server.clients.size >= limits.sockets) refuseUpgrade(connection, 503);
    else {
      this.server.handleUpgrade(request, connection, head, (socket) => {
        new Socket(socket, this.parts, this.bySubscription);
      });
    }
  }

  private ping(): void {
    for (const client of this.server.clients) {
      if (!answered.delete(client)) client.terminate();
      else client.ping();
    }
  }
}

/** Those that said something since they were last asked. */
const answered = new WeakSet<WebSocket>();

function refuseUpgrade(connection: Duplex, status: keyof typeof UPGRADE_REFUSED): void {
  // Its client may never close its own half.
  connection.once('finish', () => connection.destroy());
  connection.end(
    `HTTP/1.1 ${status} ${UPGRADE_REFUSED[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  );
}

class Socket {
  private readonly socket: WebSocket;
  private readonly parts: SocketParts;
  private readonly registry: Map<string, Socket>;
  /** By subscription: news that came before the client can know of it; `null` once it does. */
  private readonly subscriptions = new Map<string, string[] | null>();
  private underWay = 0;

  constructor(socket: WebSocket, parts: SocketParts, registry: Map<string, Socket>) {
    this.socket = socket;
    this.parts = parts;
    this.registry = registry;
    answered.add(socket);
    // Frames that are none, or too large: the connection is closed, and that is all.
    socket.on('error', () => {});
    socket.on('pong', () => answered.add(socket));
    socket.on('message', (data) => {
      answered.add(socket);
      void this.take(bytesOf(data));
    });
    socket.on('close', () => this.leave());
  }

  notify(id: string, text: string): void {
    const message = `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"${id}","result":${text}}}`;
    const early = this.subscriptions.get(id);
    if (early) early.push(message);
    else this.send(message);
  }

  private async subscribe(params: readonly unknown[], opened: string[]): Promise<string> {
    const { limits, node } = this.parts;
    if (this.subscriptions.size >= limits.subscriptions) {
      return refusalText({
        code: LIMIT_EXCEEDED,
        message: `${limits.subscriptions} subscriptions are enough`,
      });
    }
    const id = toHex(randomBytes(16));
    this.subscriptions.set(id, []);
    this.registry.set(id, this);
    opened.push(id);
    const text = await node.subscribe(id, params);
    if (!text.startsWith('"result"')) this.drop(id);
    else if (this.isClosed) {
      this.drop(id);
      await node.unsubscribe([id]);
    }
    return text;
  }

  private async unsubscribe([id]: readonly unknown[]): Promise<string> {
    if (typeof id !== 'string' || !this.subscriptions.has(id)) {
      return refusalText({ code: INVALID_PARAMS, message: 'subscription not found' });
    }
    this.drop(id);
    await this.parts.node.unsubscribe([id]);
    return '"result":true';
  }

  private get isClosed(): boolean {
    return this.socket.readyState !== this.socket.OPEN;
  }

  private async take(message: Buffer): Promise<void> {
    const { limits, answerer } = this.parts;
    if (++this.underWay >= limits.messagesAtOnce) this.socket.pause();
    const opened: string[] = [];
    const subscriber: Subscriber = {
      subscribe: (params) => this.subscribe(params, opened),
      unsubscribe: (params) => this.unsubscribe(params),
    };
    const answer = await answerer.answer(message, subscriber);
    if (this.underWay-- >= limits.messagesAtOnce) this.socket.resume();
    if (answer !== null) this.send(answer);
    for (const id of opened) {
      for (const notice of this.subscriptions.get(id) ?? []) this.send(notice);
      if (this.subscriptions.has(id)) this.subscriptions.set(id, null);
    }
  }

  /** A client that does not read what it asked for is let go. */
  private send(message: string | Buffer): void {
    if (this.isClosed) return;
    if (this.socket.bufferedAmount > this.parts.limits.unreadBytes) this.socket.terminate();
    else this.socket.send(message, { binary: false });
  }

  private drop(id: string): void {
    this.subscriptions.delete(id);
    this.registry.delete(id);
  }

  private leave(): void {
    const ids = [...this.subscriptions.keys()];
    for (const id of ids) this.drop(id);
    if (ids.length > 0) this.parts.node.unsubscribe(ids).catch(() => {});
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

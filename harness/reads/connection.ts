/**
 * One keep-alive connection: autocannon's client, which here sends a read only when it is told to.
 *
 * Left to itself the client sends the next request the moment an answer comes, or a second's worth of them at the start
 * of each second, and connects anew without telling what was lost. So its two methods that do this are taken over:
 * docs/adr/0010-reads-paced-by-us.md.
 */
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import type { HttpEndpoint } from '../spec/index.ts';
import type { Fault } from './answers.ts';

/** What is used of autocannon 9.0.0's client (lib/httpClient.js), which has no types. */
interface Client extends EventEmitter {
  readonly conn: Socket;
  _connect(): void;
  _doRequest(): void;
  setBody(body: string): void;
  destroy(): void;
}

type OnResponse = (status: number, body: string, context: unknown, headers: Record<string, unknown>) => void;

/** Seconds. Its own time-out would also end connections that rest; each read has a deadline of ours. */
const NEVER = 2_000_000;

/** What a connection tells: each of these at most once between two sends, `lost` once at all. */
export interface ConnectionEvents {
  /** It is open, or its read was answered: it takes the next. */
  free(connection: Connection): void;
  answered(connection: Connection, status: number, body: string): void;
  lost(connection: Connection, fault: Fault): void;
}

export class Connection {
  /** Whether it has been of use: one that has not is not opened again at once. */
  served = false;
  isOpen = false;
  private gone = false;
  private last = false;
  private readonly client: Client;
  private readonly on: ConnectionEvents;
  private write: () => void = () => {};

  constructor(endpoint: Pick<HttpEndpoint, 'address' | 'headers'>, on: ConnectionEvents) {
    this.on = on;
    const url = new URL(endpoint.address);
    const onResponse: OnResponse = (status, body, _, headers) => this.answered(status, body, headers);
    this.client = new (clientClass())({
      ...urlToHttpOptions(url),
      host: url.host,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...endpoint.headers },
      requests: [{ onResponse }],
      timeout: NEVER,
      setupClient: (client: Client) => this.takeOver(client, url.protocol === 'https:'),
    });
    this.client.on('connError', (error: Error) => {
      this.lose({ code: this.isOpen ? 'connection-lost' : 'connection-refused', detail: error.message });
    });
  }

  /** Sends a read; only when it is free. */
  send(body: string): void {
    this.client.setBody(body);
    this.write();
  }

  /** Ends it without a word. */
  close(): void {
    this.gone = true;
    this.client.destroy();
  }

  private takeOver(client: Client, secure: boolean): void {
    const connect = client._connect.bind(client);
    this.write = client._doRequest.bind(client);
    client._doRequest = () => this.rest();
    client._connect = () => {
      // The second time: the node has ended the connection.
      client._connect = () =>
        this.lose({ code: 'connection-lost', detail: 'the node closed the connection' });
      connect();
      client.conn.once(secure ? 'secureConnect' : 'connect', () => this.opened(client.conn, secure));
    };
  }

  private opened(socket: Socket, secure: boolean): void {
    // autocannon takes any certificate; we do not.
    if (secure && !(socket as TLSSocket).authorized) {
      const why = (socket as TLSSocket).authorizationError;
      this.lose({ code: 'connection-refused', detail: `its certificate is not trusted: ${why}` });
      return;
    }
    socket.setNoDelay(true);
    this.isOpen = true;
    this.on.free(this);
  }

  private answered(status: number, body: string, headers: Record<string, unknown>): void {
    this.served = true;
    this.last = Object.entries(headers).some(
      ([name, value]) => /^connection$/i.test(name) && /close/i.test(String(value)),
    );
    this.on.answered(this, status, body);
  }

  /** Where the client would send its next request: after an answer, and when it has just begun to connect. */
  private rest(): void {
    if (this.gone || !this.isOpen) return;
    if (this.last) this.lose({ code: 'connection-lost', detail: 'the node closes after each answer' });
    else this.on.free(this);
  }

  private lose(fault: Fault): void {
    if (this.gone) return;
    this.close();
    this.on.lost(this, fault);
  }
}

/** Loaded only where something is read. */
function clientClass(): new (options: object) => Client {
  return createRequire(import.meta.url)('autocannon/lib/httpClient.js');
}

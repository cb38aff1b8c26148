/** A small HTTP server: a few paths to GET, on loopback unless somebody says otherwise. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { LakhError } from '../std/errors.ts';

export interface Address {
  /** An IP address. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

export type Route = (response: ServerResponse) => void;

export interface HttpServer {
  /** With the port that it got. */
  readonly url: string;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

/** `8080`, `127.0.0.1`, `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`; `null` for anything else. */
export function parseAddress(text: string, fallback: Address): Address | null {
  const match = /^(?:(\d+)|(localhost|[\d.]+|\[[\da-f:.]+\])(?::(\d+))?)$/i.exec(text.trim());
  if (!match) return null;
  const [, portAlone, name = fallback.host, portBehind] = match;
  const host = name.toLowerCase() === 'localhost' ? '127.0.0.1' : name.replace(/^\[|\]$/g, '');
  const port = Number(portAlone ?? portBehind ?? fallback.port);
  return isIP(host) !== 0 && port <= 65_535 ? { host, port } : null;
}

/** Whether only this machine can reach it. */
export function isLoopback({ host }: Address): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Listens, and keeps nobody waiting: the process may end while it does.
 *
 * @param routes by path
 * @throws LakhError `address-unusable` when the port is taken or the address is none of this machine
 */
export async function serveHttp(
  address: Address,
  routes: Readonly<Record<string, Route>>,
): Promise<HttpServer> {
  const server = createServer((request, response) => answer(request, response, isLoopback(address), routes));
  await listen(server, address);
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${isIP(address.host) === 6 ? `[${address.host}]` : address.host}:${port}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = WHY[cause.code ?? ''] ?? cause.message;
      failed(
        new LakhError('address-unusable', `cannot listen on ${host}, port ${port}: ${why}`, {
          hint: 'name another port, or 0 for any that is free',
          cause,
        }),
      );
    });
    server.listen({ host, port }, listening);
  });
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'it is no address of this machine',
  EACCES: 'that port needs more rights',
};

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  loopback: boolean,
  routes: Readonly<Record<string, Route>>,
): void {
  response.on('error', () => {});
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  const path = request.url?.split('?')[0] ?? '';
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (loopback && !namesThisMachine(request.headers.host)) refuse(response, 421, 'ask for it by its address');
  else if (request.method !== 'GET') refuse(response, 405, 'only GET');
  else if (!route) refuse(response, 404, `there is ${Object.keys(routes).join(', ')}`);
  else route(response);
}

/** A name that somebody else's page had turned to 127.0.0.1 (DNS rebinding) is none of ours. */
function namesThisMachine(host = ''): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name.toLowerCase() === 'localhost' || isIP(name) !== 0;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

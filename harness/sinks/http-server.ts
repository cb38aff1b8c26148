/** A small HTTP server: a few paths to GET, on loopback unless somebody says otherwise. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Address, isLoopback, listen, namesThisMachine, urlOf } from '../std/address.ts';

export type Route = (response: ServerResponse) => void;

export interface HttpServer {
  /** With the port that it got. */
  readonly url: string;
  /** Ends all connections at once. */
  close(): Promise<void>;
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
  return {
    url: `${urlOf(server, address)}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

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

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

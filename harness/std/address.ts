/** Addresses to listen on: reading them, whether only this machine reaches them, and listening there. */
import { type AddressInfo, isIP, type Server } from 'node:net';
import { LakhError } from './errors.ts';

export interface Address {
  /** An IP address. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
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

/** @throws LakhError `address-unusable` when the port is taken or the address is none of this machine */
export function listen(server: Server, { host, port }: Address): Promise<void> {
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

/** Where a server that listens on `address` is found, with the port that it got. */
export function urlOf(server: Server, { host }: Address): string {
  const { port } = server.address() as AddressInfo;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** A name that somebody else's page had turned to 127.0.0.1 (DNS rebinding) is none of ours. */
export function namesThisMachine(host = ''): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name.toLowerCase() === 'localhost' || isIP(name) !== 0;
}

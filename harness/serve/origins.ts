/** Owns who may ask from a browser: pages of this machine, and nobody else's. */
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback, namesThisMachine } from '../std/address.ts';

/** Why a request is refused; `null` where it is welcome. */
export interface Unwelcome {
  readonly status: 403 | 421;
  readonly message: string;
}

/**
 * A browser says in `origin` whose page is asking; every other client leaves it out. A name in `host` that is none of
 * this machine's is somebody else's, turned to 127.0.0.1 (DNS rebinding).
 *
 * @param loopback whether the server listens on loopback alone
 */
export function unwelcome({ host, origin }: IncomingHttpHeaders, loopback: boolean): Unwelcome | null {
  if (loopback && !namesThisMachine(host))
    return { status: 421, message: 'ask for this node by its address' };
  if (origin === undefined || isLocalOrigin(origin)) return null;
  return { status: 403, message: 'only pages of this machine may ask from a browser' };
}

function isLocalOrigin(origin: string): boolean {
  const name = /^https?:\/\/(\[[\da-f:]+\]|[^/:]+)(:\d+)?$/i.exec(origin)?.[1];
  if (name === undefined) return false;
  return name.toLowerCase() === 'localhost' || isLoopback({ host: name.replace(/^\[|\]$/g, ''), port: 0 });
}

/** What a browser needs to hear before it hands an answer to the page (Fetch standard, CORS protocol). */
export function corsHeaders({ origin }: IncomingHttpHeaders): Record<string, string> {
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '600',
    vary: 'origin',
  };
}

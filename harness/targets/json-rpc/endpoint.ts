/** Where a node listens and how to be let in; whatever is secret of it stays inside. */
import { isAbsolute } from 'node:path';
import { LakhError } from '../../std/errors.ts';

export interface Endpoint {
  readonly kind: 'http' | 'websocket' | 'ipc';
  /** What to connect to, with its secrets: never shown. The socket's path for `ipc`. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What may be shown: protocol, host and port; path and query often hold an API key. */
  readonly shown: string;
  /** Takes the endpoint's secrets out of a message that somebody else wrote. */
  readonly redact: (text: string) => string;
}

const KINDS: Readonly<Record<string, Endpoint['kind']>> = {
  'http:': 'http',
  'https:': 'http',
  'ws:': 'websocket',
  'wss:': 'websocket',
};
/** Shorter pieces of a path ("v1", "rpc") are nobody's secret, and words like them occur in messages. */
const SECRET_CHARACTERS = 8;

/** Whether `text` can be an endpoint; for option checks that must not show it. */
export function isEndpoint(text: string): boolean {
  if (ipcPath(text) !== null) return true;
  return URL.canParse(text) && new URL(text).protocol in KINDS;
}

/** Parses a URL or IPC path that `isEndpoint` accepts, with headers for HTTP and WebSocket. */
export function parseEndpoint(text: string, headers: Readonly<Record<string, string>> = {}): Endpoint {
  const path = ipcPath(text);
  if (path !== null) {
    return { kind: 'ipc', address: path, headers: {}, shown: `ipc:${path}`, redact: (message) => message };
  }
  const url = new URL(text);
  const own: Record<string, string> = { ...headers };
  if (url.username !== '' || url.password !== '') {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    own.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  const secrets = secretsOf(url, [...Object.values(headers), ...Object.values(own)]);
  url.username = '';
  url.password = '';
  return {
    kind: KINDS[url.protocol]!,
    address: url.href,
    headers: own,
    shown: `${url.protocol}//${url.host}`,
    redact: (message) => secrets.reduce((left, secret) => left.replaceAll(secret, '...'), message),
  };
}

function ipcPath(text: string): string | null {
  if (text.startsWith('ipc:')) return text.slice('ipc:'.length).replace(/^\/\/(?=\/)/, '');
  return isAbsolute(text) || /^\.{0,2}\/|\.ipc$/.test(text) ? text : null;
}

/** Longest first, so that a secret inside another leaves nothing behind. */
function secretsOf(url: URL, headers: readonly string[]): string[] {
  const pieces = [
    url.username,
    url.password,
    decodeURIComponent(url.password),
    ...url.pathname.split('/'),
    url.search.slice(1),
    ...url.searchParams.values(),
    ...headers,
    ...headers.flatMap((value) => value.split(' ')),
  ];
  const secrets = pieces.filter((piece) => piece.length >= SECRET_CHARACTERS);
  return [...new Set(secrets)].sort((a, b) => b.length - a.length);
}

/**
 * Headers from an environment variable: lines of `Name: value`, names made lower case.
 * Throws `bad-flag` for a line of another form, naming its number and never its text.
 */
export function headersFrom(variable: string, environment: NodeJS.ProcessEnv): Record<string, string> {
  const headers: Record<string, string> = {};
  const lines = (environment[variable] ?? '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [, name, value] = /^\s*([\w-]+)\s*:\s*(\S.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new LakhError('bad-flag', `line ${index + 1} of ${variable} is not a header`, {
        hint: `write one header a line into ${variable}, such as "Authorization: Bearer ..."`,
      });
    }
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** Whether an endpoint is on this machine. */
export function isLoopback({ kind, address }: Endpoint): boolean {
  if (kind === 'ipc') return true;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** The transport for an endpoint, and several of them behind one with a home and places to fall back to. */
import { type Endpoint, headersFrom, parseEndpoint } from './endpoint.ts';
import { requestOf } from './envelope.ts';
import { httpTransport } from './http.ts';
import { multiplexedTransport } from './multiplexed.ts';
import type { Reply, Request, Transport } from './transport.ts';

export interface ConnectOptions {
  readonly urls: readonly string[];
  /** The environment variable that holds headers; read here, in the process or thread that uses them. */
  readonly headersEnv: string;
  readonly connections: number;
  readonly timeoutMs: number;
}

export function parseEndpoints(options: Pick<ConnectOptions, 'urls' | 'headersEnv'>): Endpoint[] {
  const headers = headersFrom(options.headersEnv, process.env);
  return options.urls.map((url) => parseEndpoint(url, headers));
}

export function connect(endpoint: Endpoint, options: ConnectOptions): Transport {
  return endpoint.kind === 'http'
    ? httpTransport(endpoint, options)
    : multiplexedTransport(endpoint, options);
}

/**
 * All endpoints as one transport. An exchange goes whole to one of them, and all go to the same, so that an account's
 * nonces arrive in order; only where a connection is refused does the next endpoint become the home.
 * Without `push`: it would be lost with the endpoint.
 */
export function failover(transports: readonly Transport[], home: number): Transport {
  let current = home % transports.length;

  async function carry(request: Request): Promise<readonly Reply[]> {
    const first = current;
    for (let turn = 0; ; turn++) {
      const at = (first + turn) % transports.length;
      const replies = await transports[at]!.carry(request);
      if (!refused(replies)) {
        if (turn > 0) current = at;
        return replies;
      }
      if (turn === transports.length - 1) return replies;
    }
  }

  return {
    get shown() {
      return transports[current]!.shown;
    },
    exchange: (calls) => carry(requestOf(calls)),
    carry,
    queued: () => transports.reduce((sum, transport) => sum + transport.queued(), 0),
    close: async () => {
      await Promise.all(transports.map((transport) => transport.close()));
    },
  };
}

/** The whole exchange failed before a byte was sent; a failure is always that of all its calls. */
function refused(replies: readonly Reply[]): boolean {
  const [first] = replies;
  return first?.kind === 'failed' && first.code === 'connection-refused' && !first.delivered;
}

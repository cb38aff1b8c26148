/** What one client, and all of them together, may take of the server. */
export interface Limits {
  /** Bytes of one request. */
  readonly bodyBytes: number;
  /** Bytes of all requests that are being received or answered. */
  readonly bodyBytesAtOnce: number;
  /** Bytes of all answers that clients have not read yet. */
  readonly answerBytesAtOnce: number;
  /** Calls in a batch. */
  readonly batch: number;
  /** How deep arrays and objects stand in each other, and how many values there are in a request. */
  readonly depth: number;
  readonly values: number;
  /** Requests that are being received or answered, over HTTP. */
  readonly requestsAtOnce: number;
  /** Of those, on one connection, one behind the other. */
  readonly pipelined: number;
  /** Connections, WebSockets included, and those alone. */
  readonly connections: number;
  readonly sockets: number;
  /** Over one WebSocket: messages that are being answered, bytes that were not read, subscriptions. */
  readonly messagesAtOnce: number;
  readonly unreadBytes: number;
  readonly subscriptions: number;
  /** For a request's head, for all of it, and for a connection on which nothing moves. */
  readonly headMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
  /** Between two looks at whether a WebSocket is still there. */
  readonly pingMs: number;
}

const MIB = 2 ** 20;

export const LIMITS: Limits = {
  bodyBytes: 16 * MIB,
  bodyBytesAtOnce: 256 * MIB,
  answerBytesAtOnce: 512 * MIB,
  batch: 10_000,
  depth: 32,
  values: 500_000,
  requestsAtOnce: 2_048,
  pipelined: 32,
  connections: 4_096,
  sockets: 256,
  messagesAtOnce: 64,
  unreadBytes: 64 * MIB,
  subscriptions: 1_000,
  headMs: 10_000,
  requestMs: 30_000,
  idleMs: 120_000,
  pingMs: 30_000,
};

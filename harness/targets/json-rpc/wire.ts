/** Connections that carry messages both ways: WebSocket frames, and JSON values on a local socket (IPC). */
import { createConnection } from 'node:net';
import { WebSocket } from 'ws';
import type { Endpoint } from './endpoint.ts';
import { jsonSplitter } from './json-stream.ts';

/** What a wire tells. `closed` comes once, also when it never opened; `reason` is for people. */
export interface WireListener {
  opened(): void;
  message(bytes: Buffer): void;
  closed(reason: string): void;
}

export interface Wire {
  /** `body` is UTF-8. */
  send(body: Buffer): void;
  /** Bytes accepted by `send` that the kernel has not taken yet. */
  pendingBytes(): number;
  end(): void;
}

/** Blocks with all their receipts come in one frame. */
const MAX_FRAME_BYTES = 1024 ** 3;

export function openWire(endpoint: Endpoint, timeoutMs: number, listener: WireListener): Wire {
  return endpoint.kind === 'ipc' ? openIpc(endpoint, listener) : openWebSocket(endpoint, timeoutMs, listener);
}

function openWebSocket(endpoint: Endpoint, timeoutMs: number, listener: WireListener): Wire {
  const socket = new WebSocket(endpoint.address, {
    headers: endpoint.headers,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handshakeTimeout: timeoutMs,
  });
  let reason = 'the node closed the connection';
  socket.on('open', () => listener.opened());
  socket.on('message', (data) => listener.message(data as Buffer));
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.on('close', () => listener.closed(reason));
  return {
    send: (body) => socket.send(body, { binary: false }),
    pendingBytes: () => socket.bufferedAmount,
    end: () => socket.terminate(),
  };
}

function openIpc(endpoint: Endpoint, listener: WireListener): Wire {
  const socket = createConnection(endpoint.address);
  let reason = 'the node closed the connection';
  socket.on('connect', () => listener.opened());
  socket.on('data', jsonSplitter(listener.message));
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.on('close', () => listener.closed(reason));
  return {
    // Values need nothing between them; a line each is kinder to whoever reads along.
    send(body) {
      socket.cork();
      socket.write(body);
      socket.write('\n');
      socket.uncork();
    },
    pendingBytes: () => socket.writableLength,
    end: () => socket.destroy(),
  };
}

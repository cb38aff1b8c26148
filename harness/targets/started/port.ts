/** Ports on loopback for programs that this process starts: finding a free one, and the wait until it is listened on. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Guarded } from './guardian.ts';

const LOOK_AGAIN_MS = 20;

/** `null` once the port is open, else why it will not be. */
export async function listens(process: Guarded, port: number, timeoutMs: number): Promise<string | null> {
  let over: string | null = null;
  void process.ended.then((how) => {
    over = how;
  });
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    if (over !== null) return over;
    if (await isOpen(port)) return null;
    await pause(LOOK_AGAIN_MS);
  }
  return `it did not listen within ${timeoutMs} ms`;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** So many ports that were free a moment ago; all of them are held together, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** The sink's thread: an HTTP server on a free loopback port, and a block at intervals. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { threadCpuMicros } from '../../std/cpu.ts';
import { NullBlocks, type NullOptions } from '../null/index.ts';
import { answerText } from './answer.ts';

/** Thread to its owner. */
export type FromSink = { kind: 'listening'; port: number } | { kind: 'cpu'; micros: number | null };

const { blockTime, capacity, chainId } = workerData as NullOptions;
const chain = { chainId, blocks: new NullBlocks(capacity) };
const tell = (message: FromSink) => parentPort!.postMessage(message);

const server = createServer(async (request, response) => {
  const text = await textOf(request).catch(() => null);
  // Whoever went away half-way reads no answer.
  if (text === null) return;
  const body = answerText(chain, text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port });
});
setInterval(() => chain.blocks.seal(), blockTime);
parentPort!.on('message', async () => tell({ kind: 'cpu', micros: await threadCpuMicros() }));

function textOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
    request.on('error', reject);
  });
}

/** The sink's thread: an HTTP server on a free loopback port, and a block at intervals. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { createKernel } from '../../kernel/index.ts';
import { threadCpuMicros } from '../../std/cpu.ts';
import { giveWay } from '../../std/priority.ts';
import { WriterPool } from '../json-bytes/index.ts';
import { NullBlocks, type NullOptions } from '../null/index.ts';
import { Answerer } from './answer.ts';

/** Thread to its owner. */
export type FromSink = { kind: 'listening'; port: number } | { kind: 'cpu'; micros: number | null };

/** Above the largest batch of the largest transactions; more is refused before it is read. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Nothing is signed here: the smallest table will do. */
const HASHING_ONLY = 4;

// What is measured is the load: generators that are due must not wait for what takes it in.
giveWay();

const { blockTime, capacity, chainId } = workerData as NullOptions;
const chain = { chainId, blocks: new NullBlocks(capacity) };
const answerer = new Answerer(chain, createKernel({ windowBits: HASHING_ONLY }));
const writers = new WriterPool();
const tell = (message: FromSink) => parentPort!.postMessage(message);

const server = createServer(async (request, response) => {
  const body = await bodyOf(request).catch(() => null);
  // Whoever went away half-way reads no answer.
  if (body === null) return;
  if (body === 'too large') response.writeHead(413, { connection: 'close' }).end();
  else answer(body, response);
});
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port });
});
setInterval(() => chain.blocks.seal(), blockTime);
parentPort!.on('message', async () => tell({ kind: 'cpu', micros: await threadCpuMicros() }));

function answer(body: Buffer, response: ServerResponse): void {
  const writer = writers.take();
  answerer.answer(body, writer);
  const bytes = writer.written();
  // Only what the system has taken may be written over.
  response.on('finish', () => writers.giveBack(writer));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

function bodyOf(request: IncomingMessage): Promise<Buffer | 'too large'> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_BYTES) {
        resolve('too large');
        request.removeAllListeners('data').resume();
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

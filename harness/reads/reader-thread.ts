/** The entry of a reader's thread: loads the workload's module, builds the reader, obeys messages. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Workload } from '../spec/index.ts';
import { assert } from '../std/assert.ts';
import { deferredClock } from '../std/clock.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { importDefault } from '../std/module.ts';
import { watchUtilisation } from './loop-utilisation.ts';
import type { FromReader, ToReader } from './reader-host.ts';
import { buildReader, type ReaderOrder } from './reader-order.ts';

const LOOK_EVERY_MS = 50;

const port = parentPort;
assert(port, 'a reader thread has a parent');

function send(message: FromReader): void {
  port?.postMessage(message);
}

async function main(order: ReaderOrder): Promise<void> {
  const { workloadModule } = order;
  const workload = workloadModule === undefined ? null : await importDefault(workloadModule);
  const clock = deferredClock(order.pacing);
  const reader = await buildReader(order, workload as Workload | null, clock);
  let utilisation = watchUtilisation();
  let looking: NodeJS.Timeout | undefined;

  function begin(epochNs: number): void {
    clock.begin(epochNs);
    utilisation = watchUtilisation();
    reader.start();
    looking = setInterval(() => reader.done && tellDone(), LOOK_EVERY_MS);
  }

  function tellDone(): void {
    clearInterval(looking);
    send({ kind: 'done' });
  }

  async function end(): Promise<void> {
    const result = await reader.finish();
    clearInterval(looking);
    send({ kind: 'result', result: { ...result, utilisation: utilisation() } });
    port?.close();
  }

  port?.on('message', (message: ToReader) => {
    if (message.kind === 'start') begin(message.epochNs);
    else if (message.kind === 'head') reader.moveHead(message.number);
    else if (message.kind === 'stop') reader.stopArrivals(message.atNs);
    else if (message.kind === 'cut') reader.cut();
    else end();
  });
  send({ kind: 'ready' });
}

main(workerData as ReaderOrder).catch((error: unknown) => {
  const known = error instanceof LakhError;
  send({
    kind: 'failed',
    code: known ? error.code : 'plugin-unusable',
    message: messageOf(error),
    hint: known ? error.hint : 'The workload failed while a reader was being built',
  });
});

/** The entry of a generator's thread: loads its modules, builds the generator, obeys messages. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Target, Workload } from '../spec/index.ts';
import { assert } from '../std/assert.ts';
import { deferredClock, monotonicNs } from '../std/clock.ts';
import { LakhError, messageOf } from '../std/errors.ts';
import { importDefault } from '../std/module.ts';
import type { FromGenerator, ToGenerator } from './generator-host.ts';
import { buildGenerator, type GeneratorOrder } from './generator-order.ts';
import { watchLoop } from './loop-watch.ts';

const PROGRESS_MS = 100;

const port = parentPort;
assert(port, 'a generator thread has a parent');

function send(message: FromGenerator): void {
  port?.postMessage(message);
}

async function loadDefault(url: string | undefined): Promise<unknown> {
  assert(url, 'a thread needs the module of its workload and target');
  return importDefault(url);
}

async function main(order: GeneratorOrder): Promise<void> {
  const workload = (await loadDefault(order.workloadModule)) as Workload;
  const target = (await loadDefault(order.targetModule)) as Target;
  const clock = deferredClock(order.pacing);
  const { generator, close } = await buildGenerator(order, workload, target, clock, {
    // The end of the thread tells the host.
    died(error) {
      throw error;
    },
    tellMilestones: (milestones, timestampS) => send({ kind: 'reached', milestones, timestampS }),
  });
  let loop = watchLoop();
  let reporting: NodeJS.Timeout | undefined;

  function begin(epochNs: number): void {
    clock.begin(epochNs);
    loop = watchLoop();
    generator.start();
    reporting = setInterval(() => send({ kind: 'progress', progress: generator.progress() }), PROGRESS_MS);
  }

  async function end(): Promise<void> {
    clearInterval(reporting);
    send({ kind: 'progress', progress: generator.progress() });
    send({ kind: 'result', result: generator.finish(), loop: loop() });
    await close();
    port?.close();
  }

  port?.on('message', (message: ToGenerator) => {
    if (message.kind === 'block') generator.block(message.news);
    else if (message.kind === 'reorg') generator.reorg(message.fromNumber);
    else if (message.kind === 'finalised') generator.finalised(message.number, message.nowNs);
    else if (message.kind === 'reached') generator.reached(message.milestones, message.timestampS);
    else if (message.kind === 'clock') send({ kind: 'clock', nowNs: monotonicNs() });
    else if (message.kind === 'start') begin(message.epochNs);
    else if (message.kind === 'stop') generator.stopArrivals(message.atNs);
    else end();
  });
  send({ kind: 'ready' });
}

main(workerData as GeneratorOrder).catch((error: unknown) => {
  const known = error instanceof LakhError;
  send({
    kind: 'failed',
    code: known ? error.code : 'plugin-unusable',
    message: messageOf(error),
    hint: known ? error.hint : 'A workload or target failed while its generator was being built',
  });
});

/**
 * The sink: a minimal JSON-RPC node on loopback HTTP, in a thread of its own, that answers correctly and executes
 * nothing. What limits a load on it is the harness, its HTTP client included. Driven through the `rpc` target; in no
 * list of targets, since no chain is measured by it.
 */
import type { Worker } from 'node:worker_threads';
import type { Chain, StartContext, Target } from '../../spec/target.ts';
import { LakhError, messageOf } from '../../std/errors.ts';
import { spawnThread } from '../../std/module.ts';
import rpc from '../json-rpc/index.ts';
import { type NullOptions, nullOptions } from '../null/index.ts';
import type { FromSink } from './thread.ts';

/** Blocks come often here: looking for them must not be what limits. */
const POLL_MS = 20;

async function start(options: NullOptions, context: StartContext): Promise<Chain> {
  const thread = spawnThread('thread', import.meta.url, { workerData: options });
  try {
    const port = await listening(thread);
    const rpcOptions = rpc.options.parse({
      url: `http://127.0.0.1:${port}`,
      chainId: options.chainId,
      poll: POLL_MS,
      reorgDepth: 0,
    });
    return owned(thread, await rpc.start(rpcOptions, context), options);
  } catch (error) {
    await thread.terminate();
    throw error;
  }
}

function owned(thread: Worker, inner: Chain, { blockTime }: NullOptions): Chain {
  return {
    ...inner,
    info: {
      ...inner.info,
      facts: { ...inner.info.facts, blockTimeMs: blockTime, insideTheClock: 'JSON-RPC over loopback HTTP' },
    },
    capabilities: { ...inner.capabilities, funding: 'genesis', inProcess: true },
    cpuMicros: () =>
      new Promise((resolve) => {
        thread.once('message', (message: FromSink) =>
          resolve(message.kind === 'cpu' ? message.micros : null),
        );
        thread.postMessage('cpu');
      }),
    async stop() {
      await inner.stop();
      await thread.terminate();
    },
  };
}

function listening(thread: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (why: string) => reject(new LakhError('target-failed', `the sink did not start: ${why}`));
    thread.once('error', (error) => failed(messageOf(error)));
    thread.once('exit', () => failed('its thread ended'));
    thread.once('message', (message: FromSink) => {
      if (message.kind === 'listening') resolve(message.port);
    });
  });
}

const sink: Target<NullOptions> = {
  name: 'sink',
  summary: 'a JSON-RPC node on loopback that accepts everything and executes nothing',
  module: import.meta.url,
  options: nullOptions,
  start,
  open: rpc.open,
};

export default sink;

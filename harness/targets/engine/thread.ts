/** The engine's thread: a node, served to whoever holds the other end of a port, until it is closed or cannot go on. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../std/assert.ts';
import { LakhError } from '../../std/errors.ts';
import { makeNode } from './node.ts';
import { servePort } from './serve.ts';
import type { Push, Setup } from './wire.ts';

assert(parentPort !== null, 'this module is the start of a thread');
const port = parentPort;
const say = (message: Push) => port.postMessage(message);

/** Says why; whoever started the thread ends it. Never resolves. */
function fail(error: unknown): Promise<never> {
  if (!(error instanceof LakhError)) throw error;
  const { code, message, hint } = error;
  say({ kind: 'failed', code, message, hint });
  return new Promise(() => {});
}

const { options, ...genesis } = workerData as Setup;
const node = await makeNode(options, genesis).catch(fail);
void node.failed.then(fail);
servePort(port, node);
say({ kind: 'ready', client: node.client, engineVersion: node.engineVersion });
node.producer.start();

/** The engine's thread: a node, served to whoever holds the other end of a port. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../std/assert.ts';
import { makeNode } from './node.ts';
import { servePort } from './serve.ts';
import type { Push, Setup } from './wire.ts';

assert(parentPort !== null, 'this module is the start of a thread');
const { options, ...genesis } = workerData as Setup;
const node = await makeNode(options, genesis);
servePort(parentPort, node);
const ready: Push = { kind: 'ready', client: node.client, engineVersion: node.engineVersion };
parentPort.postMessage(ready);
node.producer.start();

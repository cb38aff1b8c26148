/** Starting anvil: a free port, a genesis, and the wait until it answers. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Allocation } from '../../spec/target.ts';
import { LakhError } from '../../std/errors.ts';
import { anvilArguments } from './arguments.ts';
import { genesisJson, writeGenesis } from './genesis.ts';
import { type Guarded, guard } from './guardian.ts';
import type { AnvilOptions } from './options.ts';

export interface Anvil extends Guarded {
  readonly url: string;
}

const LOOK_AGAIN_MS = 20;
/** Another process may take the port between our finding and anvil's taking it. */
const PORT_ATTEMPTS = 3;

/**
 * Starts anvil and waits until its port is open.
 * Throws `target-failed` when it ends at once or does not listen within `options.timeout`.
 */
export async function launchAnvil(
  program: string,
  options: AnvilOptions,
  allocations: readonly Allocation[],
): Promise<Anvil> {
  const text = genesisJson(options, allocations, Math.floor(Date.now() / 1000));
  for (let attempt = 1; ; attempt++) {
    const genesis = await writeGenesis(text);
    const port = await freePort();
    const args = anvilArguments(options, port, genesis.path);
    const process = await guard(program, args, dirname(genesis.path));
    try {
      const failure = await listens(process, port, options.timeout);
      if (failure === null) return { ...process, url: `http://127.0.0.1:${port}` };
      await process.stop();
      if (attempt < PORT_ATTEMPTS && /address already in use/i.test(process.said())) continue;
      throw new LakhError('target-failed', `anvil did not start: ${process.said() || failure}`, {
        hint: 'see "anvil --help" for what it takes; the args option of the target goes to it as it is',
      });
    } finally {
      await genesis.remove();
    }
  }
}

/** `null` once the port is open, else why it will not be. */
async function listens(process: Guarded, port: number, timeoutMs: number): Promise<string | null> {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

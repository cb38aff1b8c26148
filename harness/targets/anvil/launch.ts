/** Starting anvil: a free port, a genesis, and the wait until it answers. */
import { dirname } from 'node:path';
import type { Allocation } from '../../spec/target.ts';
import { LakhError } from '../../std/errors.ts';
import { freePorts, type Guarded, guard, listens } from '../started/index.ts';
import { anvilArguments } from './arguments.ts';
import { genesisJson, writeGenesis } from './genesis.ts';
import type { AnvilOptions } from './options.ts';

export interface Anvil extends Guarded {
  readonly url: string;
}

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
    const port = (await freePorts(1))[0]!;
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

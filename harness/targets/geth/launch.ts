/** Starting a geth in developer mode: a folder of its own, free ports, and the wait until it listens. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LakhError } from '../../std/errors.ts';
import { type Guarded, guard } from '../anvil/guardian.ts';
import { freePorts, listens } from '../anvil/port.ts';
import type { GethOptions } from './options.ts';

export interface Geth extends Guarded {
  readonly url: string;
}

/** Another process may take a port between our finding and geth's taking it. */
const PORT_ATTEMPTS = 3;

/** Throws `target-failed` when it ends at once or does not listen within `options.timeout`. */
export async function launchGeth(program: string, options: GethOptions): Promise<Geth> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), 'lakh-geth-'));
    const [http, auth] = (await freePorts(2)) as [number, number];
    // The guardian removes the folder when geth has ended.
    const process = await guard(program, gethArguments(options, folder, http, auth), folder);
    const failure = await listens(process, http, options.timeout);
    if (failure === null) return { ...process, url: `http://127.0.0.1:${http}` };
    await process.stop();
    if (attempt < PORT_ATTEMPTS && /address already in use/i.test(process.said())) continue;
    throw new LakhError('target-failed', `geth did not start: ${process.said() || failure}`, {
      hint: 'is it a go-ethereum of 2026 or so? lakh was tried with 1.17.8',
    });
  }
}

/** Every flag is known to geth 1.17.8 (`geth --help`). */
export function gethArguments(options: GethOptions, folder: string, http: number, auth: number): string[] {
  const { blockTime, gasLimit, pool, maxBatch } = options;
  return [
    ...['--dev', '--dev.period', `${blockTime / 1000}`, '--dev.gaslimit', `${gasLimit}`],
    ...['--miner.gaslimit', `${gasLimit}`],
    ...['--datadir', folder, '--ipcdisable', '--verbosity', '2'],
    ...['--nodiscover', '--maxpeers', '0', '--nat', 'none'],
    ...['--http', '--http.addr', '127.0.0.1', '--http.port', `${http}`],
    ...['--authrpc.addr', '127.0.0.1', '--authrpc.port', `${auth}`],
    ...['--rpc.batch-request-limit', `${maxBatch}`, '--rpc.batch-response-max-size', '100000000'],
    ...['--txpool.nolocals', '--txpool.globalslots', `${pool.size}`, '--txpool.globalqueue', `${pool.size}`],
    ...['--txpool.accountslots', `${pool.perSender}`, '--txpool.accountqueue', `${pool.perSender}`],
  ];
}

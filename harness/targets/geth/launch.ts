/** Starting a geth in developer mode: a folder of its own, free ports, and the wait until it listens. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Allocation } from '../../spec/target.ts';
import { LakhError } from '../../std/errors.ts';
import { freePorts, type Guarded, guard, listens } from '../started/index.ts';
import { gethGenesis } from './genesis.ts';
import type { GethOptions } from './options.ts';

export interface Geth extends Guarded {
  readonly url: string;
}

/** Another process may take a port between our finding and geth's taking it. */
const PORT_ATTEMPTS = 3;

/** Throws `target-failed` when it ends at once or does not listen within `options.timeout`. */
export async function launchGeth(
  program: string,
  options: GethOptions,
  allocations: readonly Allocation[],
): Promise<Geth> {
  const genesis = gethGenesis(options, allocations, Math.floor(Date.now() / 1000));
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), 'lakh-geth-'));
    await initialise(program, folder, genesis);
    const [http, auth] = (await freePorts(2)) as [number, number];
    // The guardian removes the folder when geth has ended.
    const process = await guard(program, gethArguments(options, folder, http, auth), folder);
    const failure = await listens(process, http, options.timeout);
    if (failure === null) return { ...process, url: `http://127.0.0.1:${http}` };
    await process.stop();
    if (attempt < PORT_ATTEMPTS && /address already in use/i.test(process.said())) continue;
    throw failed(process.said() || failure);
  }
}

/** Writes the genesis into geth's folder. */
async function initialise(program: string, folder: string, genesis: string): Promise<void> {
  const path = join(folder, 'genesis.json');
  await writeFile(path, genesis);
  const args = ['init', '--datadir', folder, path];
  const said = await new Promise<string | null>((settle) => {
    execFile(program, args, (error, _, stderr) =>
      settle(error === null ? null : lastLine(stderr) || error.message),
    );
  });
  if (said === null) return;
  await rm(folder, { recursive: true, force: true });
  throw failed(said);
}

/** Before it are lines of its log. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)!;
}

function failed(why: string): LakhError {
  return new LakhError('target-failed', `geth did not start: ${why}`, {
    hint: 'is it a go-ethereum of 2026 or so? lakh was tried with 1.17.8',
  });
}

/** Every flag is known to geth 1.17.8 (`geth --help`). */
export function gethArguments(options: GethOptions, folder: string, http: number, auth: number): string[] {
  const { blockTime, gasLimit, pool, maxBatch } = options;
  return [
    ...['--dev', '--dev.period', `${blockTime / 1000}`],
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

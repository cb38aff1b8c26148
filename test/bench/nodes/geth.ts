/**
 * geth in developer mode under the rules of Osaka, as the others have them. Its own developer chain is a fork or two
 * ahead, where state costs other gas: its genesis is taken without those forks.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { quantity } from '../../../harness/std/hex.ts';
import { DEVELOPER_KEY, startGeth } from '../../support/geth.ts';
import type { RunningNode } from './contestants.ts';

const run = promisify(execFile);
/** The same for all rounds of a bench. */
let genesis: string | undefined;
const AHEAD = ['amsterdamTime', 'bogotaTime', 'ubtTime'];

/** `pool`: so many transactions may wait, of one sender too. Everything else is as it comes. */
export async function startBenchGeth(program: string, gasLimit: number, pool: number): Promise<RunningNode> {
  genesis ??= await developerGenesis(program, gasLimit);
  const text = genesis;
  const node = await startGeth(
    program,
    [
      ...[
        '--miner.gaslimit',
        `${gasLimit}`,
        '--txpool.globalslots',
        `${pool}`,
        '--txpool.globalqueue',
        `${pool}`,
      ],
      ...['--txpool.accountslots', `${pool}`, '--txpool.accountqueue', `${pool}`],
    ],
    async (folder) => {
      const path = join(folder, 'genesis.json');
      await writeFile(path, text);
      await run(program, ['init', '--datadir', folder, path]);
    },
  );
  return { url: node.http, pid: node.pid, funderKey: DEVELOPER_KEY, stop: node.stop };
}

/** geth shows the genesis of a folder where it has run: so it runs there for a moment. */
async function developerGenesis(program: string, gasLimit: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lakh-genesis-'));
  try {
    const quiet = [
      '--datadir',
      folder,
      '--nodiscover',
      '--ipcdisable',
      '--authrpc.port',
      '0',
      '--verbosity',
      '1',
    ];
    await run(program, ['--dev', ...quiet, '--exec', 'eth.blockNumber', 'console']);
    const { stdout } = await run(program, ['dumpgenesis', '--datadir', folder]);
    const genesis = JSON.parse(stdout) as { config: Record<string, unknown> };
    for (const fork of AHEAD) delete genesis.config[fork];
    return JSON.stringify({ ...genesis, gasLimit: quantity(gasLimit) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

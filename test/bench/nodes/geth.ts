/**
 * geth in developer mode under the rules of Osaka, as the others have them: with the genesis that `lakh matrix` gives it.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { computeAddress } from 'ethers';
import type { Address } from '../../../harness/spec/index.ts';
import { gethGenesis } from '../../../harness/targets/geth/genesis.ts';
import { DEVELOPER_KEY, startGeth } from '../../support/geth.ts';
import type { RunningNode } from './contestants.ts';

const run = promisify(execFile);
const CHAIN = { chainId: 1337, baseFeeGwei: 1 };
const RICH = {
  address: computeAddress(DEVELOPER_KEY).toLowerCase() as Address,
  balanceWei: 10n ** 27n,
};

/** `pool`: so many transactions may wait, of one sender too. Everything else is as it comes. */
export async function startBenchGeth(program: string, gasLimit: number, pool: number): Promise<RunningNode> {
  const genesis = gethGenesis({ ...CHAIN, gasLimit }, [RICH], Math.floor(Date.now() / 1000));
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
      await writeFile(path, genesis);
      await run(program, ['init', '--datadir', folder, path]);
    },
  );
  return { url: node.http, pid: node.pid, funderKey: DEVELOPER_KEY, stop: node.stop };
}

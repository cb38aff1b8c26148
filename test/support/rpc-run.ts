/** A run of a workload through the target `rpc` against a node of ours. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HDNodeWallet, Mnemonic } from 'ethers';
import { BUILT_IN, makePlan, type RunRecord, run } from '../../harness/index.ts';
import { ANVIL_MNEMONIC } from './anvil.ts';
import { planParts } from './plan-parts.ts';

/** How late the generator is depends on what else this machine does, and must not decide. */
export async function runOverRpc(
  url: string,
  workload: object,
  load: object,
  /** Those that run at once have each a number of its own, with accounts of its own and somebody else who pays. */
  number = 0,
): Promise<RunRecord> {
  const plan = makePlan(
    {
      workload,
      // An oracle reads hundreds of contracts at once, from an engine that is the slowest there is.
      target: { name: 'rpc', url, reorgDepth: 0, timeout: '2m' },
      load,
      seed: number + 1,
      validity: { lagP99: '1m' },
      out: join(mkdtempSync(join(tmpdir(), 'lakh-rpc-')), 'record'),
    },
    BUILT_IN,
  );
  return (await run(plan, planParts(plan, { secrets: { funderKey: richKey(number) } }))).record;
}

/** Nodes for tests have ten accounts from the start. */
function richKey(number: number): string {
  const path = `m/44'/60'/0'/0/${number % 10}`;
  return HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(ANVIL_MNEMONIC), path).privateKey;
}

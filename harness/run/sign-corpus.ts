/** Signs a load into a corpus. */
import { type CorpusHead, writeCorpus } from '../corpus/index.ts';
import type { Plan } from '../spec/index.ts';
import { LakhError } from '../std/errors.ts';
import { identityOf } from './corpus.ts';
import { firstWait, presign } from './presign.ts';
import type { ReadyParts } from './ready-chain.ts';

/**
 * Funds and sets up, signs the first `count` transactions and writes them to `path`.
 *
 * @throws LakhError as a run does before its first transaction; `bad-scenario` for steps that wait; `file-unreadable`
 */
export async function signCorpus(
  plan: Plan,
  parts: ReadyParts & { readonly lakh: string },
  count: number,
  path: string,
): Promise<CorpusHead> {
  const { workload } = parts;
  const waits = firstWait(plan, workload, parts.secrets.mnemonic, count);
  if (waits !== null) {
    throw new LakhError(
      'bad-scenario',
      `transaction ${waits} of ${workload.name} is sent when an earlier one is in a block: that cannot be signed beforehand`,
      { hint: 'run it without a corpus' },
    );
  }
  const { chain, nonces, deployerNonce, transactions } = await presign(plan, parts, count);
  const head = {
    lakh: parts.lakh,
    chainId: chain.chainId,
    count,
    plan: identityOf(plan),
    nonces,
    deployerNonce,
    actions: workload.actionsOf?.(plan.workload.options) ?? workload.actions,
  };
  await writeCorpus(path, head, transactions);
  return head;
}

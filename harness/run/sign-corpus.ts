/** Signs a load into a corpus. */
import { type CorpusHead, needPlace, writeCorpus } from '../corpus/index.ts';
import type { Plan } from '../spec/index.ts';
import { LakhError } from '../std/errors.ts';
import { digestOf, identityOf } from './corpus.ts';
import { firstWait, type PresignedTransaction, presign } from './presign.ts';
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
  await needPlace(path);
  const { chain, senders, nonces, deployerNonce, maxFeeWei, transactions } = await presign(
    plan,
    parts,
    count,
  );
  const head = {
    lakh: parts.lakh,
    chainId: chain.chainId,
    count,
    plan: identityOf(plan),
    senders: digestOf(senders),
    maxFeeWei,
    nonces,
    deployerNonce,
    actions: workload.actionsOf?.(plan.workload.options) ?? workload.actions,
  };
  await writeCorpus(path, head, told(transactions, count, parts.log));
  return head;
}

const TELL_EVERY_MS = 5_000;

/** Says now and then how many there are. */
async function* told(
  transactions: AsyncIterable<PresignedTransaction>,
  count: number,
  log: (message: string) => void,
): AsyncGenerator<PresignedTransaction> {
  let signed = 0;
  let toldMs = performance.now();
  for await (const transaction of transactions) {
    yield transaction;
    if (++signed % 1024 !== 0 || performance.now() - toldMs < TELL_EVERY_MS) continue;
    toldMs = performance.now();
    log(`${formatCount(signed)} of ${formatCount(count)} transactions are signed`);
  }
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Whether a corpus is one of a plan and of a chain. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type CorpusHead, checkCorpus } from '../corpus/index.ts';
import { scheduleOf } from '../pacing/index.ts';
import type { Address, Chain, Plan } from '../spec/index.ts';
import { LakhError } from '../std/errors.ts';

/** How many transactions a plan sends; `null` where that depends on the chain. */
export function countOf({ load, seed }: Plan): number | null {
  return load.arrival === 'closed' ? null : scheduleOf(load, seed).count;
}

/**
 * Reads the corpus of a plan once from end to end; `null` where the plan has none.
 *
 * @throws LakhError `file-unreadable`; `bad-corpus` where it is damaged, of another load, or shorter than the plan
 */
export function corpusOf(plan: Plan): CorpusHead | null {
  const { corpus: path } = plan;
  if (path === null) return null;
  const head = checkCorpus(path);
  const [signed, asked] = [head.plan, identityOf(plan)] as const;
  for (const key of Object.keys(asked) as (keyof typeof asked)[]) {
    if (!isDeepStrictEqual(signed[key], asked[key])) {
      throw refusal(
        path,
        `was signed for another ${NAMES[key]}: ${shown(signed[key])}, not ${shown(asked[key])}`,
      );
    }
  }
  const count = countOf(plan);
  if (count !== null && count > head.count) {
    throw refusal(path, `holds ${head.count} transactions, and the plan sends ${count}`);
  }
  return head;
}

/** SHA-256 of addresses. */
export function digestOf(addresses: readonly Address[]): string {
  return createHash('sha256').update(addresses.join()).digest('hex');
}

interface Found {
  readonly chainId: number;
  readonly senders: readonly Address[];
  readonly baseFeeWei: bigint | null;
}

/** Throws `bad-corpus` where it was signed for another chain, by keys of another mnemonic, or for lower fees. */
export function needChain({ corpus: path }: Plan, head: CorpusHead, found: Found): void {
  const { chainId, senders, baseFeeWei } = found;
  if (head.senders !== digestOf(senders)) {
    throw refusal(path, 'was signed by other accounts: the mnemonic is another');
  }
  if (head.chainId !== chainId) {
    throw refusal(path, `was signed for chain ${head.chainId}, and this is chain ${chainId}`);
  }
  if (baseFeeWei !== null && baseFeeWei > head.maxFeeWei) {
    const most = `was signed for at most ${head.maxFeeWei} wei a gas`;
    throw refusal(path, `${most}, and the base fee of this chain is ${baseFeeWei}`);
  }
}

/** Throws `bad-corpus` where a contract that was deployed for it is not on the chain. */
export async function needContracts(
  { corpus: path }: Plan,
  chain: Pick<Chain, 'request'>,
  contracts: readonly Address[],
): Promise<void> {
  for (const address of contracts) {
    if ((await chain.request('eth_getCode', [address, 'latest'])) !== '0x') continue;
    throw refusal(path, `was signed for contracts that are not on this chain: there is none at ${address}`);
  }
}

/** What follows from the deployer's nonce, the addresses of contracts, must be as it was. Throws `bad-corpus`. */
export function needDeployer({ corpus: path }: Plan, head: CorpusHead, nonce: number): void {
  if (head.deployerNonce === nonce) return;
  throw refusal(path, `was signed where the deployer had nonce ${head.deployerNonce}; here it has ${nonce}`);
}

/** Throws `bad-corpus` where a sender's next nonce is not the first that was signed. */
export function needNonces({ corpus: path }: Plan, head: CorpusHead, nonces: readonly number[]): void {
  const at = nonces.findIndex((nonce, account) => nonce !== head.nonces[account]);
  if (at < 0) return;
  throw refusal(
    path,
    `is stale: account ${at} has nonce ${nonces[at]} on the chain, and the corpus begins at ${head.nonces[at]}`,
  );
}

const NAMES = { workload: 'workload', accounts: 'set of accounts', seed: 'seed', feeType: 'type of fees' };

/** What the transactions follow from. */
export function identityOf({ workload, accounts, seed, fees }: Plan): CorpusHead['plan'] {
  return { workload, accounts, seed, feeType: fees.type };
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner));
}

function refusal(path: string | null, why: string): LakhError {
  return new LakhError('bad-corpus', `${path} ${why}`, {
    hint: 'sign it anew with `lakh presign`, from the same scenario and for this chain',
  });
}

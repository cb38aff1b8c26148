/** What comes before the clock starts: fees, funding, set-up, and that all of it stands. */
import { dirname, join, resolve } from 'node:path';
import { endpointsOf, readingOf } from '../reads/index.ts';
import type {
  Address,
  Chain,
  Intent,
  Plan,
  Requirements,
  RunRecord,
  WorkloadContext,
} from '../spec/index.ts';
import { LakhError } from '../std/errors.ts';
import { type Accounts, signerNamed } from '../wallet/index.ts';
import { bidFor } from './bid.ts';
import { type ChainReader, chainReader } from './chain-reader.ts';
import { corpusOf, needChain, needContracts, needDeployer, needNonces } from './corpus.ts';
import { fund, needsWei, shareOfSenders } from './funding.ts';
import type { Bid } from './maker.ts';
import { preflight } from './preflight.ts';
import type { Purse } from './purse.ts';
import type { RunParts } from './run.ts';
import { SetupReverted, sendStages } from './setup.ts';
import { openJournal, type SetupJournal } from './setup-journal.ts';

/** How long what waits in the pool from an earlier attempt is waited for. */
const QUIET_LOOKS = 60;
const QUIET_LOOK_MS = 1_000;

/** What stands when the clock starts. */
export interface Ready {
  readonly reader: ChainReader;
  readonly bid: Bid;
  readonly accounts: Accounts;
  readonly context: WorkloadContext<unknown>;
  readonly nonces: readonly number[];
  /** How many transactions were signed beforehand; `null` where they are signed as they go. */
  readonly corpusCount: number | null;
  readonly deployment: unknown;
  /** Contracts of the workload. */
  readonly contracts: readonly Address[];
  readonly before: unknown;
  readonly setup: RunRecord['setup'];
}

/** Funds, sets up, and checks what must stand. Throws `LakhError` for whatever is not so. */
export async function prepare(
  plan: Plan,
  parts: Pick<RunParts, 'workload' | 'secrets' | 'stop' | 'abort'>,
  chain: Chain,
  purse: Purse,
  requirements: Requirements,
): Promise<Ready> {
  const { workload } = parts;
  const { senders, accounts } = purse;
  // Before anything is sent: reads need a node that answers by HTTP.
  if (readingOf(plan, workload)) endpointsOf(chain, plan);
  const began = performance.now();
  const reader = chainReader(chain, plan.oracle.sample);
  const bid = await bidFor(plan.fees, reader);
  const setupParts = { chain, reader, bid, signal: AbortSignal.any([parts.stop, parts.abort]) };
  const { addresses } = accounts;
  const corpus = corpusOf(plan);
  if (corpus)
    needChain(plan, corpus, { chainId: chain.info.chainId, senders, baseFeeWei: await reader.baseFeeWei() });
  // What was signed for a chain that lives on stands there already.
  const stands = corpus !== null && chain.capabilities.funding === 'funder';
  const journal = stands ? null : await journalOf(plan, chain, addresses);
  if (journal?.begun) await poolIsQuiet(chain, addresses);
  const nonces = await reader.nonces(addresses);
  const begun = journal?.begun ?? nonces;
  const deployerNonce = stands ? corpus.deployerNonce : begun.at(-1)!;
  if (corpus) needDeployer(plan, corpus, deployerNonce);
  const context = contextOf(plan, purse, chain, deployerNonce);
  const setup = workload.setup(context);
  const { deployment } = setup;
  if (stands) {
    needNonces(plan, corpus, nonces.slice(0, senders.length));
    await needContracts(plan, chain, setup.contracts ?? []);
  }
  const stages = stands ? [] : setup.stages;
  checkGas(chain, requirements.gasLimit, stages.flat());
  const share = shareOfSenders(workload.drive(context, deployment), senders.length);
  const needs = needsWei(plan.load, purse, requirements, stages, bid.maxFeeWei, share);
  const funding = await fund(setupParts, needs, parts.secrets.funderKey);
  await journal?.begin(begun);
  const signer = signerNamed(plan.signer, accounts.keys);
  const done = nonces.map((nonce, account) => nonce - begun[account]!);
  const set = await setUp({ ...setupParts, signer, addresses }, stages, done, journal);
  await journal?.end();
  const errors = workload.errors?.(plan.workload.options) ?? [];
  await preflight({ chain, addresses, errors }, setup);
  const ready = await reader.nonces(senders);
  if (corpus) needNonces(plan, corpus, ready);
  const before = plan.oracle.check ? await workload.oracle.before(context, deployment, reader) : null;
  return {
    reader,
    bid,
    accounts,
    context,
    nonces: ready,
    corpusCount: corpus?.count ?? null,
    deployment,
    contracts: setup.contracts ?? [],
    before,
    setup: {
      accounts: senders.length,
      fundingTransactions: funding.transactions,
      setupTransactions: set.transactions,
      gasUsed: funding.gasUsed + set.gasUsed,
      tookMs: performance.now() - began,
    },
  };
}

/** Sends what must stand before the load; its signer is of no use afterwards. */
async function setUp(
  parts: Parameters<typeof sendStages>[0],
  stages: readonly (readonly Intent[])[],
  done: readonly number[],
  journal: SetupJournal | null,
): ReturnType<typeof sendStages> {
  try {
    return await sendStages(parts, stages, 'set-up', done);
  } catch (error) {
    // What was executed and failed would fail again: only what broke off is gone on with.
    if ((error as LakhError).cause instanceof SetupReverted) await journal?.end();
    throw error;
  } finally {
    parts.signer.close();
  }
}

/** Only a chain that was there before the run can be found half set up; `null` for others. */
async function journalOf(
  plan: Plan,
  chain: Chain,
  addresses: readonly Address[],
): Promise<SetupJournal | null> {
  if (chain.capabilities.funding === 'genesis') return null;
  const genesis = (await chain.request('eth_getBlockByNumber', ['0x0', false])) as { hash?: string } | null;
  const { chainId } = chain.info;
  const identity = {
    chainId,
    genesis: genesis?.hash ?? '',
    seed: plan.seed,
    addresses,
    workload: plan.workload,
  };
  return openJournal(dirname(recordFolder(plan, 'record')), identity);
}

/** Where the record of this plan goes. */
export function recordFolder(plan: Plan, id: string): string {
  return resolve(plan.out ?? join('runs', id));
}

/** Transactions of the earlier attempt may still wait in the pool; they come into blocks or never will. */
async function poolIsQuiet(chain: Chain, addresses: readonly Address[]): Promise<void> {
  const count = async (tag: string) =>
    chain.requestAll(addresses.map((of) => ({ method: 'eth_getTransactionCount', params: [of, tag] })));
  for (let look = 0; look < QUIET_LOOKS; look++) {
    const [latest, pending] = [await count('latest'), await count('pending')];
    if (pending.every((nonce, at) => Number(nonce) <= Number(latest[at]))) return;
    await new Promise((resolve) => setTimeout(resolve, QUIET_LOOK_MS));
  }
}

/** The last account deploys and sends nothing else. */
function contextOf(plan: Plan, purse: Purse, chain: Chain, nonce: number): WorkloadContext<unknown> {
  const address = purse.accounts.addresses.at(-1)!;
  return {
    options: plan.workload.options,
    seed: plan.seed,
    chainId: chain.info.chainId,
    accounts: purse.senders,
    deployer: { address, nonce },
  };
}

/** A transaction that no block can hold would wait for ever. */
function checkGas(chain: Chain, intentGas: number, setup: readonly Intent[]): void {
  const most = setup.reduce((gas, intent) => Math.max(gas, intent.gasLimit), intentGas);
  const { blockGasLimit } = chain.info;
  if (blockGasLimit === 0 || most <= blockGasLimit) return;
  throw new LakhError(
    'setup-failed',
    `A transaction needs up to ${most} gas, but a block holds ${blockGasLimit}`,
    {
      hint: "Raise the chain's block gas limit, or lower what one transaction does in the workload's options",
    },
  );
}

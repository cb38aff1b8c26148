/** One run, from plan to record: start the target, fund, set up, load, drain, check, write. */
import { join, resolve } from 'node:path';
import { recordId, writeRecord } from '../record/index.ts';
import type { Address, Chain, Plan, RunRecord, Sink, Target, Workload } from '../spec/index.ts';
import { isLakhError, LakhError, messageOf } from '../std/errors.ts';
import { type Accounts, accountsFromMnemonic, accountsFromSeed, signerNamed } from '../wallet/index.ts';
import { assembleRecord } from './assemble.ts';
import { bidFor } from './bid.ts';
import { type ChainReader, chainReader } from './chain-reader.ts';
import { factsOf } from './facts.ts';
import { fund, GENESIS_WEI, needWei, setupNeedWei } from './funding.ts';
import type { Bid } from './generator.ts';
import type { HostedResult } from './generator-host.ts';
import { histogramLog } from './histogram-log.ts';
import { type Driven, drive } from './load.ts';
import { sendStages } from './setup.ts';

export interface RunParts {
  readonly workload: Workload;
  readonly target: Target;
  readonly sinks: readonly Sink[];
  readonly secrets: { readonly funderKey?: string | undefined; readonly mnemonic?: string | undefined };
  /** Ends the load; what is under way is awaited, then the record is written. */
  readonly stop: AbortSignal;
  /** Ends everything at once; the record is written all the same. */
  readonly abort: AbortSignal;
  log(message: string): void;
  /** The version of lakh, for the record. */
  readonly lakh: string;
}

export interface RunResult {
  readonly record: RunRecord;
  /** Where the record was written. */
  readonly folder: string;
}

/** The accounts of a run, and one more that deploys what the workload needs. */
interface Wallet {
  readonly senders: readonly Address[];
  readonly accounts: Accounts;
}

/**
 * Runs a plan. Throws `LakhError` for everything that goes wrong before the first transaction of the load;
 * from then on there is a record, whatever happens.
 */
export async function run(plan: Plan, parts: RunParts): Promise<RunResult> {
  const { workload, target, sinks } = parts;
  const startedAt = new Date();
  const wallet = walletOf(plan, parts);
  const requirements = workload.requirements(plan.workload.options);
  if (wallet.senders.length < requirements.accounts) {
    throw new LakhError(
      'bad-scenario',
      `accounts.count: ${workload.name} needs at least ${requirements.accounts}`,
    );
  }
  const chain = await target.start(plan.target.options, {
    allocations: wallet.accounts.addresses.map((address) => ({ address, balanceWei: GENESIS_WEI })),
    signal: parts.abort,
    log: parts.log,
  });
  try {
    const ready = await unlessInterrupted(parts, prepare(plan, parts, chain, wallet, requirements));
    const driven = await drive(plan, parts, chain, ready);
    return await conclude(plan, parts, chain, ready, driven, startedAt);
  } finally {
    await chain.stop();
    await Promise.all(sinks.map((sink) => sink.close()));
  }
}

/** An interruption of set-up is told as what it is, not as what it broke on the way. */
async function unlessInterrupted<T>({ stop, abort }: RunParts, preparing: Promise<T>): Promise<T> {
  const interrupted = () => stop.aborted || abort.aborted;
  try {
    const ready = await preparing;
    if (!interrupted()) return ready;
  } catch (error) {
    if (!interrupted() || !isLakhError(error)) throw error;
  }
  throw new LakhError('interrupted', 'interrupted during set-up: nothing of the load was sent', {
    hint: 'run it again; set-up transactions that were under way may still cost their gas',
  });
}

/** What stands when the clock starts. */
export interface Ready {
  readonly reader: ChainReader;
  readonly bid: Bid;
  readonly accounts: Accounts;
  readonly senders: readonly Address[];
  readonly nonces: readonly number[];
  readonly deployment: unknown;
  readonly before: unknown;
  readonly setup: RunRecord['setup'];
}

async function prepare(
  plan: Plan,
  parts: RunParts,
  chain: Chain,
  { senders, accounts }: Wallet,
  requirements: ReturnType<Workload['requirements']>,
): Promise<Ready> {
  const { workload } = parts;
  const began = performance.now();
  const reader = chainReader(chain, plan.oracle.sample);
  const bid = await bidFor(plan.fees, reader);
  const setupParts = { chain, reader, bid, signal: AbortSignal.any([parts.stop, parts.abort]) };
  const paying = senders.slice(0, requirements.senders);
  const needed = needWei(plan.load, paying.length, requirements, bid.maxFeeWei);
  const funding = await fund(setupParts, paying, needed, parts.secrets.funderKey);

  const context = { options: plan.workload.options, seed: plan.seed, accounts: senders };
  const { stages, deployment } = workload.setup(context);
  const signer = signerNamed(plan.signer, accounts.keys);
  const deployer = accounts.addresses.slice(senders.length);
  const deploying = await fund(
    setupParts,
    deployer,
    setupNeedWei(stages, bid.maxFeeWei),
    parts.secrets.funderKey,
  );
  const set = await sendStages({ ...setupParts, signer, addresses: accounts.addresses }, stages, 'set-up');
  const before = plan.oracle.check ? await workload.oracle.before(context, deployment, reader) : null;
  return {
    reader,
    bid,
    accounts,
    senders,
    nonces: await reader.nonces(senders),
    deployment,
    before,
    setup: {
      accounts: senders.length,
      fundingTransactions: funding.transactions + deploying.transactions,
      setupTransactions: set.transactions,
      gasUsed: funding.gasUsed + deploying.gasUsed + set.gasUsed,
      tookMs: performance.now() - began,
    },
  };
}

async function conclude(
  plan: Plan,
  parts: RunParts,
  chain: Chain,
  ready: Ready,
  driven: Driven,
  startedAt: Date,
): Promise<RunResult> {
  const results = driven.results.filter((result): result is HostedResult => result !== null);
  const oracle = await checkOracle(plan, parts, ready, results, driven.ending);
  const id = recordId(startedAt, plan.workload.name, plan.target.name);
  const folder = resolve(plan.out ?? join('runs', id));
  const { record, meters } = assembleRecord({
    ...driven,
    id,
    lakh: parts.lakh,
    plan,
    chain,
    startedAt: driven.startedAt,
    setup: ready.setup,
    oracle,
    guessableKeys: plan.accounts.source === 'seed' && chain.info.facts.loopback === false,
  });
  await writeRecord(folder, record, histogramLog(meters, record));
  await Promise.all(parts.sinks.map((sink) => sink.close(record)));
  return { record, folder };
}

async function checkOracle(
  plan: Plan,
  parts: RunParts,
  ready: Ready,
  results: readonly HostedResult[],
  ending: RunRecord['ending'],
): Promise<RunRecord['oracle']> {
  const unread = { passed: true, checks: 0, failures: [], read: false };
  if (!plan.oracle.check || ending === 'target-lost' || parts.abort.aborted) return unread;
  const { workload } = parts;
  const context = { options: plan.workload.options, seed: plan.seed, accounts: ready.senders };
  try {
    const facts = factsOf(results, workload.drive(context, ready.deployment), plan.seed);
    const checks = await workload.oracle.after(context, ready.deployment, ready.before, facts, ready.reader);
    const failures = checks.filter((check) => !check.passed).map((check) => `${check.name}: ${check.detail}`);
    return { passed: failures.length === 0, checks: checks.length, failures, read: true };
  } catch (error) {
    // The figures are there and must not be lost: not because the chain cannot be read any more, nor to a faulty oracle.
    const message = messageOf(error);
    parts.log(`the oracle could not be checked: ${message}`);
    if (isLakhError(error)) return unread;
    return { passed: false, checks: 0, failures: [`the oracle itself failed: ${message}`], read: false };
  }
}

function walletOf(plan: Plan, { secrets }: RunParts): Wallet {
  const count = plan.accounts.count + 1;
  if (plan.accounts.source === 'mnemonic' && secrets.mnemonic === undefined) {
    throw new LakhError('bad-key', 'accounts.source is mnemonic, but there is no mnemonic', {
      hint: 'Give it in LAKH_MNEMONIC or LAKH_MNEMONIC_FILE',
    });
  }
  const accounts =
    plan.accounts.source === 'mnemonic'
      ? accountsFromMnemonic(secrets.mnemonic ?? '', count)
      : accountsFromSeed(plan.seed, count);
  return { accounts, senders: accounts.addresses.slice(0, plan.accounts.count) };
}

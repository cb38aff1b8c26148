/** One run, from plan to record: start the target, fund, set up, load, drain, check, write. */
import { join, resolve } from 'node:path';
import type { Meters } from '../measure/index.ts';
import { recordId, writeRecord } from '../record/index.ts';
import type {
  Chain,
  Intent,
  Plan,
  Requirements,
  RunRecord,
  Sink,
  Target,
  Workload,
  WorkloadContext,
} from '../spec/index.ts';
import { isLakhError, LakhError, messageOf } from '../std/errors.ts';
import { type Accounts, signerNamed } from '../wallet/index.ts';
import { actualWindow, assembleRecord, mergedMeters } from './assemble.ts';
import { bidFor } from './bid.ts';
import { type ChainReader, chainReader } from './chain-reader.ts';
import { measureConflicts } from './conflicts.ts';
import { factsOf } from './facts.ts';
import { fund, GENESIS_WEI, needsWei } from './funding.ts';
import type { Bid } from './generator.ts';
import type { HostedResult } from './generator-host.ts';
import { histogramLog } from './histogram-log.ts';
import { type Driven, drive } from './load.ts';
import { type Purse, purseOf } from './purse.ts';
import { explainReverts } from './reverts.ts';
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

/**
 * Runs a plan. Throws `LakhError` for everything that goes wrong before the first transaction of the load;
 * from then on there is a record, whatever happens.
 */
export async function run(plan: Plan, parts: RunParts): Promise<RunResult> {
  const { workload, target, sinks } = parts;
  const startedAt = new Date();
  const purse = purseOf(plan, parts.secrets.mnemonic);
  const requirements = workload.requirements(plan.workload.options);
  if (purse.senders.length < requirements.accounts) {
    throw new LakhError(
      'bad-scenario',
      `accounts.count: ${workload.name} needs at least ${requirements.accounts}`,
    );
  }
  const chain = await target.start(plan.target.options, {
    allocations: purse.accounts.addresses.map((address) => ({ address, balanceWei: GENESIS_WEI })),
    signal: parts.abort,
    log: parts.log,
  });
  try {
    const ready = await unlessInterrupted(parts, prepare(plan, parts, chain, purse, requirements));
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
  readonly context: WorkloadContext<unknown>;
  readonly nonces: readonly number[];
  readonly deployment: unknown;
  readonly before: unknown;
  readonly setup: RunRecord['setup'];
}

async function prepare(
  plan: Plan,
  parts: RunParts,
  chain: Chain,
  purse: Purse,
  requirements: Requirements,
): Promise<Ready> {
  const { workload } = parts;
  const { senders, accounts } = purse;
  const began = performance.now();
  const reader = chainReader(chain, plan.oracle.sample);
  const bid = await bidFor(plan.fees, reader);
  const setupParts = { chain, reader, bid, signal: AbortSignal.any([parts.stop, parts.abort]) };
  const context = await contextOf(plan, purse, reader);
  const { stages, deployment } = workload.setup(context);
  checkGas(chain, requirements.gasLimit, stages.flat());
  const needs = needsWei(plan.load, purse, requirements, stages, bid.maxFeeWei);
  const funding = await fund(setupParts, needs, parts.secrets.funderKey);
  const signer = signerNamed(plan.signer, accounts.keys);
  const set = await sendStages({ ...setupParts, signer, addresses: accounts.addresses }, stages, 'set-up');
  const before = plan.oracle.check ? await workload.oracle.before(context, deployment, reader) : null;
  return {
    reader,
    bid,
    accounts,
    context,
    nonces: await reader.nonces(senders),
    deployment,
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

/** The last account deploys and sends nothing else. */
async function contextOf(plan: Plan, purse: Purse, reader: ChainReader): Promise<WorkloadContext<unknown>> {
  const address = purse.accounts.addresses.at(-1)!;
  const [nonce = 0] = await reader.nonces([address]);
  return {
    options: plan.workload.options,
    seed: plan.seed,
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
  const meters = mergedMeters(driven.results);
  const findings = await examine(plan, parts, chain, ready, driven, meters);
  const id = recordId(startedAt, plan.workload.name, plan.target.name);
  const folder = resolve(plan.out ?? join('runs', id));
  const record = assembleRecord({
    ...driven,
    ...findings,
    meters,
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

/** What the chain tells about the run when it is over: reasons of reverts, conflicts. Its silence costs no record. */
async function examine(
  plan: Plan,
  parts: RunParts,
  chain: Chain,
  { context, deployment }: Ready,
  { observer, loadEndNs, ending }: Driven,
  meters: Meters,
): Promise<Pick<RunRecord, 'reverts' | 'conflicts'>> {
  const nothing = { reverts: [], conflicts: null };
  if (ending === 'target-lost' || parts.abort.aborted) return nothing;
  const { workload } = parts;
  try {
    const reverts = await explainReverts(chain, meters.reverted.list(), workload, plan.workload.options);
    const driver = workload.drive(context, deployment);
    const window = actualWindow(plan, loadEndNs);
    const conflicts = await measureConflicts({ chain, driver, blocks: observer.rows().blocks, window });
    return { reverts, conflicts };
  } catch (error) {
    if (!isLakhError(error)) throw error;
    parts.log(`the chain could not be asked about reverts and conflicts: ${messageOf(error)}`);
    return nothing;
  }
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
  const { context, deployment, before, reader } = ready;
  try {
    const facts = factsOf(results, workload.drive(context, deployment), plan.seed);
    const checks = await workload.oracle.after(context, deployment, before, facts, reader);
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

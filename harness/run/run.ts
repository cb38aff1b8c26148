/** One run, from plan to record: start the target, fund, set up, load, drain, check, write. */

import { endpointsOf, readingOf } from '../reads/index.ts';
import { recordId, type SampleSpool, sampleSpool, writeRecord } from '../record/index.ts';
import type { Chain, MachineCeiling, Plan, RunRecord, Sink, Target, Workload } from '../spec/index.ts';
import { isLakhError, LakhError } from '../std/errors.ts';
import { assembleRecord, mergedMeters } from './assemble.ts';
import { checkOracle, examine } from './examine.ts';
import { GENESIS_WEI } from './funding.ts';
import type { HostedResult } from './generator-host.ts';
import { histogramLog } from './histogram-log.ts';
import { type Driven, drive } from './load.ts';
import { prepare, type Ready, recordFolder } from './prepare.ts';
import { purseOf } from './purse.ts';

export interface Ceilings {
  readonly null: MachineCeiling;
  readonly sink: MachineCeiling;
}

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
  /** Leaves out what the chain is asked only to explain: conflicts and reasons of reverts. Tracing costs time. */
  readonly brief?: boolean;
  /** What this machine can do at the most, into a chain in this process and over HTTP. */
  readonly ceilings?: Ceilings | null;
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
  const id = recordId(new Date(), plan.workload.name, plan.target.name);
  const folder = recordFolder(plan, id);
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
    // Of this run alone: whoever makes many runs has one signal for all, and a target listens to its own for good.
    signal: AbortSignal.any([parts.abort]),
    log: parts.log,
  });
  try {
    // Before anything is sent.
    if (readingOf(plan, workload)) endpointsOf(chain, plan);
    const ready = await unlessInterrupted(parts, prepare(plan, parts, chain, purse, requirements));
    const spool = plan.samples ? await sampleSpool(folder) : null;
    const driven = await drive(plan, parts, chain, ready, spool);
    return await conclude(plan, parts, chain, ready, driven, { id, folder, spool });
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
    hint: 'run it again: on a chain that lives on, the set-up goes on from where it broke off',
  });
}

async function conclude(
  plan: Plan,
  parts: RunParts,
  chain: Chain,
  ready: Ready,
  driven: Driven,
  { id, folder, spool }: { id: string; folder: string; spool: SampleSpool | null },
): Promise<RunResult> {
  const results = driven.results.filter((result): result is HostedResult => result !== null);
  const oracle = await checkOracle(plan, parts, ready, results, driven.ending);
  const meters = mergedMeters(driven.results);
  const findings = await examine(plan, parts, chain, ready, driven, meters);
  const about = { run: id, startedAt: driven.startedAt.toISOString(), lakh: parts.lakh };
  const samplesLost = (await spool?.finish(about)) ?? null;
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
    samplesLost,
    ceiling: parts.ceilings?.[chain.capabilities.inProcess ? 'null' : 'sink'] ?? null,
    guessableKeys: plan.accounts.source === 'seed' && chain.info.facts.loopback === false,
  });
  await writeRecord(folder, record, histogramLog(meters, record, driven.reads?.meters));
  await Promise.all(parts.sinks.map((sink) => sink.close(record)));
  return { record, folder };
}

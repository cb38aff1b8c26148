/** One run, from plan to record: start the target, fund, set up, load, drain, check, write. */

import { needFolder, recordId, type SampleSpool, sampleSpool, writeRecord } from '../record/index.ts';
import type { Chain, MachineCeiling, Plan, RunRecord, Sink, Target, Workload } from '../spec/index.ts';
import { assembleRecord, mergedMeters } from './assemble.ts';
import { checkOracle, examine } from './examine.ts';
import type { HostedResult } from './generator-host.ts';
import { histogramLog } from './histogram-log.ts';
import { type Driven, drive } from './load.ts';
import { type Ready, recordFolder } from './prepare.ts';
import { onReadyChain } from './ready-chain.ts';
import { lastSample } from './sampler.ts';
import { tellSinks } from './tell-sinks.ts';

export interface Ceilings {
  /** `null` where it was not measured. */
  readonly null: MachineCeiling | null;
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
  const id = recordId(new Date(), plan.workload.name, plan.target.name);
  const folder = recordFolder(plan, id);
  try {
    await needFolder(folder);
    return await onReadyChain(plan, parts, async (chain, ready) => {
      const spool = plan.samples ? await sampleSpool(folder) : null;
      try {
        const driven = await drive(plan, parts, chain, ready, spool);
        return await conclude(plan, parts, chain, ready, driven, { id, folder, spool });
      } catch (error) {
        await spool?.abandon();
        throw error;
      }
    });
  } finally {
    await Promise.all(parts.sinks.map((sink) => sink.close()));
  }
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
  const meters = mergedMeters(driven.results);
  const sent = results.reduce((sum, result) => sum + result.sent, 0);
  tellSinks(parts, (sink) => sink.sample(lastSample(driven.last, meters, sent)));
  const oracle = await checkOracle(plan, parts, ready, results, driven.ending);
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
  await Promise.all(parts.sinks.map((sink) => sink.close(record, folder)));
  return { record, folder };
}

/** From what generators and observer hold to the run record. */
import os from 'node:os';
import {
  doubtsOf,
  isValid,
  judgeThreshold,
  Meters,
  SERIES_COUNTS,
  type SecondLatencies,
  type SeriesState,
  type WindowCounts,
} from '../measure/index.ts';
import { windowOf } from '../pacing/index.ts';
import type { ReadsResult } from '../reads/index.ts';
import { planToJson } from '../record/index.ts';
import {
  type Chain,
  type GeneratorRow,
  LATENCIES,
  type Plan,
  type RunRecord,
  type Series,
  type Throughput,
} from '../spec/index.ts';
import { runtimeName } from '../std/runtime.ts';
import type { HostedResult } from './generator-host.ts';
import type { Observer } from './observer.ts';

/** Everything that a finished run knows. */
export interface Finished {
  readonly id: string;
  readonly lakh: string;
  readonly plan: Plan;
  readonly chain: Chain;
  readonly startedAt: Date;
  readonly ending: RunRecord['ending'];
  /** When arrivals ended and when the run ended, nanoseconds since the start. */
  readonly loadEndNs: number;
  readonly endNs: number;
  readonly setup: RunRecord['setup'];
  readonly results: readonly (HostedResult | null)[];
  readonly meters: Meters;
  readonly reads: ReadsResult | null;
  readonly observer: Observer;
  /** Latencies of seconds that were handed over during the run. */
  readonly seconds: SecondLatencies;
  readonly inFlightBySecond: readonly number[];
  readonly oracle: RunRecord['oracle'];
  readonly reverts: RunRecord['reverts'];
  readonly conflicts: RunRecord['conflicts'];
  readonly execution: RunRecord['execution'];
  readonly harness: RunRecord['harness'];
  readonly guessableKeys: boolean;
  readonly ceiling: RunRecord['ceiling'];
  /** What went wrong with the samples; `null` when nothing did, or none were asked for. */
  readonly samplesLost: string | null;
}

/** What all generators counted, as one. */
export function mergedMeters(results: Finished['results']): Meters {
  const meters = new Meters();
  for (const result of results) if (result) meters.merge(result.meters);
  return meters;
}

export function assembleRecord(finished: Finished): RunRecord {
  const { plan, chain, observer, results, meters } = finished;
  for (const second of meters.seconds.take(Number.POSITIVE_INFINITY)) finished.seconds.merge(second);
  const window = actualWindow(plan, finished.loadEndNs);
  const { blocks, leftOut } = observer.rows();

  const evidence = {
    version: 5 as const,
    id: finished.id,
    lakh: finished.lakh,
    startedAt: finished.startedAt.toISOString(),
    endedAt: new Date(finished.startedAt.getTime() + finished.endNs / 1e6).toISOString(),
    plan: planToJson(plan),
    environment: environment(),
    chain: {
      ...chain.info,
      facts: { ...chain.info.facts },
      watchResolutionMs: chain.capabilities.watchResolutionMs,
    },
    setup: finished.setup,
    ending: finished.ending,
    window,
    ledger: meters.ledger,
    windowLedger: meters.windowLedger,
    throughput: throughputOf(meters.windowCounts, (window.endNs - window.startNs) / 1e9),
    latency: Object.fromEntries(
      LATENCIES.map((n) => [n, meters.histograms[n].summary()]),
    ) as RunRecord['latency'],
    curves: Object.fromEntries(
      LATENCIES.filter((n) => meters.histograms[n].count > 0).map((n) => [n, meters.histograms[n].curve()]),
    ),
    series: seriesOf(meters.series.columns, finished.seconds, finished.inFlightBySecond),
    blocks,
    blocksLeftOut: leftOut,
    rejections: meters.rejections.list(),
    unanswered: meters.unanswered.list(),
    actions: meters.actionList().map(([action, counts]) => ({ action, ...counts })),
    reverts: [...finished.reverts],
    revertsExamined: finished.reverts.reduce((sum, row) => sum + row.count, 0),
    steps: { ...meters.steps },
    conflicts: finished.conflicts,
    execution: finished.execution,
    reads: finished.reads?.record ?? null,
    generators: results.flatMap((result, worker) => (result ? [generatorRow(worker, result)] : [])),
    harness: finished.harness,
    ceiling: finished.ceiling,
    faults: observer.faults,
    oracle: finished.oracle,
  };

  const reasons = doubtsOf({
    record: evidence,
    lagP99Ms: plan.validity.lagP99Ms,
    failedReads: plan.validity.failedReads,
    stalledMs: chain.capabilities.blocksOnDemand ? null : stalledMs(meters, observer, finished.endNs),
    generatorsLost: results.filter((result) => result === null).length + (finished.reads?.lost ?? 0),
    guessableKeys: finished.guessableKeys,
    samplesLost: finished.samplesLost,
  });
  const verdict = { verdict: isValid(reasons) ? ('valid' as const) : ('invalid' as const), reasons };
  const record: RunRecord = { ...evidence, verdict, thresholds: [] };
  record.thresholds = plan.thresholds.map((expression) => judgeThreshold(expression, record));
  return record;
}

/** The planned window, cut where the load ended early; nanoseconds since the start. */
export function actualWindow(plan: Plan, loadEndNs: number): { startNs: number; endNs: number } {
  const { startNs, endNs } = windowOf(plan.load);
  return { startNs, endNs: Math.max(startNs, Math.min(endNs, loadEndNs)) };
}

function throughputOf(counts: WindowCounts, seconds: number): Throughput {
  const rate = (count: number) => (seconds > 0 ? count / seconds : 0);
  return {
    offeredTps: rate(counts.offered),
    sentTps: rate(counts.sent),
    acceptedTps: rate(counts.accepted),
    includedTps: rate(counts.included),
    goodputTps: rate(counts.succeeded),
    gasPerSecond: rate(counts.gas),
  };
}

function seriesOf(counts: SeriesState, seconds: SecondLatencies, inFlight: readonly number[]): Series {
  const length = Math.max(inFlight.length, ...SERIES_COUNTS.map((column) => counts[column].length));
  const latencies = Array.from({ length }, (_, second) => seconds.percentiles(second));
  const columns = Object.fromEntries(
    SERIES_COUNTS.map((column) => [
      column,
      Array.from({ length }, (_, second) => counts[column][second] ?? 0),
    ]),
  ) as SeriesState;
  return {
    ...columns,
    inFlight: Array.from({ length }, (_, second) => inFlight[second] ?? 0),
    inclusionP50Ns: latencies.map((l) => l?.p50Ns ?? null),
    inclusionP90Ns: latencies.map((l) => l?.p90Ns ?? null),
    inclusionP99Ns: latencies.map((l) => l?.p99Ns ?? null),
    inclusionMaxNs: latencies.map((l) => l?.maxNs ?? null),
  };
}

function generatorRow(worker: number, result: HostedResult): GeneratorRow {
  return {
    worker,
    sent: result.sent,
    clockOffsetNs: result.clockOffsetNs,
    eventLoopUtilisation: result.loop.utilisation,
    eventLoopDelayP99Ns: result.loop.delayP99Ns,
    eventLoopDelayMaxNs: result.loop.delayMaxNs,
    signMeanNs: result.sent > 0 ? result.signNs / result.sent : null,
    queuedMax: result.queuedMax,
    inFlightMax: result.awaitedMax,
  };
}

/** Silence of this many times the longest gap between blocks is no rhythm any more. */
const STALL_GAPS = 3;
const STALL_LEAST_MS = 3_000;
/** For a chain whose rhythm is not known: more than Ethereum's slot of 12 s. */
const STALL_UNKNOWN_MS = 15_000;

/** How long the chain had been silent at the end; `null` when nothing was awaited or such silence is its rhythm. */
function stalledMs(meters: Meters, observer: Observer, endNs: number): number | null {
  const { expired, unanswered, unansweredSeen } = meters.ledger;
  if (expired + unanswered - unansweredSeen === 0) return null;
  const silentMs = (endNs - (observer.lastSeenNs ?? 0)) / 1e6;
  const rhythmNs = observer.rhythmNs();
  const patienceMs =
    rhythmNs === null ? STALL_UNKNOWN_MS : Math.max(STALL_LEAST_MS, (STALL_GAPS * rhythmNs) / 1e6);
  return observer.lastSeenNs === null || silentMs >= patienceMs ? silentMs : null;
}

function environment(): RunRecord['environment'] {
  const [cpu] = os.cpus();
  return {
    node: runtimeName(),
    platform: `${os.platform()} ${os.arch()} ${os.release()}`,
    cpu: cpu?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
  };
}

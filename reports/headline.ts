/** What every report says first: the verdict, the goodput, its share of the goal, and what was run. */
import { metricNamed } from '../harness/measure/index.ts';
import type { Doubt, RunRecord, ThresholdResult } from '../harness/spec/index.ts';
import {
  formatCount,
  formatDuration,
  formatFigure,
  formatRate,
  formatSetting,
  formatShare,
  plural,
  printable,
} from './format.ts';

/** What this project is on the way to. */
export const GOAL_TPS = 100_000;

/** Why the run is invalid, in codes, and how many thresholds failed; empty when all is well. */
export function complaints(record: RunRecord): string[] {
  const invalid = record.verdict.reasons.filter((doubt) => doubt.level === 'invalid');
  const failed = record.thresholds.filter((threshold) => !threshold.passed).length;
  return [
    ...(invalid.length === 0 ? [] : [`invalid: ${invalid.map((doubt) => doubt.code).join(', ')}`]),
    ...(failed === 0
      ? []
      : [`${formatCount(failed)} of ${plural(record.thresholds.length, 'threshold')} failed`]),
  ];
}

/** Doubts that decide the verdict first, then warnings. */
export function doubtsByWeight(record: RunRecord): Doubt[] {
  const { reasons } = record.verdict;
  return [...reasons.filter((d) => d.level === 'invalid'), ...reasons.filter((d) => d.level !== 'invalid')];
}

/** What was asked for, in one line: `constant arrivals at 1,000/s for 20.0 s, after 2.00 s of warm-up`. */
export function describeLoad(record: Pick<RunRecord, 'plan'>): string {
  const { load } = record.plan;
  const lasting = typeof load.durationMs === 'number' ? ` for ${formatSetting(load.durationMs)}` : '';
  const warmup =
    typeof load.warmupMs === 'number' && load.warmupMs > 0
      ? `, after ${formatSetting(load.warmupMs)} of warm-up`
      : '';
  return printable(`${describeArrival(load)}${lasting}${warmup}`);
}

function describeArrival(load: RunRecord['plan']['load']): string {
  switch (load.arrival) {
    case 'constant':
    case 'poisson':
      return `${load.arrival} arrivals at ${formatCount(Number(load.rate))}/s`;
    case 'ramp':
      return `ramp from ${formatCount(Number(load.from))}/s to ${formatCount(Number(load.to))}/s`;
    case 'stages':
      return `stages ${(load.stages as { rate: number; durationMs: number }[])
        .map((stage) => `${formatCount(stage.rate)}/s for ${formatSetting(stage.durationMs)}`)
        .join(', ')}`;
    case 'closed':
      return `closed loop with ${formatCount(Number(load.inFlight))} in flight`;
    default:
      return `${load.arrival} arrivals`;
  }
}

/** `transfers on anvil`. */
export function describeRun(record: Pick<RunRecord, 'plan'>): string {
  return printable(`${record.plan.workload.name} on ${record.plan.target.name}`);
}

/**
 * What a transaction went through in this run: the chain, as it describes itself. What is inside the clock comes
 * first, where the target says so.
 */
export function chainFacts(record: RunRecord): [name: string, value: string][] {
  const { chain } = record;
  const facts = Object.entries(chain.facts).map(([name, value]): [string, string] => [
    inWords(name),
    typeof value === 'boolean' ? (value ? 'yes' : 'no') : printable(String(value)),
  ]);
  const aboutClock = ([name]: [string, string]) => name.endsWith('the clock');
  return [
    ...facts.filter(aboutClock),
    ['client', printable(chain.client)],
    ['chain id', String(chain.chainId)],
    ['block gas limit', formatCount(chain.blockGasLimit)],
    ...facts.filter((fact) => !aboutClock(fact)),
    [
      'blocks seen',
      chain.watchResolutionMs === 0 ? 'as they come' : `within ${formatSetting(chain.watchResolutionMs)}`,
    ],
  ];
}

/** `blockTimeMs` as `block time, ms`. */
function inWords(name: string): string {
  return printable(name)
    .replace(/(?<=[a-z])(Ms|S|Ns|Wei|Gwei|Bytes)$/, (unit) => `, ${unit.toLowerCase()}`)
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** CPU time of the harness for each transaction that it sent, ns; `null` when it sent none, or did not only send. */
export function cpuPerTransactionNs(record: RunRecord): number | null {
  const sent = record.ledger.admitted;
  return sent === 0 || record.reads ? null : (record.harness.cpuMicros * 1000) / sent;
}

/** How near the run came to what this machine can do; `null` where it was not calibrated. */
export function describeCeiling({ ceiling, throughput }: RunRecord): string | null {
  if (ceiling === null) return null;
  const into = ceiling.into === 'null' ? 'in process' : 'over loopback HTTP';
  const share = formatShare(throughput.sentTps / ceiling.tps);
  return `${share} of this machine's ${formatRate(ceiling.tps)}/s ${into} (${ceiling.measuredAt.slice(0, 10)})`;
}

/** How the event loops of the generators fared: the worst of them. */
export function worstLoop(record: RunRecord): {
  utilisation: number;
  delayP99Ns: number;
  delayMaxNs: number;
} {
  const worst = (pick: (row: RunRecord['generators'][number]) => number) =>
    record.generators.reduce((most, row) => Math.max(most, pick(row)), 0);
  return {
    utilisation: worst((row) => row.eventLoopUtilisation),
    delayP99Ns: worst((row) => row.eventLoopDelayP99Ns),
    delayMaxNs: worst((row) => row.eventLoopDelayMaxNs),
  };
}

/** The actual value of a threshold in the unit of its metric. */
export function formatActual({ metric, actual }: ThresholdResult): string {
  return formatFigure(actual, metricNamed(metric)?.unit);
}

/** How the run ended, where that is not simply at its end. */
export function describeEnding(record: RunRecord): string | null {
  switch (record.ending) {
    case 'finished':
      return null;
    case 'interrupted':
      return 'The run was interrupted; the figures cover what was sent until then.';
    case 'target-lost':
      return 'The target was lost before the end; the figures cover what was seen until then.';
    case 'failed':
      return 'The run failed before its end; the figures cover what was seen until then.';
  }
}

/** What the oracle found, in one line. */
export function describeOracle(record: RunRecord): string {
  const { oracle } = record;
  if (!oracle.read) return 'not read: the chain was not asked what became of its state';
  const checks = plural(oracle.checks, 'check');
  return oracle.passed ? `passed: ${checks}` : `FAILED: ${formatCount(oracle.failures.length)} of ${checks}`;
}

/** `all 12 that reverted were looked at`; a sample where there were very many. */
export function describeExamined({ revertsExamined, ledger }: RunRecord): string {
  return revertsExamined >= ledger.reverted
    ? `all of ${formatCount(ledger.reverted)}`
    : `a sample of ${formatCount(revertsExamined)} of ${formatCount(ledger.reverted)}`;
}

/** How steps of journeys fared that had to wait for earlier ones; `null` where none had to. */
export function describeSteps({ steps, latency }: RunRecord): string | null {
  const { waited, abandoned, outOfTime } = steps;
  if (waited + abandoned + outOfTime === 0) return null;
  const { p50Ns, maxNs } = latency.waiting;
  const lasting =
    p50Ns === null
      ? ''
      : ` for ${formatDuration(p50Ns)} at the median, ${formatDuration(maxNs ?? 0)} at most`;
  return `${plural(waited, 'step')} waited for an earlier one${lasting}; ${formatCount(abandoned)} dropped because it failed, ${formatCount(outOfTime)} because the run ended first. Latencies begin when the wait is over.`;
}

/** `12.3 % of 400 transactions in 20 blocks touched what an earlier one of the block had changed`. */
export function describeConflicts({ conflicts }: RunRecord): string | null {
  if (conflicts === null) return null;
  const { rate, source, blocks, transactions } = conflicts;
  const by = source === 'chain' ? 'traced by the chain' : 'by what the workload says it writes';
  return `${formatShare(rate)} of ${formatCount(transactions)} in ${plural(blocks, 'block')}, ${by}`;
}

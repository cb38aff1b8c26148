/** Doubts about a measurement: a rule each, with what happened and what to do. The invalid ones decide the verdict. */
import type { Doubt, RunRecord } from '../spec/record.ts';
import { formatDuration } from '../std/duration.ts';
import { imbalances } from './ledger.ts';

/** What the rules look at: the record but for its verdict, and bounds of the plan. */
export interface Evidence {
  readonly record: Omit<RunRecord, 'verdict' | 'thresholds'>;
  readonly lagP99Ms: number;
  /** The share of reads that may fail. */
  readonly failedReads: number;
  /** How long the chain had been silent at the end, while transactions were awaited; `null` when it had not stalled. */
  readonly stalledMs: number | null;
  readonly generatorsLost: number;
  readonly guessableKeys: boolean;
  /** Why `samples.parquet` is missing; `null` when it is not. */
  readonly samplesLost: string | null;
}

type Rule = (evidence: Evidence) => Doubt | null;

/** A generator thread busier than this is at its limit. */
const LOOP_LIMIT = 0.98;
/** Past this share of what a machine can do at the most, it may be what is measured. */
const NEAR = 0.8;

export function doubtsOf(evidence: Evidence): Doubt[] {
  return RULES.map((rule) => rule(evidence)).filter((doubt) => doubt !== null);
}

export function isValid(doubts: readonly Doubt[]): boolean {
  return doubts.every((doubt) => doubt.level !== 'invalid');
}

function invalid(code: Doubt['code'], message: string, advice: string): Doubt {
  return { code, level: 'invalid', message, advice };
}

function warning(code: Doubt['code'], message: string, advice: string): Doubt {
  return { code, level: 'warning', message, advice };
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
}

const RULES: readonly Rule[] = [
  function ledgerUnbalanced({ record }) {
    const { reads, ledger } = record;
    const broken = imbalances(ledger);
    if (reads && reads.total.due !== reads.total.ok + reads.total.failed) {
      const { due, ok, failed } = reads.total;
      broken.push({ text: 'reads due = ok + failed', left: due, right: ok + failed });
    }
    if (broken.length === 0) return null;
    const laws = broken.map((law) => `${law.text} (${law.left} against ${law.right})`).join('; ');
    return invalid(
      'ledger-unbalanced',
      `The ledger does not balance: ${laws}`,
      'This is a bug of lakh: please report it with the record',
    );
  },

  function generatorLimit({ record, lagP99Ms }) {
    const { reads, generators } = record;
    const open = record.plan.load.arrival !== 'closed';
    const lagNs = Math.max(open ? (record.latency.lag.p99Ns ?? 0) : 0, reads?.latency.lag.p99Ns ?? 0);
    if (lagNs <= lagP99Ms * 1e6) return null;
    const threads = [...generators, ...(reads?.readers ?? [])];
    const busiest = Math.max(...threads.map((thread) => thread.eventLoopUtilisation));
    const loop = busiest > LOOP_LIMIT ? `; a generator thread was ${(100 * busiest).toFixed(0)} % busy` : '';
    return invalid(
      'generator-limit',
      `The generator was the limit: lag p99 is ${formatDuration(lagNs / 1e6)}, the bound is ${formatDuration(lagP99Ms)}${loop}`,
      'Lower --rate, add --workers, raise --batch, or give the generator a machine of its own',
    );
  },

  function nearCeiling({ record: { ceiling, throughput } }) {
    if (ceiling === null || throughput.sentTps <= NEAR * ceiling.tps) return null;
    const share = percent(throughput.sentTps, ceiling.tps);
    return warning(
      'near-ceiling',
      `${Math.round(throughput.sentTps)} sent a second are ${share} of the ${Math.round(ceiling.tps)} that this machine was calibrated to`,
      'What is measured may be the generator: add --workers, raise --batch, or use a machine of its own',
    );
  },

  function generatorLost({ generatorsLost }) {
    if (generatorsLost === 0) return null;
    return invalid(
      'generator-lost',
      `${generatorsLost} generator thread(s) died; what they counted is missing`,
      'See the log for the error that ended them',
    );
  },

  function targetLost({ record }) {
    if (record.ending !== 'target-lost') return null;
    const fault = record.faults.find((f) => f.kind === 'lost');
    return invalid(
      'target-lost',
      `The target was lost during the run${fault ? `: ${fault.message}` : ''}`,
      "Look at the target's own log; the figures until then are kept",
    );
  },

  function targetStalled({ record, stalledMs }) {
    if (stalledMs === null || record.ending === 'target-lost') return null;
    return invalid(
      'target-stalled',
      `The chain made no block for the last ${formatDuration(stalledMs)} of the run while transactions waited`,
      'Look at the chain: is it still producing blocks, and is it reachable?',
    );
  },

  function oracleFailed({ record }) {
    if (record.oracle.passed) return null;
    return invalid(
      'oracle-failed',
      `The chain's state is not what the workload says: ${record.oracle.failures[0] ?? 'no detail'}`,
      'The counted results cannot be trusted; see the oracle section',
    );
  },

  function oracleUnread({ record }) {
    if (record.oracle.read || record.ending !== 'finished') return null;
    return warning(
      'oracle-unread',
      'The oracle was not checked',
      'Leave oracle.check on, and see that the chain still answers after the run',
    );
  },

  function interrupted({ record }) {
    if (record.ending !== 'interrupted') return null;
    return warning(
      'interrupted',
      'The run was interrupted: the window is shorter than planned',
      'Run it to its end for figures to compare',
    );
  },

  function corpusExhausted({ record }) {
    const { plan, window, ending } = record;
    if (plan.corpus === null || plan.load.arrival !== 'closed' || ending !== 'finished') return null;
    const [warmupMs, durationMs] = [Number(plan.load.warmupMs), Number(plan.load.durationMs)];
    if (window.endNs >= (warmupMs + durationMs) * 1e6) return null;
    const seconds = (window.endNs - window.startNs) / 1e9;
    return warning(
      'corpus-exhausted',
      `The corpus was sent before the load's time was over: the window is ${seconds.toFixed(1)} s of ${durationMs / 1000} s, and ends up to 0.2 s late`,
      'Rates are of that time, and low in a short one; sign more: lakh presign --transactions',
    );
  },

  function nothingSent({ record }) {
    const { ledger, reads } = record;
    if (ledger.admitted > 0 || (reads?.alone && reads.total.due > 0)) return null;
    return invalid(
      'nothing-sent',
      reads?.alone ? 'Nothing was read' : 'Not one transaction was sent',
      'Check rate and duration, and whether every arrival was dropped',
    );
  },

  function nothingSucceeded({ record }) {
    const { ledger } = record;
    if (ledger.admitted === 0 || ledger.succeeded > 0) return null;
    const most = Object.entries({
      rejected: ledger.rejected,
      unanswered: ledger.unanswered,
      reverted: ledger.reverted,
      expired: ledger.expired,
    }).sort((a, b) => b[1] - a[1])[0];
    const why = record.rejections[0] ?? record.unanswered[0];
    return invalid(
      'nothing-succeeded',
      `Of ${ledger.admitted} transactions none succeeded: most were ${most?.[0]} (${most?.[1]})${why ? `, first "${why.example}"` : ''}`,
      'Fix the cause before reading any other figure',
    );
  },

  function readsFailed({ record, failedReads }) {
    const { reads } = record;
    if (!reads || reads.total.failed <= failedReads * reads.total.due) return null;
    const { due, failed } = reads.total;
    const first = reads.failures[0];
    const why = first ? `, most as ${first.code} of ${first.method}: "${first.detail}"` : '';
    return invalid(
      'reads-failed',
      `${failed} reads (${percent(failed, due)}) failed${why}`,
      'See the failures of the reads; validity.failedReads is the share that may fail',
    );
  },

  function readsWaited({ record }) {
    const { reads } = record;
    if (!reads || reads.waited === 0) return null;
    return warning(
      'reads-waited',
      `${reads.waited} reads (${percent(reads.waited, reads.total.due)}) waited for a connection: all were busy when they were due`,
      'The wait is in the latency from the due time, not in that from sending; raise connections, or read less',
    );
  },

  function arrivalsDropped({ record }) {
    const { scheduled } = record.ledger;
    const { abandoned, outOfTime } = record.steps;
    const dropped = record.ledger.dropped - abandoned - outOfTime;
    if (dropped === 0) return null;
    return warning(
      'arrivals-dropped',
      `${dropped} arrivals (${percent(dropped, scheduled)}) were dropped: too many transactions were in flight`,
      'The target does not keep up; lower --rate, or raise load.maxInFlight to queue more',
    );
  },

  function stepsDropped({ record }) {
    const { abandoned, outOfTime } = record.steps;
    if (abandoned + outOfTime === 0) return null;
    return warning(
      'steps-dropped',
      `${abandoned + outOfTime} steps (${percent(abandoned + outOfTime, record.ledger.scheduled)}) were dropped: of ${abandoned} the step before failed, ${outOfTime} were still waiting for theirs at the end`,
      'Raise load.drain for those that wait; see the reverts and rejections for those that failed',
    );
  },

  function rejections({ record }) {
    const { rejected, admitted } = record.ledger;
    const first = record.rejections[0];
    if (rejected === 0 || !first) return null;
    return warning(
      'rejections',
      `${rejected} transactions (${percent(rejected, admitted)}) were rejected, most as ${first.code}: "${first.example}"`,
      adviceOn(first.code),
    );
  },

  function reverts({ record }) {
    const { reverted, included } = record.ledger;
    const [first, ...others] = record.reverts.filter((row) => !row.meant);
    // Those that the workload means to happen are no surprise; where nothing was looked at, any may be one.
    if (reverted === 0 || (record.reverts.length > 0 && !first)) return null;
    const why = first ? `, most of those not meant for "${first.reason}" (${first.action})` : '';
    const more = others.length > 0 ? ` and ${others.length} more reasons` : '';
    return warning(
      'reverts',
      `${reverted} transactions (${percent(reverted, included)}) were included and reverted${why}${more}`,
      'Goodput leaves them out; see the reverts for their reasons',
    );
  },

  function unanswered({ record }) {
    const first = record.unanswered[0];
    if (!first) return null;
    return warning(
      'unanswered',
      `${record.ledger.unanswered} transactions were never answered, most as ${first.code}: "${first.example}"`,
      'See whether the node was overloaded or restarted',
    );
  },

  function expired({ record }) {
    const { expired, accepted } = record.ledger;
    if (expired === 0) return null;
    return warning(
      'expired',
      `${expired} accepted transactions (${percent(expired, accepted)}) were in no block when the drain ended`,
      'Raise load.drain, or offer less: the pool was still full or dropped them',
    );
  },

  function reorg({ record }) {
    const reorgs = record.faults.filter((f) => f.kind === 'reorg').length;
    if (reorgs === 0) return null;
    return warning(
      'reorg',
      `The chain reorganised ${reorgs} time(s) and took back ${record.ledger.reorged} inclusions`,
      'Latencies count the inclusion that lasted',
    );
  },

  function samplesAreLost({ samplesLost }) {
    if (samplesLost === null) return null;
    return warning(
      'samples-lost',
      `The samples could not be kept: ${samplesLost}`,
      'Make room on the disk of --out; all other figures are whole',
    );
  },

  function keysFromSeed({ guessableKeys }) {
    if (!guessableKeys) return null;
    return warning(
      'guessable-keys',
      "The accounts' keys follow from the plan's seed and the chain is not on this machine",
      'Anyone can take what is left in them; use accounts.source: mnemonic with LAKH_MNEMONIC on shared networks',
    );
  },
];

function adviceOn(code: string): string {
  switch (code) {
    case 'pool-full':
    case 'sender-limit':
      return 'The pool is the limit: lower --rate, use more --accounts, or give the node a larger pool';
    case 'underpriced':
      return 'The base fee rose past the fee cap: set fees.maxFeeGwei higher';
    case 'insufficient-funds':
      return 'Accounts ran dry: fund them with more, or lower value and fees';
    case 'nonce-too-low':
    case 'nonce-too-high':
      return 'Somebody else uses these accounts, or the node lost its pool: use another seed';
    case 'rate-limited':
      return 'The endpoint limits requests: lower --rate or use your own node';
    default:
      return 'See the rejections of the record';
  }
}

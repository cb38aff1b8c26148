/** The run record: what a run leaves behind and all that a report ever reads. JSON through and through. */
import type { ExecutionRecord } from './execution.ts';
import type { ReadsRecord } from './reads.ts';

/** Counts of every stage. See measurement in docs/concepts.md for the laws between them. */
export interface Ledger {
  scheduled: number;
  dropped: number;
  admitted: number;
  accepted: number;
  rejected: number;
  unanswered: number;
  /** Unanswered transactions that were later seen in a block or are known to have expired in the pool. */
  unansweredSeen: number;
  included: number;
  succeeded: number;
  reverted: number;
  expired: number;
  /** Inclusions that a reorganisation took back. */
  reorged: number;
}

export const LATENCIES = [
  'waiting',
  'lag',
  'submit',
  'inclusion',
  'inclusionFromSent',
  'headerInclusion',
  'finality',
  'rejection',
  'unanswered',
] as const;
/**
 * waiting: due - scheduled, of steps that had to wait for an earlier one to be included. lag: sent - due. submit: answered - sent (accepted only). inclusion: block seen - due.
 * inclusionFromSent: block seen - sent. headerInclusion: header time - due (whole seconds on most chains, may be negative).
 * finality: known final - due. rejection: answered - sent of rejected ones. unanswered: given up - sent.
 */
export type LatencyName = (typeof LATENCIES)[number];

/** Statistics of one histogram, nanoseconds. All but `count` are `null` when nothing was recorded. */
export interface LatencySummary {
  count: number;
  minNs: number | null;
  meanNs: number | null;
  p50Ns: number | null;
  p90Ns: number | null;
  p99Ns: number | null;
  p999Ns: number | null;
  maxNs: number | null;
  /** Values below zero: counted and shown, never clamped. */
  negative: number;
  /** Values over one hour, recorded as one hour in percentiles. */
  overRange: number;
}

export interface Throughput {
  offeredTps: number;
  sentTps: number;
  acceptedTps: number;
  includedTps: number;
  /** Succeeded: the headline. */
  goodputTps: number;
  gasPerSecond: number;
}

/** Per-second columns; entry i covers second i since the first arrival (warm-up included). */
export interface Series {
  offered: number[];
  dropped: number[];
  sent: number[];
  accepted: number[];
  rejected: number[];
  included: number[];
  succeeded: number[];
  gas: number[];
  inFlight: number[];
  /** Inclusion latency of what was seen included in that second; `null` where nothing was. */
  inclusionP50Ns: (number | null)[];
  inclusionP90Ns: (number | null)[];
  inclusionP99Ns: (number | null)[];
  inclusionMaxNs: (number | null)[];
}

/** A typed doubt about the measurement. `invalid` ones decide the verdict. */
export interface Doubt {
  code:
    | 'ledger-unbalanced'
    | 'generator-limit'
    | 'generator-lost'
    | 'near-ceiling'
    | 'samples-lost'
    | 'target-lost'
    | 'target-stalled'
    | 'oracle-failed'
    | 'oracle-unread'
    | 'interrupted'
    | 'corpus-exhausted'
    | 'nothing-sent'
    | 'nothing-succeeded'
    | 'reads-failed'
    | 'reads-waited'
    | 'arrivals-dropped'
    | 'steps-dropped'
    | 'rejections'
    | 'reverts'
    | 'unanswered'
    | 'expired'
    | 'reorg'
    | 'guessable-keys';
  level: 'invalid' | 'warning';
  /** What happened, with figures. */
  message: string;
  /** What to do about it. */
  advice: string;
}

export interface ThresholdResult {
  expression: string;
  metric: string;
  /** In the metric's own unit (ns, 1/s, share); `null` when there is no value, which fails. */
  actual: number | null;
  passed: boolean;
}

export interface BlockRow {
  number: number;
  /** Nanoseconds since the first due time, when the harness knew of it. */
  seenNs: number;
  timestampS: number;
  gasUsed: number;
  gasLimit: number;
  baseFeeWei: string | null;
  transactions: number;
  /** Those of them that this run sent. */
  ours: number;
}

export interface GeneratorRow {
  worker: number;
  sent: number;
  /** This thread's clock against the coordinator's, nanoseconds. */
  clockOffsetNs: number;
  /** CPU time of the thread's process share: busy part of the event loop, 0 to 1. */
  eventLoopUtilisation: number;
  eventLoopDelayP99Ns: number;
  eventLoopDelayMaxNs: number;
  /** Time inside signing, a transaction. */
  signMeanNs: number | null;
  queuedMax: number;
  inFlightMax: number;
}

export interface ReasonCount {
  code: string;
  count: number;
  /** The first message of this kind, as the target gave it. */
  example: string;
}

/** One reason of reverts. */
export interface RevertRow {
  /** The text of a `require`, the name of a custom error, `panic 0x11 (...)`, `out of gas`, or that there is none. */
  reason: string;
  action: string;
  /** Of those that were looked at. */
  count: number;
  /** Whether the workload means it to happen. */
  meant: boolean;
  /** The hash of one of them. */
  example: string;
}

/** Share of transactions that touched state which an earlier one of the same block had changed. */
export interface Conflicts {
  rate: number;
  /** Traced by the chain, or estimated from what the workload says it writes. */
  source: 'chain' | 'declared';
  /** Blocks and transactions that were looked at. */
  blocks: number;
  transactions: number;
}

/** What this machine could do at the most, by a calibration with the same settings: see `lakh calibrate`. */
export interface MachineCeiling {
  /** Transactions a second, from intent to the block that was seen. */
  tps: number;
  /** What took them: a target in this process, or a JSON-RPC node over HTTP on loopback. */
  into: 'null' | 'sink';
  /** ISO 8601. */
  measuredAt: string;
}

export interface RunRecord {
  version: 5;
  id: string;
  lakh: string;
  startedAt: string;
  endedAt: string;
  /** The validated plan; bigint values as decimal strings. */
  plan: {
    workload: { name: string; options: unknown };
    target: { name: string; options: unknown };
    load: Record<string, unknown> & { arrival: string };
    seed: number;
    workers: number;
    thresholds: string[];
    [key: string]: unknown;
  };
  environment: {
    node: string;
    platform: string;
    cpu: string;
    cores: number;
    memoryBytes: number;
  };
  chain: {
    chainId: number;
    client: string;
    blockGasLimit: number;
    facts: Record<string, string | number | boolean>;
    watchResolutionMs: number;
  };
  setup: {
    accounts: number;
    fundingTransactions: number;
    setupTransactions: number;
    gasUsed: number;
    tookMs: number;
  };
  /** How the run came to its end. */
  ending: 'finished' | 'interrupted' | 'target-lost' | 'failed';
  /** Nanoseconds since the first due time. */
  window: { startNs: number; endNs: number };
  verdict: { verdict: 'valid' | 'invalid'; reasons: Doubt[] };
  ledger: Ledger;
  /** The same counts for transactions due inside the window. */
  windowLedger: Ledger;
  throughput: Throughput;
  latency: Record<LatencyName, LatencySummary>;
  /** Percentile curves: [percentile 0 to 100, nanoseconds], ascending. */
  curves: Partial<Record<LatencyName, [number, number][]>>;
  series: Series;
  /** The run's blocks, oldest first; past the limit the middle is left out and `blocksLeftOut` counts it. */
  blocks: BlockRow[];
  blocksLeftOut: number;
  rejections: ReasonCount[];
  unanswered: ReasonCount[];
  actions: { action: string; count: number; succeeded: number; reverted: number; gasUsed: number }[];
  /** Most frequent first. Where more than a few hundred of an action reverted, a fair sample of them was looked at. */
  reverts: RevertRow[];
  /** How many reverted transactions were looked at, of all that reverted. */
  revertsExamined: number;
  /** Steps that waited for an earlier one: sent in the end, dropped because that one failed, or not free in time. */
  steps: { waited: number; abandoned: number; outOfTime: number };
  /** `null` where it was not looked at. */
  conflicts: Conflicts | null;
  /** How an engine of ours made the blocks; `null` for every other chain. */
  execution: ExecutionRecord | null;
  /** `null` where nothing was to be read. */
  reads: ReadsRecord | null;
  generators: GeneratorRow[];
  harness: { cpuMicros: number; rssMaxBytes: number; targetCpuMicros: number | null };
  /** `null` where nothing was calibrated on this machine with these settings. */
  ceiling: MachineCeiling | null;
  /** Faults seen on the way: unreachable spells, reorganisations. `atNs` since the first due time. */
  faults: { atNs: number; kind: 'unreachable' | 'lost' | 'reorg'; message: string }[];
  oracle: { passed: boolean; checks: number; failures: string[]; read: boolean };
  thresholds: ThresholdResult[];
}

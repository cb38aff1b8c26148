/** Small whole records for the kit of reporters: a plain run, one that never sent, and one full of hostile texts. */
import type { Doubt, LatencyName, LatencySummary, Ledger, ReadsRecord, RunRecord } from '../spec/index.ts';
import { LATENCIES } from '../spec/index.ts';

/** Stands after two line breaks: with a blank line before it, it would look like the report's own words. */
export const FORGED = 'lakh-forged-line';
/** Ends a script, opens an element. */
export const MARKUP = '</script><img src=x onerror=lakhAttack()>';
/** Markup, Markdown, a spreadsheet formula, a terminal's escape, a turned direction of text, line breaks. */
export const HOSTILE = `${MARKUP}"'\`|[x](javascript:0)*_=1+1\u001b[2J\u202e\n\n${FORGED}`;

/** A record for every case that a reporter must cope with, by its name. */
export function sampleRecords(): Record<string, RunRecord> {
  return { plain: plainRecord(), 'nothing sent': emptyRecord(), hostile: hostileRecord() };
}

const SECONDS = 3;
const RATE = 100;
const SENT = SECONDS * RATE;
const REJECTED = 10;
const SUCCEEDED = SENT - REJECTED;

/** Two threads, two blocks. */
const EXECUTION: RunRecord['execution'] = {
  threads: 2,
  blocks: 2,
  transactions: 90,
  executions: 95,
  aborts: 5,
  validations: 97,
  gas: 1.89e6,
  criticalGas: 210_000,
  wallMs: { decode: 0.4, signatures: 2.1, execution: 1.7, roots: 1.2 },
  busyMs: { decode: [0.4, 0], signatures: [2, 1.9], execution: [1.6, 1.5], roots: [1.1, 0.7] },
  byBlock: {
    number: [1, 2],
    transactions: [50, 40],
    aborts: [3, 2],
    gas: [1.05e6, 840_000],
    criticalGas: [126_000, 84_000],
    wallMs: { decode: [0.2, 0.2], signatures: [1.1, 1], execution: [0.9, 0.8], roots: [0.6, 0.6] },
  },
};

function plainRecord(): RunRecord {
  const ledger = ledgerOf(SENT, REJECTED);
  const row = (value: number) => new Array<number>(SECONDS).fill(value);
  return {
    ...surroundings(),
    execution: EXECUTION,
    reads: null,
    ending: 'finished',
    window: { startNs: 1e9, endNs: SECONDS * 1e9 },
    verdict: { verdict: 'valid', reasons: [doubt('rejections', 'The pool refused 10 transactions.')] },
    ledger,
    windowLedger: ledgerOf(2 * RATE, 0),
    throughput: {
      offeredTps: RATE,
      sentTps: RATE,
      acceptedTps: RATE,
      includedTps: RATE,
      goodputTps: RATE,
      gasPerSecond: RATE * 21_000,
    },
    latency: latencies({ lag: SENT, submit: SUCCEEDED, inclusion: SUCCEEDED, rejection: REJECTED }),
    curves: { inclusion: [0, 50, 90, 99, 100].map((percentile) => [percentile, 5e6 * (percentile + 1)]) },
    series: {
      offered: row(RATE),
      dropped: row(0),
      sent: row(RATE),
      accepted: [RATE, RATE, RATE - REJECTED],
      rejected: [0, 0, REJECTED],
      included: [RATE, RATE, RATE - REJECTED],
      succeeded: [RATE, RATE, RATE - REJECTED],
      gas: row(RATE * 21_000),
      inFlight: row(7),
      inclusionP50Ns: row(2.5e8),
      inclusionP90Ns: row(4.5e8),
      inclusionP99Ns: row(5e8),
      inclusionMaxNs: [5.1e8, null, 5.2e8],
    },
    blocks: [blockRow(1), blockRow(2)],
    rejections: [{ code: 'pool-full', count: REJECTED, example: 'txpool is full' }],
    unanswered: [],
    actions: [
      { action: 'transfer', count: SENT, succeeded: SUCCEEDED, reverted: 0, gasUsed: SUCCEEDED * 21_000 },
    ],
    faults: [{ atNs: 1.5e9, kind: 'unreachable', message: 'no answer for 0.3 s' }],
    oracle: { passed: true, checks: 2, failures: [], read: true },
    thresholds: [{ expression: 'inclusion.p99 < 2s', metric: 'inclusion.p99', actual: 5e8, passed: true }],
  };
}

/** Interrupted before the first arrival. */
function emptyRecord(): RunRecord {
  return {
    ...surroundings(),
    execution: null,
    ending: 'interrupted',
    window: { startNs: 0, endNs: 0 },
    verdict: {
      verdict: 'invalid',
      reasons: [{ ...doubt('nothing-sent', 'Nothing was sent.'), level: 'invalid' }],
    },
    ledger: ledgerOf(0, 0),
    windowLedger: ledgerOf(0, 0),
    throughput: { offeredTps: 0, sentTps: 0, acceptedTps: 0, includedTps: 0, goodputTps: 0, gasPerSecond: 0 },
    latency: latencies({}),
    curves: {},
    series: {
      offered: [],
      dropped: [],
      sent: [],
      accepted: [],
      rejected: [],
      included: [],
      succeeded: [],
      gas: [],
      inFlight: [],
      inclusionP50Ns: [],
      inclusionP90Ns: [],
      inclusionP99Ns: [],
      inclusionMaxNs: [],
    },
    blocks: [],
    rejections: [],
    unanswered: [],
    actions: [],
    reverts: [],
    revertsExamined: 0,
    steps: { waited: 0, abandoned: 0, outOfTime: 0 },
    conflicts: null,
    reads: null,
    generators: [],
    faults: [],
    oracle: { passed: true, checks: 0, failures: [], read: false },
    thresholds: [{ expression: 'goodput > 50/s', metric: 'goodput', actual: null, passed: false }],
  };
}

/** Every text that a target, a workload or a user may have put there is hostile. */
function hostileRecord(): RunRecord {
  const record = plainRecord();
  return {
    ...record,
    plan: {
      ...record.plan,
      workload: { name: HOSTILE, options: { note: HOSTILE } },
      target: { name: HOSTILE, options: { url: HOSTILE } },
    },
    environment: { ...record.environment, cpu: HOSTILE },
    chain: { ...record.chain, client: HOSTILE, facts: { [HOSTILE]: HOSTILE, endpoint: HOSTILE } },
    verdict: {
      verdict: 'invalid',
      reasons: [{ code: 'oracle-failed', level: 'invalid', message: HOSTILE, advice: HOSTILE }],
    },
    rejections: [{ code: 'rpc-error', count: REJECTED, example: HOSTILE }],
    unanswered: [{ code: 'malformed-answer', count: 1, example: HOSTILE }],
    actions: record.actions.map((counts) => ({ ...counts, action: HOSTILE })),
    reads: {
      ...READS,
      endpoints: [HOSTILE],
      failures: [{ code: 'rpc-error', method: 'call', detail: HOSTILE, count: 2 }],
    },
    faults: [{ atNs: 1e9, kind: 'unreachable', message: HOSTILE }],
    oracle: { passed: false, checks: 1, failures: [HOSTILE], read: true },
  };
}

const READS: ReadsRecord = {
  alone: false,
  endpoints: ['http://127.0.0.1:8545'],
  total: { due: 60, ok: 58, failed: 2 },
  window: { due: 40, ok: 38, failed: 2 },
  rates: { offered: 20, sent: 20, ok: 19 },
  latency: { due: summaryOf(38), sent: summaryOf(38), lag: summaryOf(40), failed: summaryOf(2) },
  curve: [
    [0, 1e6],
    [100, 5.2e8],
  ],
  methods: [{ method: 'call', due: 40, ok: 38, failed: 2, latency: summaryOf(38) }],
  failures: [{ code: 'timeout', method: 'call', detail: 'no answer in time', count: 2 }],
  waited: 3,
  readers: [{ worker: 0, sent: 60, eventLoopUtilisation: 0.1 }],
};

function surroundings() {
  return {
    version: 5 as const,
    id: '20260314-092653-transfers-engine',
    lakh: '0.0.0',
    startedAt: '2026-03-14T09:26:53.589Z',
    endedAt: '2026-03-14T09:26:57.102Z',
    plan: {
      workload: { name: 'transfers', options: { valueWei: 1 } },
      target: { name: 'engine', options: { blockTime: 500 } },
      load: {
        arrival: 'constant',
        rate: RATE,
        durationMs: 2000,
        warmupMs: 1000,
        drainMs: 30_000,
        maxInFlight: 1000,
      },
      accounts: { count: 10, source: 'seed' },
      fees: { type: 'eip1559', maxFeeWei: null, tipWei: '1000000000' },
      seed: 1,
      workers: 1,
      batch: { size: 1, lingerMs: 1 },
      pacing: 'nap',
      signer: 'wasm',
      oracle: { check: true, sample: 1000 },
      thresholds: ['inclusion.p99 < 2s'],
      validity: { lagP99Ms: 10 },
      out: null,
    },
    environment: {
      node: 'v20.20.0',
      platform: 'linux x64 6.1.0',
      cpu: 'a processor',
      cores: 2,
      memoryBytes: 8e9,
    },
    chain: {
      chainId: 1337,
      client: 'lakh-engine/1',
      blockGasLimit: 30_000_000,
      facts: { engine: 'ethereumjs', blockTimeMs: 500, pushed: true },
      watchResolutionMs: 0,
    },
    setup: { accounts: 10, fundingTransactions: 0, setupTransactions: 0, gasUsed: 0, tookMs: 120 },
    blocksLeftOut: 0,
    reverts: [
      { reason: '<b>Too late</b> | `x`', action: 'transfer', count: 2, meant: false, example: '0xab' },
    ],
    revertsExamined: 2,
    steps: { waited: 7, abandoned: 1, outOfTime: 2 },
    reads: READS,
    conflicts: { rate: 0.25, source: 'declared', blocks: 3, transactions: 12 },
    generators: [
      {
        worker: 0,
        sent: SENT,
        clockOffsetNs: 120,
        eventLoopUtilisation: 0.21,
        eventLoopDelayP99Ns: 1.2e6,
        eventLoopDelayMaxNs: 3.4e6,
        signMeanNs: 210_000,
        queuedMax: 1,
        inFlightMax: 60,
      },
    ],
    ceiling: { tps: 4_600, into: 'sink', measuredAt: '2026-01-01T00:00:00.000Z' },
    harness: { cpuMicros: 900_000, rssMaxBytes: 120e6, targetCpuMicros: null },
  } satisfies Partial<RunRecord>;
}

function blockRow(number: number): RunRecord['blocks'][number] {
  return {
    number,
    seenNs: number * 5e8,
    timestampS: 1_773_480_414 + number,
    gasUsed: RATE * 21_000,
    gasLimit: 30_000_000,
    baseFeeWei: '1000000000',
    transactions: RATE,
    ours: RATE,
  };
}

function ledgerOf(sent: number, rejected: number): Ledger {
  const accepted = sent - rejected;
  return {
    scheduled: sent,
    dropped: 0,
    admitted: sent,
    accepted,
    rejected,
    unanswered: 0,
    unansweredSeen: 0,
    included: accepted,
    succeeded: accepted,
    reverted: 0,
    expired: 0,
    reorged: 0,
  };
}

function latencies(counts: Partial<Record<LatencyName, number>>): RunRecord['latency'] {
  const entries = LATENCIES.map((name) => [name, summaryOf(counts[name] ?? 0)] as const);
  return Object.fromEntries(entries) as RunRecord['latency'];
}

function summaryOf(count: number): LatencySummary {
  const at = (ns: number) => (count === 0 ? null : ns);
  return {
    count,
    minNs: at(1e6),
    meanNs: at(2.6e8),
    p50Ns: at(2.5e8),
    p90Ns: at(4.5e8),
    p99Ns: at(5e8),
    p999Ns: at(5.1e8),
    maxNs: at(5.2e8),
    negative: 0,
    overRange: 0,
  };
}

function doubt(code: Doubt['code'], message: string): Doubt {
  return { code, level: 'warning', message, advice: 'Lower the rate.' };
}

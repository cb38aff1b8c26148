/** A full run record made by a pure function, in variants, for the tests of everything that reads one. */
import type {
  Doubt,
  LatencyName,
  LatencySummary,
  Ledger,
  ReadsRecord,
  RunRecord,
  Series,
  Stage,
} from '../../harness/spec/index.ts';
import { keyedRandom } from '../../harness/std/index.ts';
import { eachStage } from '../../harness/std/stages.ts';

/**
 * valid: a clean run. rejections: a pool that fills for three seconds, some reverts, one broken connection.
 * generator-limit: the harness was late and dropped. nothing-succeeded: every transaction reverted.
 * negative-header: header times before the due times. thresholds-failed: a valid run that misses its objectives.
 * reads: reads beside the load, some of which failed. rpc-read: reads alone.
 * parallel: an engine of ours, which tells how it made the blocks. nothing-sent: interrupted before the first arrival. hostile: every text of the target is an attack on the report.
 */
export const RECORD_VARIANTS = [
  'valid',
  'rejections',
  'generator-limit',
  'nothing-succeeded',
  'negative-header',
  'thresholds-failed',
  'nothing-sent',
  'reads',
  'rpc-read',
  'parallel',
  'hostile',
] as const;
export type RecordVariant = (typeof RECORD_VARIANTS)[number];

const WARMUP_S = 2;
const LOAD_S = 22;
/** Blocks come once a second, this much after the full second. */
const BLOCK_AT_S = 0.42;
const GAS_PER_TRANSFER = 21_000;
const BLOCK_GAS_LIMIT = 30_000_000;
const MS = 1e6;

/** What came due in one second, and what became of it. */
interface Second {
  offered: number;
  dropped: number;
  rejected: number;
  unanswered: number;
  unansweredSeen: number;
  expired: number;
  reverted: number;
}

export function makeRecord(variant: RecordVariant = 'valid'): RunRecord {
  const nothing = variant === 'nothing-sent' || variant === 'rpc-read';
  const seconds = nothing ? [] : makeSeconds(variant);
  const ledger = ledgerOf(seconds);
  const windowLedger = ledgerOf(seconds.slice(WARMUP_S));
  const series = makeSeries(seconds, variant);
  const { latency, curves } = makeLatencies(ledger, variant);
  const windowS = Math.max(1, seconds.length - WARMUP_S);
  const doubts = makeDoubts(variant, ledger);
  const goodputTps = windowLedger.succeeded / windowS;
  const thresholds =
    variant === 'rpc-read'
      ? [{ expression: 'reads.p99 < 10ms', metric: 'reads.p99', actual: 4.1 * MS, passed: true }]
      : makeThresholds(variant, seconds.length === 0 ? null : goodputTps, ledger);
  return {
    version: 5,
    id: '2026-03-14T09-26-53-transfers',
    lakh: '0.1.0',
    startedAt: '2026-03-14T09:26:53.589Z',
    endedAt: '2026-03-14T09:27:18.102Z',
    ...makeSurroundings(
      variant,
      thresholds.map((threshold) => threshold.expression),
    ),
    ending: variant === 'nothing-sent' ? 'interrupted' : 'finished',
    window: { startNs: WARMUP_S * 1e9, endNs: LOAD_S * 1e9 },
    verdict: {
      verdict: doubts.some((doubt) => doubt.level === 'invalid') ? 'invalid' : 'valid',
      reasons: doubts,
    },
    ledger,
    windowLedger,
    throughput: {
      offeredTps: windowLedger.scheduled / windowS,
      sentTps: windowLedger.admitted / windowS,
      acceptedTps: windowLedger.accepted / windowS,
      includedTps: windowLedger.included / windowS,
      goodputTps,
      gasPerSecond: (windowLedger.included * GAS_PER_TRANSFER) / windowS,
    },
    latency,
    curves,
    execution: makeExecution(variant),
    reads: makeReads(variant),
    series,
    blocks: makeBlocks(series),
    blocksLeftOut: 0,
    ...makeFindings(variant, ledger),
    ...makeReverts(variant, ledger),
    steps: { waited: 0, abandoned: 0, outOfTime: 0 },
    conflicts:
      ledger.included === 0 ? null : { rate: 0.0312, source: 'chain', blocks: 20, transactions: 20_113 },
    ...makeGenerators(variant, ledger),
    thresholds,
  };
}

function makeSeconds(variant: RecordVariant): Second[] {
  const random = keyedRandom(7);
  return Array.from({ length: LOAD_S }, (_, second) => {
    const offered = 970 + random.seek(7, 1, second).below(61);
    const poolFull = (variant === 'rejections' || variant === 'hostile') && second >= 9 && second < 12;
    const broken = (variant === 'rejections' || variant === 'hostile') && second === 15;
    const dropped = variant === 'generator-limit' ? Math.max(0, second - 5) * 12 : 0;
    const lost = broken ? 40 : 0;
    const rejected = poolFull ? 310 + 11 * second : 0;
    const taken = offered - dropped - rejected - lost;
    return {
      offered,
      dropped,
      rejected,
      unanswered: lost,
      unansweredSeen: broken ? 33 : 0,
      expired: broken ? 3 : 0,
      reverted: variant === 'nothing-succeeded' ? taken : poolFull ? 12 : 0,
    };
  });
}

function ledgerOf(seconds: readonly Second[]): Ledger {
  const sum = (column: keyof Second) => seconds.reduce((total, second) => total + second[column], 0);
  const admitted = sum('offered') - sum('dropped');
  const accepted = admitted - sum('rejected') - sum('unanswered');
  const included = accepted + sum('unansweredSeen') - sum('expired');
  return {
    scheduled: sum('offered'),
    dropped: sum('dropped'),
    admitted,
    accepted,
    rejected: sum('rejected'),
    unanswered: sum('unanswered'),
    unansweredSeen: sum('unansweredSeen'),
    included,
    succeeded: included - sum('reverted'),
    reverted: sum('reverted'),
    expired: sum('expired'),
    reorged: 0,
  };
}

const includedOf = (second: Second) =>
  second.offered -
  second.dropped -
  second.rejected -
  second.unanswered +
  second.unansweredSeen -
  second.expired;

function makeSeries(seconds: readonly Second[], variant: RecordVariant): Series {
  const series: Series = {
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
  };
  if (seconds.length === 0) return series;
  const idle: Second = {
    offered: 0,
    dropped: 0,
    rejected: 0,
    unanswered: 0,
    unansweredSeen: 0,
    expired: 0,
    reverted: 0,
  };
  let before = idle;
  // A block holds the later part of the second before it and the first part of its own.
  for (const [index, second] of [...seconds, idle].entries()) {
    const early = (of: Second, value: number) => (of === idle ? 0 : Math.round(value * BLOCK_AT_S));
    const share = (value: (of: Second) => number) =>
      value(before) - early(before, value(before)) + early(second, value(second));
    const included = share(includedOf);
    const succeeded = share((of) => includedOf(of) - of.reverted);
    series.offered.push(second.offered);
    series.dropped.push(second.dropped);
    series.sent.push(second.offered - second.dropped);
    series.accepted.push(second.offered - second.dropped - second.rejected - second.unanswered);
    series.rejected.push(second.rejected);
    series.included.push(included);
    series.succeeded.push(succeeded);
    series.gas.push(included * GAS_PER_TRANSFER);
    series.inFlight.push(includedOf(second) - early(second, includedOf(second)));
    const wobble = 0.94 + keyedRandom(7, 3, index).float() * 0.12;
    const slow = variant === 'generator-limit' ? 1 + index / 8 : 1;
    const at = (ns: number) => (included === 0 ? null : Math.round(ns * wobble * slow));
    series.inclusionP50Ns.push(at(508 * MS));
    series.inclusionP90Ns.push(at(915 * MS));
    series.inclusionP99Ns.push(at(1013 * MS));
    series.inclusionMaxNs.push(at(1071 * MS));
    before = second;
  }
  return series;
}

/** Points of a percentile curve, [percentile, nanoseconds]; between them it is straight over the nines. */
type Anchors = readonly (readonly [number, number])[];

const nines = (percentile: number) => -Math.log10(1 - Math.min(percentile, 99.9999) / 100);

function quantile(anchors: Anchors, percentile: number): number {
  const next = anchors.findIndex(([at]) => at >= percentile);
  const [toP, toNs] = anchors[next]!;
  if (next <= 0) return toNs;
  const [fromP, fromNs] = anchors[next - 1]!;
  const along = (nines(percentile) - nines(fromP)) / (nines(toP) - nines(fromP));
  return Math.round(fromNs + (toNs - fromNs) * along);
}

const CURVE_AT = [0, 10, 25, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97.5, 99, 99.5, 99.9, 99.95, 99.99, 100];

function summaryOf(count: number, anchors: Anchors, negative = 0): LatencySummary {
  const none = count === 0;
  const at = (percentile: number) => (none ? null : quantile(anchors, percentile));
  return {
    count,
    minNs: at(0),
    meanNs: none
      ? null
      : Math.round(
          CURVE_AT.reduce((sum, p) => sum + quantile(anchors, Math.min(p, 95)), 0) / CURVE_AT.length,
        ),
    p50Ns: at(50),
    p90Ns: at(90),
    p99Ns: at(99),
    p999Ns: at(99.9),
    maxNs: at(100),
    negative,
    overRange: 0,
  };
}

function makeReverts(
  variant: RecordVariant,
  { reverted }: Ledger,
): Pick<RunRecord, 'reverts' | 'revertsExamined'> {
  if (reverted === 0) return { reverts: [], revertsExamined: 0 };
  const hostile = variant === 'hostile';
  const looked = Math.min(reverted, 200);
  const rows = [
    { reason: hostile ? HOSTILE : 'TransferHelper: FAILED', count: looked - 2, meant: false },
    { reason: 'out of gas', count: 2, meant: true },
  ];
  const action = hostile ? HOSTILE : 'transfer';
  return {
    reverts: rows.map((row) => ({ ...row, action, example: `0x${'5a'.repeat(32)}` })),
    revertsExamined: looked,
  };
}

const NOTHING: Anchors = [
  [0, 0],
  [100, 0],
];

function makeLatencies(ledger: Ledger, variant: RecordVariant): Pick<RunRecord, 'latency' | 'curves'> {
  const late = variant === 'generator-limit' ? 900 : 1;
  const negative = variant === 'negative-header';
  const shapes: Record<LatencyName, { count: number; anchors: Anchors; negative?: number }> = {
    waiting: { count: 0, anchors: NOTHING },
    lag: {
      count: ledger.admitted,
      anchors: [
        [0, 4_000],
        [50, 61_000 * late],
        [99, 412_000 * late],
        [99.9, 1.31 * MS * late],
        [100, 4.87 * MS * late],
      ],
    },
    submit: {
      count: ledger.accepted,
      anchors: [
        [0, 0.41 * MS],
        [50, 0.93 * MS],
        [99, 3.62 * MS],
        [99.9, 11.4 * MS],
        [100, 27.9 * MS],
      ],
    },
    inclusion: {
      count: ledger.included,
      anchors: [
        [0, 6.2 * MS],
        [50, 508 * MS],
        [90, 915 * MS],
        [99, 1013 * MS],
        [99.9, 1038 * MS],
        [100, 1071 * MS],
      ],
    },
    inclusionFromSent: {
      count: ledger.included,
      anchors: [
        [0, 6.1 * MS],
        [50, 507 * MS],
        [90, 914 * MS],
        [99, 1011 * MS],
        [99.9, 1034 * MS],
        [100, 1069 * MS],
      ],
    },
    headerInclusion: {
      count: ledger.included,
      anchors: [
        [0, negative ? -810 * MS : 2 * MS],
        [50, 88 * MS],
        [90, 402 * MS],
        [99, 571 * MS],
        [100, 604 * MS],
      ],
      negative: negative ? Math.round(ledger.included * 0.37) : 0,
    },
    finality: {
      count: 0,
      anchors: [
        [0, 0],
        [100, 0],
      ],
    },
    rejection: {
      count: ledger.rejected,
      anchors: [
        [0, 0.38 * MS],
        [50, 0.71 * MS],
        [99, 2.9 * MS],
        [100, 5.5 * MS],
      ],
    },
    unanswered: {
      count: ledger.unanswered,
      anchors: [
        [0, 118 * MS],
        [50, 121 * MS],
        [100, 133 * MS],
      ],
    },
  };
  const latency = {} as Record<LatencyName, LatencySummary>;
  const curves: RunRecord['curves'] = {};
  for (const [name, shape] of Object.entries(shapes) as [LatencyName, (typeof shapes)[LatencyName]][]) {
    latency[name] = summaryOf(shape.count, shape.anchors, shape.negative);
    if (shape.count > 0) curves[name] = CURVE_AT.map((p) => [p, quantile(shape.anchors, p)]);
  }
  return { latency, curves };
}

function makeBlocks(series: Series): RunRecord['blocks'] {
  return series.included.map((ours, index) => ({
    number: 12 + index,
    seenNs: Math.round((index + BLOCK_AT_S) * 1e9),
    timestampS: 1_773_480_413 + index,
    gasUsed: ours * GAS_PER_TRANSFER,
    gasLimit: BLOCK_GAS_LIMIT,
    baseFeeWei: String(1_000_000_000 + index * 1_250_000),
    transactions: ours,
    ours,
  }));
}

const HOSTILE = '</script><script>window.attacked=1</script><img src=x onerror="window.attacked=1">';

function makeSurroundings(
  variant: RecordVariant,
  thresholds: string[],
): Pick<RunRecord, 'plan' | 'environment' | 'chain' | 'setup'> {
  const hostile = variant === 'hostile';
  return {
    plan: {
      workload:
        variant === 'rpc-read'
          ? { name: 'rpc-read', options: { connections: 10, timeout: 10_000, workers: 1 } }
          : { name: 'transfers', options: { pattern: 'many-to-many', zipf: 0, valueWei: '1' } },
      target: {
        name: hostile ? `anvil${HOSTILE}` : 'anvil',
        options: { blockTimeS: 1, gasLimit: BLOCK_GAS_LIMIT },
      },
      load: {
        arrival: 'poisson',
        rate: variant === 'rpc-read' ? 500 : 1000,
        durationMs: 20_000,
        warmupMs: WARMUP_S * 1000,
        drainMs: 30_000,
        maxInFlight: 20_000,
      },
      accounts: { count: 500, source: 'seed' },
      fees: { type: 'eip1559', maxFeeWei: null, tipWei: '1000000000' },
      seed: 1,
      workers: 1,
      batch: { size: 20, lingerMs: 2 },
      pacing: 'nap',
      signer: 'wasm',
      oracle: { check: true, sample: 1000 },
      thresholds: thresholds,
      validity: { lagP99Ms: 5 },
      out: null,
    },
    environment: {
      node: '20.20.0',
      platform: 'linux x64 6.1.0',
      cpu: 'AMD EPYC 7B13',
      cores: 2,
      memoryBytes: 8_324_423_680,
    },
    chain: {
      chainId: 31_337,
      client: hostile ? `anvil/${HOSTILE}\u001b[2J` : 'anvil/v1.7.1',
      blockGasLimit: BLOCK_GAS_LIMIT,
      facts: {
        endpoint: 'http://127.0.0.1:8545',
        transport: 'http',
        blockTimeMs: 1000,
        insideTheClock: 'network, signature checks, execution, state root',
        outsideTheClock: 'persistence, consensus',
        ...(hostile ? { [HOSTILE]: HOSTILE } : {}),
      },
      watchResolutionMs: 20,
    },
    setup: { accounts: 500, fundingTransactions: 0, setupTransactions: 0, gasUsed: 0, tookMs: 412 },
  };
}

/** Two threads, some transactions executed twice. */
function makeExecution(variant: RecordVariant): RunRecord['execution'] {
  if (variant !== 'parallel') return null;
  const each = <T>(value: (stage: Stage, weight: number) => T) =>
    eachStage((stage, index) => value(stage, [0.5, 3, 2.5, 2][index]!));
  const number = Array.from({ length: 20 }, (_, block) => 12 + block);
  const column = (value: (block: number) => number) => number.map((_, block) => value(block));
  const blocks = number.length;
  return {
    threads: 2,
    blocks,
    transactions: 500 * blocks,
    executions: 512 * blocks,
    aborts: 12 * blocks,
    validations: 530 * blocks,
    gas: 500 * GAS_PER_TRANSFER * blocks,
    criticalGas: 40 * GAS_PER_TRANSFER * blocks,
    wallMs: each((_, weight) => weight * blocks),
    busyMs: each((_, weight) => [weight * blocks * 0.9, weight * blocks * 0.8]),
    byBlock: {
      number,
      transactions: column(() => 500),
      aborts: column(() => 12),
      gas: column(() => 500 * GAS_PER_TRANSFER),
      criticalGas: column(() => 40 * GAS_PER_TRANSFER),
      wallMs: each((_, weight) => column((block) => weight * (1 + (block % 3) / 10))),
    },
  };
}

const READ_SHAPE: Anchors = [
  [0, 0.31 * MS],
  [50, 0.52 * MS],
  [90, 0.88 * MS],
  [99, 4.1 * MS],
  [99.9, 11.7 * MS],
  [100, 24.6 * MS],
];

function makeReads(variant: RecordVariant): RunRecord['reads'] {
  if (variant !== 'reads' && variant !== 'rpc-read' && variant !== 'hostile') return null;
  const failed = variant === 'rpc-read' ? 0 : 37;
  const shares = { call: 0.4, balance: 0.3, logs: 0.2, block: 0.1 };
  const due = 10_000;
  const methods = Object.entries(shares).map(([method, share]) => {
    const lost = method === 'logs' ? failed : 0;
    const ok = due * share - lost;
    const latency = summaryOf(ok, READ_SHAPE);
    return { method: method as keyof typeof shares, due: due * share, ok, failed: lost, latency };
  });
  const failures: ReadsRecord['failures'] = [
    { code: 'rpc-error', method: 'logs', detail: '-32005: query returned too much', count: 36 },
    { code: 'timeout', method: 'logs', detail: 'no answer in time', count: 1 },
  ];
  if (variant === 'hostile') failures[0]!.detail = HOSTILE;
  return {
    alone: variant === 'rpc-read',
    endpoints: ['http://127.0.0.1:8545'],
    total: { due: due + 1000, ok: due + 1000 - failed, failed },
    window: { due, ok: due - failed, failed },
    rates: { offered: 500, sent: 500, ok: (due - failed) / 20 },
    latency: {
      due: summaryOf(due - failed, READ_SHAPE),
      sent: summaryOf(
        due - failed,
        READ_SHAPE.map(([p, ns]) => [p, ns * 0.9]),
      ),
      lag: summaryOf(
        due,
        READ_SHAPE.map(([p, ns]) => [p, ns * 0.1]),
      ),
      failed: summaryOf(
        failed,
        READ_SHAPE.map(([p, ns]) => [p, ns * 3]),
      ),
    },
    curve: CURVE_AT.map((p) => [p, quantile(READ_SHAPE, p)]),
    methods,
    failures: failed === 0 ? [] : failures,
    waited: variant === 'rpc-read' ? 0 : 12,
    readers: [{ worker: 0, sent: due + 1000, eventLoopUtilisation: 0.18 }],
  };
}

const INVALID_DOUBTS: Partial<Record<RecordVariant, Doubt[]>> = {
  reads: [
    {
      code: 'reads-failed',
      level: 'invalid',
      message: '37 reads (0.34 %) failed, most as rpc-error of logs: "-32005: query returned too much"',
      advice: 'See the failures of the reads; validity.failedReads is the share that may fail',
    },
  ],
  'generator-limit': [
    {
      code: 'generator-limit',
      level: 'invalid',
      message:
        'The generator was the limit: lag p99 was 371 ms, over the bound of 5 ms, and its event loop was 99 % busy.',
      advice: 'Lower the rate, raise --workers or --batch, or run on a machine with more free cores.',
    },
  ],
  'nothing-succeeded': [
    {
      code: 'nothing-succeeded',
      level: 'invalid',
      message: 'The chain took in transactions, but every one of them reverted.',
      advice: 'Look at one of them with a debugger; the first one is in block 12.',
    },
  ],
  'nothing-sent': [
    {
      code: 'nothing-sent',
      level: 'invalid',
      message: 'The run ended before anything was sent.',
      advice: 'Let it run; set-up alone leaves nothing to report.',
    },
  ],
};

function makeDoubts(variant: RecordVariant, ledger: Ledger): Doubt[] {
  const doubts = [...(INVALID_DOUBTS[variant] ?? [])];
  if (ledger.dropped > 0) {
    doubts.unshift({
      code: 'arrivals-dropped',
      level: 'warning',
      message: `${ledger.dropped.toLocaleString('en-US')} arrivals were dropped, as 20,000 transactions were in flight.`,
      advice: 'Raise load.maxInFlight, or lower the rate to what the target sustains.',
    });
  }
  if (ledger.rejected > 0) {
    doubts.push({
      code: 'rejections',
      level: 'warning',
      message: `The target refused ${ledger.rejected.toLocaleString('en-US')} transactions, most of them with pool-full.`,
      advice: variant === 'hostile' ? HOSTILE : 'Lower the rate, or give the pool of the node more room.',
    });
  }
  return doubts;
}

function makeFindings(
  variant: RecordVariant,
  ledger: Ledger,
): Pick<RunRecord, 'rejections' | 'unanswered' | 'actions' | 'faults' | 'oracle'> {
  const hostile = variant === 'hostile';
  const troubled = ledger.rejected > 0;
  return {
    rejections: troubled
      ? [
          { code: 'pool-full', count: ledger.rejected - 4, example: hostile ? HOSTILE : 'txpool is full' },
          {
            code: 'nonce-too-low',
            count: 4,
            example: hostile ? '\u001b[31m|`@everyone`' : 'nonce too low: next nonce 41, tx nonce 40',
          },
        ]
      : [],
    unanswered:
      ledger.unanswered > 0
        ? [
            {
              code: 'connection-lost',
              count: ledger.unanswered,
              example: hostile ? HOSTILE : 'read ECONNRESET',
            },
          ]
        : [],
    actions:
      ledger.admitted === 0
        ? []
        : [
            {
              action: hostile ? HOSTILE : 'transfer',
              count: ledger.admitted,
              succeeded: ledger.succeeded,
              reverted: ledger.reverted,
              gasUsed: ledger.included * GAS_PER_TRANSFER,
            },
          ],
    faults: troubled
      ? [
          {
            atNs: 15.21e9,
            kind: 'unreachable',
            message: hostile ? HOSTILE : 'no answer for 1.2 s (read ECONNRESET)',
          },
        ]
      : [],
    oracle:
      variant === 'nothing-sent'
        ? { passed: false, checks: 0, failures: [], read: false }
        : hostile
          ? { passed: false, checks: 2, failures: [HOSTILE], read: true }
          : { passed: true, checks: 2, failures: [], read: true },
  };
}

function makeGenerators(
  variant: RecordVariant,
  ledger: Ledger,
): Pick<RunRecord, 'generators' | 'harness' | 'ceiling'> {
  const limited = variant === 'generator-limit';
  return {
    generators:
      ledger.admitted === 0
        ? []
        : [
            {
              worker: 0,
              sent: ledger.admitted,
              clockOffsetNs: 0,
              eventLoopUtilisation: limited ? 0.992 : 0.31,
              eventLoopDelayP99Ns: limited ? 212 * MS : 1.9 * MS,
              eventLoopDelayMaxNs: limited ? 498 * MS : 12.4 * MS,
              signMeanNs: 68_400,
              queuedMax: limited ? 4120 : 31,
              inFlightMax: limited ? 20_000 : 1012,
            },
          ],
    ceiling: limited ? null : { tps: 4574, into: 'sink', measuredAt: '2026-01-02T03:04:05.000Z' },
    harness: {
      cpuMicros: limited ? 24_100_000 : 6_812_000,
      rssMaxBytes: 171_966_464,
      targetCpuMicros: 9_440_000,
    },
  };
}

function makeThresholds(
  variant: RecordVariant,
  goodput: number | null,
  ledger: Ledger,
): RunRecord['thresholds'] {
  const failing = variant === 'thresholds-failed';
  const p99 = goodput === null ? null : 1013 * MS;
  const rejected = goodput === null ? null : ledger.rejected / ledger.admitted;
  const row = (
    expression: string,
    metric: string,
    actual: number | null,
    met: (actual: number) => boolean,
  ) => ({
    expression,
    metric,
    actual,
    passed: actual !== null && met(actual),
  });
  return [
    failing
      ? row('inclusion.p99 < 500ms', 'inclusion.p99', p99, (actual) => actual < 500 * MS)
      : row('inclusion.p99 < 2s', 'inclusion.p99', p99, (actual) => actual < 2000 * MS),
    failing
      ? row('goodput > 5000/s', 'goodput', goodput, (actual) => actual > 5000)
      : row('goodput > 500/s', 'goodput', goodput, (actual) => actual > 500),
    row('rejected.rate < 1%', 'rejected.rate', rejected, (actual) => actual < 0.01),
  ];
}

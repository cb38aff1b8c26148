/** The shape of record.json, held to `RunRecord` by the compiler in both directions. */
import { z } from 'zod';
import { READ_FAILURES, READ_LATENCIES, READ_METHODS } from '../spec/reads.ts';
import { LATENCIES, type RunRecord } from '../spec/record.ts';

const text = z.string();
const number = z.number();
const numberOrNull = z.number().nullable();
const name = z.object({ name: text, options: z.unknown() });

const ledger = z.object({
  scheduled: number,
  dropped: number,
  admitted: number,
  accepted: number,
  rejected: number,
  unanswered: number,
  unansweredSeen: number,
  included: number,
  succeeded: number,
  reverted: number,
  expired: number,
  reorged: number,
});

const latency = z.object({
  count: number,
  minNs: numberOrNull,
  meanNs: numberOrNull,
  p50Ns: numberOrNull,
  p90Ns: numberOrNull,
  p99Ns: numberOrNull,
  p999Ns: numberOrNull,
  maxNs: numberOrNull,
  negative: number,
  overRange: number,
});

const throughput = z.object({
  offeredTps: number,
  sentTps: number,
  acceptedTps: number,
  includedTps: number,
  goodputTps: number,
  gasPerSecond: number,
});

const series = z.object({
  offered: z.array(number),
  dropped: z.array(number),
  sent: z.array(number),
  accepted: z.array(number),
  rejected: z.array(number),
  included: z.array(number),
  succeeded: z.array(number),
  gas: z.array(number),
  inFlight: z.array(number),
  inclusionP50Ns: z.array(numberOrNull),
  inclusionP90Ns: z.array(numberOrNull),
  inclusionP99Ns: z.array(numberOrNull),
  inclusionMaxNs: z.array(numberOrNull),
});

const doubt = z.object({
  code: z.enum([
    'ledger-unbalanced',
    'generator-limit',
    'generator-lost',
    'near-ceiling',
    'target-lost',
    'target-stalled',
    'oracle-failed',
    'oracle-unread',
    'interrupted',
    'corpus-exhausted',
    'nothing-sent',
    'nothing-succeeded',
    'reads-failed',
    'reads-waited',
    'arrivals-dropped',
    'steps-dropped',
    'rejections',
    'reverts',
    'unanswered',
    'expired',
    'reorg',
    'guessable-keys',
    'samples-lost',
  ]),
  level: z.enum(['invalid', 'warning']),
  message: text,
  advice: text,
});

const block = z.object({
  number,
  seenNs: number,
  timestampS: number,
  gasUsed: number,
  gasLimit: number,
  baseFeeWei: text.nullable(),
  transactions: number,
  ours: number,
});

const generator = z.object({
  worker: number,
  sent: number,
  clockOffsetNs: number,
  eventLoopUtilisation: number,
  eventLoopDelayP99Ns: number,
  eventLoopDelayMaxNs: number,
  signMeanNs: numberOrNull,
  queuedMax: number,
  inFlightMax: number,
});

const reason = z.object({ code: text, count: number, example: text });

const readCounts = z.object({ due: number, ok: number, failed: number });
const readMethod = z.enum(READ_METHODS);

const byStage = <T extends z.ZodType>(value: T) =>
  z.object({ decode: value, signatures: value, execution: value, roots: value });
const execution = z.object({
  threads: number,
  blocks: number,
  transactions: number,
  executions: number,
  aborts: number,
  validations: number,
  gas: number,
  criticalGas: number,
  wallMs: byStage(number),
  busyMs: byStage(z.array(number)),
  byBlock: z.object({
    number: z.array(number),
    transactions: z.array(number),
    aborts: z.array(number),
    gas: z.array(number),
    criticalGas: z.array(number),
    wallMs: byStage(z.array(number)),
  }),
});

const reads = z.object({
  alone: z.boolean(),
  endpoints: z.array(text),
  total: readCounts,
  window: readCounts,
  rates: z.object({ offered: number, sent: number, ok: number }),
  latency: z.record(z.enum(READ_LATENCIES), latency),
  curve: z.array(z.tuple([number, number])),
  methods: z.array(readCounts.extend({ method: readMethod, latency })),
  failures: z.array(
    z.object({ code: z.enum(READ_FAILURES), method: readMethod, detail: text, count: number }),
  ),
  waited: number,
  readers: z.array(z.object({ worker: number, sent: number, eventLoopUtilisation: number })),
});

const plan = z.looseObject({
  workload: name,
  target: name,
  load: z.looseObject({ arrival: text }),
  seed: number,
  workers: number,
  thresholds: z.array(text),
});

export const recordSchema = z.object({
  version: z.literal(5),
  id: text,
  lakh: text,
  startedAt: text,
  endedAt: text,
  plan,
  environment: z.object({ node: text, platform: text, cpu: text, cores: number, memoryBytes: number }),
  chain: z.object({
    chainId: number,
    client: text,
    blockGasLimit: number,
    facts: z.record(z.string(), z.union([text, number, z.boolean()])),
    watchResolutionMs: number,
  }),
  setup: z.object({
    accounts: number,
    fundingTransactions: number,
    setupTransactions: number,
    gasUsed: number,
    tookMs: number,
  }),
  ending: z.enum(['finished', 'interrupted', 'target-lost', 'failed']),
  window: z.object({ startNs: number, endNs: number }),
  verdict: z.object({ verdict: z.enum(['valid', 'invalid']), reasons: z.array(doubt) }),
  ledger,
  windowLedger: ledger,
  throughput,
  latency: z.record(z.enum(LATENCIES), latency),
  curves: z.partialRecord(z.enum(LATENCIES), z.array(z.tuple([number, number]))),
  series,
  blocks: z.array(block),
  blocksLeftOut: number,
  rejections: z.array(reason),
  unanswered: z.array(reason),
  actions: z.array(
    z.object({ action: text, count: number, succeeded: number, reverted: number, gasUsed: number }),
  ),
  reverts: z.array(
    z.object({ reason: text, action: text, count: number, meant: z.boolean(), example: text }),
  ),
  revertsExamined: number,
  steps: z.object({ waited: number, abandoned: number, outOfTime: number }),
  conflicts: z
    .object({ rate: number, source: z.enum(['chain', 'declared']), blocks: number, transactions: number })
    .nullable(),
  execution: execution.nullable(),
  reads: reads.nullable(),
  generators: z.array(generator),
  ceiling: z.object({ tps: number, into: z.enum(['null', 'sink']), measuredAt: text }).nullable(),
  harness: z.object({ cpuMicros: number, rssMaxBytes: number, targetCpuMicros: numberOrNull }),
  faults: z.array(z.object({ atNs: number, kind: z.enum(['unreachable', 'lost', 'reorg']), message: text })),
  oracle: z.object({ passed: z.boolean(), checks: number, failures: z.array(text), read: z.boolean() }),
  thresholds: z.array(
    z.object({ expression: text, metric: text, actual: numberOrNull, passed: z.boolean() }),
  ),
});

type Read = z.infer<typeof recordSchema>;
/** Does not compile when a key is added to, or changed in, only one of the two. */
type Alike = [Read] extends [RunRecord] ? ([RunRecord] extends [Read] ? true : never) : never;
const alike: Alike = true;
void alike;

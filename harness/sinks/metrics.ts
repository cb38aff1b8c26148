/**
 * What is exported of a run while it goes on, with names and units by the conventions of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/semconv/general/metrics/); those of Prometheus follow from them by rule.
 */
import { LATENCIES, type LatencyName } from '../spec/record.ts';
import type { Distribution, Sample } from '../spec/sink.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Point {
  readonly labels: Labels;
  readonly value: number;
}

/** `unit` is of UCUM: `s`, or what is counted in braces. */
interface Named {
  readonly name: string;
  readonly unit: string;
  readonly help: string;
}

/** Counters never fall; gauges may. A histogram's values are nanoseconds, whatever the unit it is exported in. */
export type Metric =
  | (Named & { readonly kind: 'counter' | 'gauge'; readonly points: readonly Point[] })
  | (Named & { readonly kind: 'histogram'; readonly distribution: Distribution });

/** What is the same for the whole run. */
export interface Subject {
  readonly workload: string;
  readonly target: string;
  /** Of lakh. */
  readonly version: string;
}

/** Of all latencies but that by block headers: it may be negative, which no histogram of Prometheus takes. */
const EXPORTED: Partial<Record<LatencyName, string>> = {
  waiting: 'From scheduled until free to go, of steps that waited for an earlier one',
  lag: 'From due until sent: how late the generator was',
  submit: 'From sent until accepted by the target',
  inclusion: 'From due until seen in a block',
  inclusionFromSent: 'From sent until seen in a block',
  finality: 'From due until known to be final',
  rejection: 'From sent until rejected by the target',
  unanswered: 'From sent until given up without an answer',
};

const PHASES: readonly Sample['phase'][] = ['setup', 'warmup', 'measure', 'drain', 'checking'];

/** Holds the newest sample, and gives it as metrics. */
export class Metrics {
  private readonly subject: Subject;
  private sample: Sample | null = null;
  /** A reorganisation takes inclusions back; what reads a counter that falls takes it for a new start. */
  private readonly reached = new Map<string, number>();

  constructor(subject: Subject) {
    this.subject = subject;
  }

  take(sample: Sample): void {
    this.sample = sample;
    for (const [stage, count] of stagesOf(sample)) {
      this.reached.set(stage, Math.max(count, this.reached.get(stage) ?? 0));
    }
  }

  /** Before the first sample there is little to tell. */
  list(): Metric[] {
    const sample = this.sample;
    const phase = sample?.phase ?? 'setup';
    const known: Metric[] = [
      gauge('lakh.run.info', '{run}', 'What runs: always 1', [{ labels: { ...this.subject }, value: 1 }]),
      gauge(
        'lakh.run.phase',
        '{run}',
        '1 for the phase that the run is in, 0 for the others',
        PHASES.map((one) => ({ labels: { phase: one }, value: one === phase ? 1 : 0 })),
      ),
    ];
    return sample === null ? known : [...known, ...this.load(sample), ...chain(sample), ...latencies(sample)];
  }

  private load(sample: Sample): Metric[] {
    const unit = '{transaction}';
    const stages = [...this.reached].map(([stage, value]) => ({ labels: { stage }, value }));
    const byCode = (reasons: Sample['rejections']) =>
      reasons.map(({ code, count }) => ({ labels: { code }, value: count }));
    return [
      gauge('lakh.run.elapsed', 's', 'Since the first transaction was due', [plain(sample.elapsedMs / 1e3)]),
      counter('lakh.transactions', unit, 'Transactions that reached a stage of the ledger', stages),
      counter(
        'lakh.rejections',
        unit,
        'Transactions that the target refused, by code',
        byCode(sample.rejections),
      ),
      counter('lakh.unanswered', unit, 'Transactions without an answer, by code', byCode(sample.unanswered)),
      gauge('lakh.transactions.in_flight', unit, 'Admitted, and neither included nor refused', [
        plain(sample.inFlight),
      ]),
    ];
  }
}

/** The ledger's counts and `sent`, which is none of it. */
function stagesOf({ ledger, sent }: Sample): [stage: string, count: number][] {
  return Object.entries({ ...ledger, sent }).map(([stage, count]) => [snakeCase(stage), count]);
}

function chain({ blocks, lastBlock }: Sample): Metric[] {
  return [
    counter('lakh.blocks', '{block}', 'Blocks seen', [plain(blocks.seen)]),
    counter('lakh.blocks.transactions', '{transaction}', "Transactions in blocks seen, others' too", [
      plain(blocks.transactions),
    ]),
    counter('lakh.blocks.gas_used', '{gas}', 'Gas used by blocks seen', [plain(blocks.gasUsed)]),
    counter('lakh.blocks.gas_limit', '{gas}', 'Gas that blocks seen had room for', [plain(blocks.gasLimit)]),
    gauge(
      'lakh.block.number',
      '{block}',
      'Number of the block seen last',
      lastBlock === null ? [] : [plain(lastBlock)],
    ),
  ];
}

function latencies({ latency }: Sample): Metric[] {
  return LATENCIES.flatMap((name) => {
    const help = EXPORTED[name];
    if (help === undefined) return [];
    return {
      name: `lakh.${snakeCase(name)}.latency`,
      unit: 's',
      help: `${help}; of transactions due in the measurement window`,
      kind: 'histogram' as const,
      distribution: latency[name],
    };
  });
}

function counter(name: string, unit: string, help: string, points: readonly Point[]): Metric {
  return { name, unit, help, kind: 'counter', points };
}

function gauge(name: string, unit: string, help: string, points: readonly Point[]): Metric {
  return { name, unit, help, kind: 'gauge', points };
}

function plain(value: number): Point {
  return { labels: {}, value };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

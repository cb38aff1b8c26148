/** What the generators report, put together into samples for the sinks. */
import {
  addLedger,
  type ByLatency,
  byLatency,
  emptyLedger,
  joinDistributions,
  type Meters,
  Reasons,
  type SecondLatencies,
} from '../measure/index.ts';
import type { Distribution, Ledger, Sample } from '../spec/index.ts';
import type { GeneratorProgress } from './generator-progress.ts';
import type { Observer } from './observer.ts';

/** The moment that a sample is of. */
export interface Moment {
  readonly phase: Sample['phase'];
  readonly nowNs: number;
  readonly totalNs: number;
}

export class Sampler {
  private readonly seconds: SecondLatencies;
  /** Seconds whose latencies grew since the last sample. */
  private readonly grown = new Set<number>();
  private readonly latencyOf = new Map<number, ByLatency<Distribution>>();
  private latency = byLatency(() => joinDistributions([]));
  private readonly speed: { atNs: number; admitted: number; succeeded: number }[] = [];

  /** `seconds` grows by what is taken in. */
  constructor(seconds: SecondLatencies) {
    this.seconds = seconds;
  }

  /** A generator's news, each of them once. */
  takeIn(worker: number, { seconds, latency }: GeneratorProgress): void {
    for (const state of seconds) {
      this.seconds.merge(state);
      this.grown.add(state.second);
    }
    if (latency === null) return;
    this.latencyOf.set(worker, latency);
    const all = [...this.latencyOf.values()];
    this.latency = byLatency((name) => joinDistributions(all.map((one) => one[name])));
  }

  sample(
    { phase, nowNs, totalNs }: Moment,
    reports: readonly GeneratorProgress[],
    observer: Observer,
  ): Sample {
    const ledger = reports.reduce((sum, report) => addLedger(sum, report.ledger), emptyLedger());
    const newest = this.seconds.percentiles(Math.floor(nowNs / 1e9) - 2);
    return {
      phase,
      elapsedMs: nowNs / 1e6,
      totalMs: totalNs / 1e6,
      ledger,
      sent: sumOf(reports, ({ sent }) => sent),
      inFlight: sumOf(reports, ({ awaited }) => awaited),
      ...this.speedNow(nowNs, ledger),
      inclusionP50Ns: newest?.p50Ns ?? null,
      inclusionP99Ns: newest?.p99Ns ?? null,
      lastBlock: observer.lastBlock,
      blocks: { ...observer.totals },
      seconds: this.takeGrown(),
      rejections: reasonsOf(reports.map(({ rejections }) => rejections)),
      unanswered: reasonsOf(reports.map(({ unanswered }) => unanswered)),
      latency: this.latency,
    };
  }

  private takeGrown(): Sample['seconds'] {
    const seconds = [...this.grown].flatMap((second) => {
      const percentiles = this.seconds.percentiles(second);
      return percentiles === null ? [] : [{ second, ...percentiles }];
    });
    this.grown.clear();
    return seconds;
  }

  /** Rates over the last two seconds of samples. */
  private speedNow(nowNs: number, { admitted, succeeded }: Ledger): { sentTps: number; goodputTps: number } {
    this.speed.push({ atNs: nowNs, admitted, succeeded });
    while (this.speed.length > 2 && nowNs - this.speed[0]!.atNs > 2e9) this.speed.shift();
    const since = this.speed[0]!;
    const seconds = (nowNs - since.atNs) / 1e9;
    if (seconds <= 0) return { sentTps: 0, goodputTps: 0 };
    return {
      sentTps: (admitted - since.admitted) / seconds,
      goodputTps: (succeeded - since.succeeded) / seconds,
    };
  }
}

/** The sample of the whole load, when nothing of it is under way: the figures are those of the record. */
export function lastSample(last: Sample, meters: Meters, sent: number): Sample {
  return {
    ...last,
    phase: 'checking',
    ledger: { ...meters.ledger },
    sent,
    inFlight: 0,
    seconds: [],
    rejections: meters.rejections.list(),
    unanswered: meters.unanswered.list(),
    latency: meters.distributions(),
  };
}

function sumOf(reports: readonly GeneratorProgress[], count: (report: GeneratorProgress) => number): number {
  return reports.reduce((sum, report) => sum + count(report), 0);
}

function reasonsOf(lists: readonly Sample['rejections'][]): Sample['rejections'] {
  const all = new Reasons();
  for (const list of lists) all.merge(list);
  return all.list();
}

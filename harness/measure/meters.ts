/** Everything one generator counts; merged over generators when the run ends. */
import { LATENCIES, type LatencyName, type Ledger, type ReasonCount } from '../spec/record.ts';
import type { Distribution } from '../spec/sink.ts';
import { Histogram, type HistogramState } from './histogram.ts';
import { addLedger, emptyLedger } from './ledger.ts';
import { Reverted, type RevertedState } from './reverted.ts';
import { SecondLatencies, type SecondState } from './second-latencies.ts';
import { SeriesCounts, type SeriesState } from './series.ts';

export interface ActionCounts {
  count: number;
  succeeded: number;
  reverted: number;
  gasUsed: number;
}

/** Things counted at the time they happened, inside the window. */
export interface WindowCounts {
  offered: number;
  sent: number;
  accepted: number;
  included: number;
  succeeded: number;
  gas: number;
}

/** Steps of journeys that had to wait for an earlier one: sent in the end, or dropped. */
export interface StepCounts {
  waited: number;
  /** The earlier one failed. */
  abandoned: number;
  /** The run ended first. */
  outOfTime: number;
}

export interface MetersState {
  readonly ledger: Ledger;
  readonly windowLedger: Ledger;
  readonly windowCounts: WindowCounts;
  readonly histograms: Record<LatencyName, HistogramState>;
  readonly series: SeriesState;
  readonly seconds: SecondState[];
  readonly rejections: ReasonCount[];
  readonly unanswered: ReasonCount[];
  readonly actions: [string, ActionCounts][];
  readonly steps: StepCounts;
  readonly reverted: RevertedState[];
}

export type ByLatency<T> = Record<LatencyName, T>;

export function byLatency<T>(make: (name: LatencyName) => T): ByLatency<T> {
  return Object.fromEntries(LATENCIES.map((name) => [name, make(name)])) as ByLatency<T>;
}

/** Counts by code with the first message of each. */
export class Reasons {
  private readonly byCode = new Map<string, ReasonCount>();

  add(code: string, example: string, count = 1): void {
    const known = this.byCode.get(code);
    if (known) known.count += count;
    else this.byCode.set(code, { code, count, example });
  }

  merge(reasons: readonly ReasonCount[]): void {
    for (const { code, example, count } of reasons) this.add(code, example, count);
  }

  /** The most frequent first. */
  list(): ReasonCount[] {
    return [...this.byCode.values()].sort((a, b) => b.count - a.count || a.code.localeCompare(b.code));
  }
}

export class Meters {
  readonly ledger = emptyLedger();
  /** Of transactions due inside the window. */
  readonly windowLedger = emptyLedger();
  readonly windowCounts: WindowCounts = {
    offered: 0,
    sent: 0,
    accepted: 0,
    included: 0,
    succeeded: 0,
    gas: 0,
  };
  readonly histograms = byLatency(() => new Histogram());
  readonly series = new SeriesCounts();
  readonly seconds = new SecondLatencies();
  readonly rejections = new Reasons();
  readonly unanswered = new Reasons();
  readonly reverted = new Reverted();
  readonly steps: StepCounts = { waited: 0, abandoned: 0, outOfTime: 0 };
  private readonly actions = new Map<string, ActionCounts>();

  action(name: string): ActionCounts {
    let counts = this.actions.get(name);
    if (!counts) {
      counts = { count: 0, succeeded: 0, reverted: 0, gasUsed: 0 };
      this.actions.set(name, counts);
    }
    return counts;
  }

  merge(state: MetersState): void {
    addLedger(this.ledger, state.ledger);
    addLedger(this.windowLedger, state.windowLedger);
    for (const key of Object.keys(this.windowCounts) as (keyof WindowCounts)[]) {
      this.windowCounts[key] += state.windowCounts[key];
    }
    for (const name of LATENCIES) this.histograms[name].add(Histogram.fromState(state.histograms[name]));
    this.series.merge(state.series);
    for (const second of state.seconds) this.seconds.merge(second);
    this.rejections.merge(state.rejections);
    this.unanswered.merge(state.unanswered);
    this.reverted.merge(state.reverted);
    for (const key of Object.keys(this.steps) as (keyof StepCounts)[]) this.steps[key] += state.steps[key];
    for (const [name, counts] of state.actions) {
      const into = this.action(name);
      for (const key of Object.keys(into) as (keyof ActionCounts)[]) into[key] += counts[key];
    }
  }

  actionList(): [string, ActionCounts][] {
    return [...this.actions];
  }

  distributions(): ByLatency<Distribution> {
    return byLatency((name) => this.histograms[name].distribution());
  }

  toState(): MetersState {
    return {
      ledger: this.ledger,
      windowLedger: this.windowLedger,
      windowCounts: this.windowCounts,
      histograms: byLatency((name) => this.histograms[name].toState()),
      series: this.series.columns,
      seconds: this.seconds.take(Number.POSITIVE_INFINITY),
      rejections: this.rejections.list(),
      unanswered: this.unanswered.list(),
      actions: this.actionList(),
      steps: this.steps,
      reverted: this.reverted.list(),
    };
  }
}

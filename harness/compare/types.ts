/** What goes into a comparison and what comes out of it: plain data. */
import type { Unit } from '../measure/index.ts';
import type { RunRecord } from '../spec/record.ts';

/** `inconclusive`: the runs cannot tell. It is never a pass. */
export type Verdict = 'better' | 'worse' | 'same' | 'inconclusive';

/** Runs of one thing: a baseline or one that is held against it. */
export interface Side {
  /** `A` is the baseline. */
  readonly label: string;
  /** Where the runs came from, for people. */
  readonly from: string;
  readonly runs: readonly SideRun[];
}

export interface SideRun {
  /** The folder's name; in a paired comparison, runs of the same name are a pair. */
  readonly name: string;
  readonly record: RunRecord;
}

export interface SideSummary {
  readonly runs: number;
  /** One a run, in the metric's unit; runs without a value are left out. */
  readonly values: readonly number[];
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export interface MetricComparison {
  readonly metric: string;
  readonly unit: Unit;
  readonly better: 'higher' | 'lower';
  /** How `difference` is meant: candidate / baseline - 1, or candidate - baseline for shares. */
  readonly kind: 'relative' | 'absolute';
  readonly baseline: SideSummary;
  readonly candidate: SideSummary;
  /** With its interval; `null` where it cannot be said. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The practical floor, of the kind of the difference: smaller changes do not count. */
  readonly floor: number;
  readonly verdict: Verdict;
  readonly why: string;
}

export interface Settings {
  /** 0 to 1. */
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
  /** Floors that are not the default, by metric or by latency. */
  readonly floors: Readonly<Record<string, number>>;
  /** Runs of the same name on both sides were made one after the other, and are compared with each other. */
  readonly paired: boolean;
  /** Names of metrics; `null` for the usual ones. */
  readonly metrics: readonly string[] | null;
}

export const DEFAULTS: Settings = {
  confidence: 0.95,
  resamples: 10_000,
  seed: 1,
  floors: {},
  paired: false,
  metrics: null,
};

/** One side by goodput among all of them. */
export interface Rank {
  readonly label: string;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** 1 is the fastest; sides whose intervals overlap share one. `null` without an interval. */
  readonly rank: number | null;
}

export interface Comparison {
  readonly settings: Settings;
  readonly sides: readonly {
    readonly label: string;
    readonly from: string;
    readonly runs: readonly { readonly name: string; readonly id: string }[];
  }[];
  /** Each other side against the first. */
  readonly against: readonly { readonly label: string; readonly metrics: readonly MetricComparison[] }[];
  readonly ranks: readonly Rank[];
  /** What a reader must know before he believes any of it. */
  readonly warnings: readonly string[];
}

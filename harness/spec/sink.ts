/** Sinks: live samples out. A sink must not block the loop. */
import type { LatencyName, Ledger, ReasonCount, RunRecord } from './record.ts';

/** What is known ten times a second while a run goes on, and once more of the whole load. Counts only ever name the run so far. */
export interface Sample {
  phase: 'setup' | 'warmup' | 'measure' | 'drain' | 'checking';
  /** Since the first due time; negative before it. */
  elapsedMs: number;
  /** Warm-up and window together. */
  totalMs: number;
  ledger: Ledger;
  /** Handed to the target. */
  sent: number;
  inFlight: number;
  /** Over the last second or so. */
  sentTps: number;
  goodputTps: number;
  /** Of what was included in the last full second; `null` when nothing was. */
  inclusionP50Ns: number | null;
  inclusionP99Ns: number | null;
  lastBlock: number | null;
  blocks: BlockTotals;
  /** Inclusion latency of the seconds of which more is known than in the sample before. */
  seconds: readonly SecondSample[];
  rejections: readonly ReasonCount[];
  unanswered: readonly ReasonCount[];
  /** Of transactions due inside the measurement window; about a second old while the load goes on, whole at its end. */
  latency: Readonly<Record<LatencyName, Distribution>>;
}

/** Sums over all blocks that were seen, whosever transactions are in them. */
export interface BlockTotals {
  seen: number;
  transactions: number;
  gasUsed: number;
  gasLimit: number;
}

/** Inclusion latency of what was seen included in one second since the first due time. */
export interface SecondSample {
  second: number;
  p50Ns: number;
  p90Ns: number;
  p99Ns: number;
  maxNs: number;
}

/** Every value that a histogram holds, at its resolution of 0.1 %. */
export interface Distribution {
  readonly count: number;
  readonly sumNs: number;
  /** `null` when there are no values. */
  readonly minNs: number | null;
  readonly maxNs: number | null;
  /** The lowest value of a cell, how many values are in it, the next cell, and so on, in no order. Values below zero are in the cell of 0. */
  readonly cells: Float64Array;
}

export interface Sink {
  readonly name: string;
  sample(sample: Sample): void;
  /** A line for people: a fault, a warning, a phase. */
  notice(message: string): void;
  /** The run is over; `record`, and the folder that holds it, are missing when nothing was sent. */
  close(record?: RunRecord, folder?: string): Promise<void>;
}

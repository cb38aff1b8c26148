/** What scaling is asked of, and what comes out of it: plain data, which is `scale.json` as it stands. */
import type { Stage } from '../spec/execution.ts';

export const SCALE_VERSION = 1;

export interface ScaleSettings {
  /** Threads of the parallel engine, ascending. */
  readonly threads: readonly number[];
  /** Shares from 0 to 1, ascending. */
  readonly contention: readonly number[];
  /** Transactions a block. */
  readonly blockSize: number;
  /** Blocks each engine makes in each round; the first half of them is left out. */
  readonly blocks: number;
  readonly repeats: number;
  readonly accounts: number;
  readonly seed: number;
}

/** A median over rounds; no interval where there is one round alone. */
export interface Figure {
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** One engine on so many threads, measured. */
export interface ScaleRow {
  readonly engine: 'sequential' | 'parallel';
  readonly threads: number;
  /** More threads than the machine has cores. */
  readonly oversubscribed: boolean;
  readonly rounds: number;
  /** Of a block, ms: execution alone, and everything inside the clock. */
  readonly executionMs: number;
  readonly wholeMs: number;
  /** Each stage from its start to its end, ms a block. */
  readonly stagesMs: Readonly<Record<Stage, number>>;
  /** Times as fast as `sequential` in the same round. */
  readonly speedUp: Figure;
  readonly wholeSpeedUp: Figure;
  /** Speed-up over threads. */
  readonly efficiency: number;
  /** Everything inside the clock. */
  readonly tps: number;
  /** Per transaction. */
  readonly executions: number;
  readonly aborts: number;
  readonly validations: number;
  /** What no schedule of these blocks beats, computed. */
  readonly bound: number;
  /** Measured above it, by all of its interval. */
  readonly aboveBound: boolean;
}

/**
 * What the blocks allow on `threads`, computed from their gas and who read from whom: times as fast as one thread.
 * `floor` is what greedy scheduling never falls below, `schedule` what it comes to, `bound` what no schedule beats.
 */
export interface ComputedPoint {
  readonly threads: number;
  readonly floor: number;
  readonly schedule: number;
  readonly bound: number;
}

export interface ScaleLevel {
  readonly contention: number;
  /** Of the blocks that count. */
  readonly transactions: number;
  readonly reverted: number;
  readonly gas: number;
  readonly criticalGas: number;
  /** Share of transactions that met what an earlier one of their block had changed. */
  readonly conflicts: number;
  /** After the last block, the same on every engine. */
  readonly stateRoot: string;
  readonly rows: readonly ScaleRow[];
  /** From 1 thread to 64. */
  readonly computed: readonly ComputedPoint[];
  /** The bound of any number of threads. */
  readonly limit: number;
}

export interface Scale {
  readonly version: typeof SCALE_VERSION;
  readonly lakh: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly tookMs: number;
  readonly ending: 'finished' | 'interrupted';
  readonly workload: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly settings: ScaleSettings;
  /** Of intervals; less than 95 % where there are fewer than six rounds, and `null` of one. */
  readonly confidence: number | null;
  readonly levels: readonly ScaleLevel[];
  readonly warnings: readonly string[];
}

/** How an engine inside this process made its blocks: what it did, and how long each stage took on each thread. */

/** In the order in which a transaction passes them. */
export const STAGES = ['decode', 'signatures', 'execution', 'roots'] as const;
export type Stage = (typeof STAGES)[number];

/** What was done, and how long it took. */
export interface Work {
  transactions: number;
  /** Runs of transactions, those that did not stand included. */
  executions: number;
  /** Runs that were given up or thrown away, because something they had read changed. */
  aborts: number;
  validations: number;
  gas: number;
  /** Gas of the dearest chain of transactions each of which read what the one before had written; of each block. */
  criticalGas: number;
  /** From the stage's start to its end, ms. */
  wallMs: Record<Stage, number>;
  /** What each thread worked at it, its waiting for other threads left out, ms. */
  busyMs: Record<Stage, number[]>;
}

/** Of one block. */
export interface BlockWork extends Work {
  number: number;
  /**
   * For each transaction, by its place, the places of those that it read from; none from another `add`. Absent where the
   * engine was not asked to tell.
   */
  dependencies?: readonly (readonly number[])[];
}

/** Of the blocks of a run. */
export interface ExecutionRecord extends Work {
  threads: number;
  blocks: number;
  /** Columns, an entry a block, oldest first; past 2,500 blocks the newest. Times are from start to end, ms. */
  byBlock: {
    number: number[];
    transactions: number[];
    aborts: number[];
    gas: number[];
    criticalGas: number[];
    wallMs: Record<Stage, number[]>;
  };
}

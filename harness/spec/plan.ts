/** The plan: everything a run needs to know, validated, with every default filled in. */
import type { ReadOptions } from './reads.ts';

/** An arrival schedule. Rates are transactions a second; times are milliseconds. */
export type Load = {
  /** Load before the measurement window; its transactions are in the ledger, not in the figures. */
  readonly warmupMs: number;
  /** How long to wait, after the last arrival, for what is still under way. */
  readonly drainMs: number;
  /** Unsettled transactions past which arrivals are dropped and counted; a closed load waits. */
  readonly maxInFlight: number;
} & (
  | { readonly arrival: 'constant' | 'poisson'; readonly rate: number; readonly durationMs: number }
  | { readonly arrival: 'ramp'; readonly from: number; readonly to: number; readonly durationMs: number }
  | {
      readonly arrival: 'stages';
      readonly stages: readonly { readonly rate: number; readonly durationMs: number }[];
    }
  | { readonly arrival: 'closed'; readonly inFlight: number; readonly durationMs: number }
);

export interface Fees {
  readonly type: 'eip1559' | 'legacy';
  /** `null`: from the chain at the start. */
  readonly maxFeeWei: bigint | null;
  readonly tipWei: bigint;
}

/** How a worker waits for the next due time; ARCHITECTURE.md has what each costs. */
export const PACINGS = ['timer', 'nap', 'spin'] as const;
export type Pacing = (typeof PACINGS)[number];

export interface Plan {
  readonly workload: { readonly name: string; readonly options: unknown };
  readonly target: { readonly name: string; readonly options: unknown };
  readonly load: Load;
  /** Reads beside the load, so many a second, over its warm-up and window. */
  readonly reads: (ReadOptions & { readonly rate: number }) | null;
  readonly accounts: { readonly count: number; readonly source: 'seed' | 'mnemonic' };
  readonly fees: Fees;
  readonly seed: number;
  /** Generator threads; 0 runs in the calling thread. */
  readonly workers: number;
  readonly batch: { readonly size: number; readonly lingerMs: number };
  readonly pacing: Pacing;
  readonly signer: 'kernel' | 'keyed' | 'wasm' | 'ethers';
  readonly oracle: { readonly check: boolean; readonly sample: number };
  readonly thresholds: readonly string[];
  /** The file of transactions that `lakh presign` signed; `null` to sign them as they go. */
  readonly corpus: string | null;
  /** Keep a row of every transaction in `samples.parquet`. */
  readonly samples: boolean;
  readonly validity: { readonly lagP99Ms: number; readonly failedReads: number };
  /** The record's folder; `null` for one made from time and name under `runs/`. */
  readonly out: string | null;
}

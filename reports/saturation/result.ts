/** What a search for the highest sustained rate found: all that its pages read. */

export interface SaturationStep {
  readonly rate: number;
  readonly attempt: number;
  readonly why: string;
  readonly offeredTps: number;
  readonly goodputTps: number;
  readonly inclusionP50Ns: number | null;
  readonly inclusionP99Ns: number | null;
  readonly outcome: 'passed' | 'failed' | 'limited';
  readonly failed: readonly string[];
  readonly evidence: {
    readonly lagP99Ns: number | null;
    readonly generatorBusy: number;
    readonly targetCores: number | null;
    readonly poolRejections: number;
    readonly fullBlocks: number;
  };
  /** The folder of its record, beside the result. */
  readonly record: string;
}

export interface Saturation {
  readonly ending: 'found' | 'generator' | 'budget' | 'above' | 'below' | 'interrupted';
  readonly knee: {
    readonly tps: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly cause: 'generator' | 'block-gas-limit' | 'mempool' | 'node-cpu' | 'unknown' | null;
  };
  readonly objectives: { readonly goodputShare: number; readonly thresholds: readonly string[] };
  readonly options: {
    readonly from: number;
    readonly to: number;
    readonly width: number;
    readonly repeats: number;
    readonly budgetMs: number;
  };
  readonly stepMs: number;
  readonly tookMs: number;
  /** What was measured and where; `null` before the first step. */
  readonly subject: {
    readonly workload: string;
    readonly target: string;
    readonly client: string;
    readonly cpu: string;
    readonly cores: number;
  } | null;
  readonly steps: readonly SaturationStep[];
}

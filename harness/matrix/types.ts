/** What a matrix is asked for and what comes out of it: plain data, which is `matrix.json` as it stands. */
import type { Stage } from '../spec/execution.ts';

export const MATRIX_VERSION = 2;

/** Every target that a matrix knows, in the order in which results are shown. */
export const MATRIX_TARGETS = ['sequential', 'parallel', 'edr', 'ethereumjs', 'anvil', 'geth'] as const;
export type MatrixTarget = (typeof MATRIX_TARGETS)[number];

/** The two kinds of runs of a cell. */
export const PHASES = ['capacity', 'half'] as const;
export type Phase = (typeof PHASES)[number];

export interface CellKey {
  readonly workload: string;
  /** The share of transactions that meet, 0 to 1. */
  readonly contention: number;
  readonly target: MatrixTarget;
}

/** The same for every target, but for what its facts say. */
export interface MatrixSettings {
  readonly workloads: readonly string[];
  readonly contention: readonly number[];
  readonly targets: readonly MatrixTarget[];
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly drainMs: number;
  readonly blockTimeMs: number;
  readonly gasLimit: number;
  /** Transactions under way in the closed load; `null`: by the target, see `underWay`. */
  readonly inFlight: number | null;
  readonly accounts: number;
  readonly seed: number;
  readonly batch: number;
  readonly workers: number;
  readonly signer: string;
  readonly lagP99Ms: number;
}

/** What is inside the clock of a target, and what it could not be given as the others were. */
export interface TargetFacts {
  readonly name: MatrixTarget;
  /** What the node says of itself; `null` while it was not met. */
  readonly client: string | null;
  /** Why it could not be had; `null` where it could. */
  readonly absent: string | null;
  /** Whether chain and generator are one process, so that their CPU and memory are told as one. */
  readonly inProcess: boolean;
  readonly transport: string;
  readonly signatures: string;
  readonly persistence: string;
  readonly insideTheClock: string;
  readonly blockTimeMs: number;
  readonly note: string | null;
}

/** Microseconds, or bytes, of a transaction: of one process, or of the two apart. `null`: nobody could tell. */
export interface Cost {
  /** Generator and chain together, where they are one process; else their sum. */
  readonly together: number | null;
  readonly generator: number | null;
  readonly node: number | null;
}

/** A closed load with so much under way, and what succeeded a second. */
export interface Attempt {
  readonly inFlight: number;
  readonly tps: number;
}

/** The closed load: as much as there is room for. */
export interface Capacity {
  /** Succeeded transactions a second, from the window's first block to its last; of the whole load where those are few. */
  readonly tps: number;
  readonly gasPerSecond: number;
  /** Blocks with transactions of the run inside the window. */
  readonly blocks: number;
  readonly inFlight: number;
  /** With how much under way it was tried, this one among them; in their order. */
  readonly tried: readonly Attempt[];
  /** Share of included transactions that reverted. */
  readonly reverted: number;
  /** Busy part of the busiest generator thread's event loop, 0 to 1. */
  readonly generatorBusy: number;
  /** Wall time of each stage, microseconds a transaction; `null` where the target tells no stages. */
  readonly stagesMicros: Readonly<Record<Stage, number>> | null;
}

/** The open load at half of the capacity. */
export interface HalfLoad {
  /** Due a second. */
  readonly rate: number;
  readonly goodputTps: number;
  /** From the due time to the moment the block was seen. */
  readonly inclusionP50Ns: number | null;
  readonly inclusionP99Ns: number | null;
  readonly included: number;
  readonly cpuMicros: Cost;
  /** Growth from the load's beginning to its peak. */
  readonly memoryBytes: Cost;
}

export interface CellDoubt {
  readonly phase: Phase;
  readonly level: 'invalid' | 'warning';
  readonly code: string;
  readonly message: string;
}

export interface MatrixCell extends CellKey {
  /** In the folder of the matrix; a folder a phase is in it, with its record. */
  readonly folder: string;
  readonly state: 'measured' | 'absent' | 'failed';
  /** Why it is absent or failed, or why the half load is missing. */
  readonly reason: string | null;
  readonly capacity: Capacity | null;
  readonly half: HalfLoad | null;
  readonly doubts: readonly CellDoubt[];
}

export interface Matrix {
  readonly version: typeof MATRIX_VERSION;
  readonly lakh: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly tookMs: number;
  readonly ending: 'finished' | 'interrupted';
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  /** Of the system, over the minute before the start: how busy the machine was. */
  readonly loadBefore: number;
  readonly settings: MatrixSettings;
  readonly targets: readonly TargetFacts[];
  /** Those that came to their end, by workload, contention and target. */
  readonly cells: readonly MatrixCell[];
  /** Cells that were asked for. */
  readonly planned: number;
}

/** The cells of a matrix: what they are called, in which order they run, how long all of it takes. Pure. */
import { keyedRandom, STREAM, shuffled } from '../std/random.ts';
import type { CellKey, MatrixSettings } from './types.ts';

type Axes = Pick<MatrixSettings, 'workloads' | 'contention' | 'targets'>;

/** By workload, contention and target: the order in which they are shown. */
export function cellsOf({ workloads, contention, targets }: Axes): CellKey[] {
  return subjects({ workloads, contention }).flatMap((subject) =>
    targets.map((target) => ({ ...subject, target })),
  );
}

/**
 * The order in which they run. What is compared runs side by side: all targets on one workload and contention, in drawn
 * order, and these in drawn order too. Whatever changes in the machine meanwhile favours nobody.
 */
export function orderOfCells(axes: Axes, seed: number): CellKey[] {
  const drawn = <T>(parts: readonly T[], draw: number) =>
    shuffled(parts, keyedRandom(seed, STREAM.roundOrder, draw));
  return drawn(subjects(axes), 0).flatMap((subject, at) =>
    drawn(axes.targets, at + 1).map((target) => ({ ...subject, target })),
  );
}

function subjects({ workloads, contention }: Pick<Axes, 'workloads' | 'contention'>) {
  return workloads.flatMap((workload) => contention.map((share) => ({ workload, contention: share })));
}

/** The folder of a cell: `erc20-0.5-parallel`. */
export function folderOfCell({ workload, contention, target }: CellKey): string {
  return `${workload}-${contention}-${target}`;
}

export function isSameCell(a: CellKey, b: CellKey): boolean {
  return a.workload === b.workload && a.contention === b.contention && a.target === b.target;
}

/** Start, set-up, what is still under way, checks: of a run, beside its load. Measured on two cores. */
const AROUND_MS = 13_500;

/** Of a cell: about three closed loads until more under way brings no more, and one at half. */
const RUNS = 4;
const RUNS_IN_FLIGHT_GIVEN = 2;

/** A guess of how long so many cells take, ms. */
export function estimateMs(
  cells: number,
  { warmupMs, durationMs, inFlight }: Pick<MatrixSettings, 'warmupMs' | 'durationMs' | 'inFlight'>,
): number {
  const runs = inFlight === null ? RUNS : RUNS_IN_FLIGHT_GIVEN;
  return cells * runs * (warmupMs + durationMs + AROUND_MS);
}

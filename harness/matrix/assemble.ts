/** From the cells that came to their end to the whole matrix. Pure. */
import { cellsOf, isSameCell } from './cells.ts';
import { MATRIX_VERSION, type Matrix, type MatrixCell, type TargetFacts } from './types.ts';

export interface MatrixParts extends Omit<Matrix, 'version' | 'cells' | 'targets' | 'planned'> {
  /** In the order in which they ended. */
  readonly ended: readonly MatrixCell[];
  readonly targets: readonly TargetFacts[];
  /** What each target said of itself, by its name. */
  readonly clients: ReadonlyMap<string, string>;
}

export function assembleMatrix({ ended, targets, clients, ...rest }: MatrixParts): Matrix {
  const keys = cellsOf(rest.settings);
  return {
    version: MATRIX_VERSION,
    ...rest,
    targets: targets.map((facts) => ({ ...facts, client: clients.get(facts.name) ?? null })),
    cells: keys.flatMap((key) => ended.find((cell) => isSameCell(cell, key)) ?? []),
    planned: keys.length,
  };
}

/** Whether the run that this phase of the cell rests on was invalid. */
export function isInvalid(cell: Pick<MatrixCell, 'doubts'>, phase: 'capacity' | 'half'): boolean {
  return cell.doubts.some((doubt) => doubt.phase === phase && doubt.level === 'invalid');
}

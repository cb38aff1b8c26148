/** Records and folders of records, as sides of a comparison. */
import type { Side } from '../compare/index.ts';
import { readRuns } from '../record/index.ts';

/** A, B, C: in the order in which they were given. */
export function labelOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** Throws what reading a record throws. */
export async function readSides(paths: readonly string[]): Promise<Side[]> {
  return Promise.all(
    paths.map(async (path, index) => ({ label: labelOf(index), from: path, runs: await readRuns(path) })),
  );
}

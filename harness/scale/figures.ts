/** Speed-ups of several rounds as one figure with its interval. Pure. */
import { fewestFor, median, signInterval } from '../compare/index.ts';
import type { Figure } from './types.ts';

const CONFIDENCE = 0.95;

/**
 * Of intervals over so many rounds: by the sign test, so that it holds whatever the values are distributed like. Where
 * there are too few for 95 %, that of the least to the greatest value: 1 - 2^(1 - n).
 */
export function confidenceOf(rounds: number): number | null {
  if (rounds < 2) return null;
  return rounds >= fewestFor(CONFIDENCE) ? CONFIDENCE : 1 - 2 ** (1 - rounds);
}

export function figureOf(values: readonly number[]): Figure {
  const confidence = confidenceOf(values.length);
  const interval = confidence === null ? null : signInterval(values, confidence);
  return { median: median(values)!, low: interval?.low ?? null, high: interval?.high ?? null };
}

export function efficiencyOf({ median: speedUp }: Figure, threads: number): number {
  return speedUp / threads;
}

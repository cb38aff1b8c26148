/**
 * The bootstrap over whole runs: a run is drawn or it is not, as transactions of one run are not independent of each
 * other (Efron and Tibshirani 1993, chapters 6 and 13).
 *
 * Medians, as one disturbed run in ten must not decide; and the plain percentile interval, as the corrections of BCa
 * rest on a jackknife, which is not consistent for medians (Efron and Tibshirani 1993, 11.7). docs/comparing.md has what
 * this was measured to hold.
 */
import { keyedRandom, STREAM } from '../std/random.ts';
import { quantile } from './quantile.ts';
import type { Settings } from './types.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

type Drawing = Pick<Settings, 'confidence' | 'resamples' | 'seed'>;

/** The median of each resample of `values`, drawn with replacement. `stream` keeps the sides of a comparison apart. */
export function resampledMedians(values: readonly number[], drawing: Drawing, stream: number): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const random = keyedRandom(drawing.seed, STREAM.bootstrap, stream);
  const drawn = new Uint32Array(sorted.length);
  return new Float64Array(drawing.resamples).map(() => {
    drawn.fill(0);
    for (let draw = 0; draw < sorted.length; draw++) drawn[random.below(sorted.length)]!++;
    return medianOf(sorted, drawn);
  });
}

/** The median of a sample that holds `sorted[i]` as often as `drawn[i]` says. */
function medianOf(sorted: Float64Array, drawn: Uint32Array): number {
  const middle = (sorted.length - 1) / 2;
  const [lower, upper] = [Math.floor(middle), Math.ceil(middle)];
  let at = -1;
  let passed = 0;
  while (passed <= lower) passed += drawn[++at]!;
  const low = sorted[at]!;
  while (passed <= upper) passed += drawn[++at]!;
  return (low + sorted[at]!) / 2;
}

/** The percentile interval of a bootstrap distribution. */
export function percentileInterval(distribution: Float64Array, confidence: number): Interval {
  const sorted = distribution.slice().sort();
  return { low: quantile(sorted, (1 - confidence) / 2), high: quantile(sorted, (1 + confidence) / 2) };
}

/** The interval of the median of one sample: of a side's own figure, or of the differences of pairs. */
export function medianInterval(values: readonly number[], drawing: Drawing): Interval {
  return percentileInterval(resampledMedians(values, drawing, 0), drawing.confidence);
}

/** The interval of a difference between two medians. Both sides are resampled, each for itself. */
export function differenceInterval(
  baseline: readonly number[],
  candidate: readonly number[],
  drawing: Drawing,
  differ: (baseline: number, candidate: number) => number,
): Interval {
  const [from, to] = [baseline, candidate].map((values, side) => resampledMedians(values, drawing, side));
  return percentileInterval(
    from!.map((value, resample) => differ(value, to![resample]!)),
    drawing.confidence,
  );
}

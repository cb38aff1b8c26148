/** Medians and quantiles of small samples. */

/** Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, NumPy's default). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const under = sorted[below]!;
  const over = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return under + (over - under) * (at - below);
}

/** `null` of nothing. */
export function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : quantile(Float64Array.from(values).sort(), 0.5);
}

/** The interval of a difference as a small picture: no change in the middle, the floor shaded about it. */
import type { MetricComparison } from '../../harness/compare/index.ts';
import { html, type Markup } from '../html/markup.ts';

const WIDTH = 200;
const HEIGHT = 18;

/** What the widest interval of these reaches to; a bar past it is cut at the edge. */
export function reachOf(metrics: readonly MetricComparison[]): number {
  const ends = metrics
    .filter(({ kind }) => kind === 'relative')
    .flatMap(({ low, high, floor }) => [Math.abs(low ?? 0), Math.abs(high ?? 0), 1.5 * floor]);
  return Math.min(0.5, Math.max(0.02, ...ends));
}

export function intervalBar(
  { low, high, difference, floor, verdict }: MetricComparison,
  reach: number,
): Markup {
  const at = (share: number) => {
    const position = (Math.min(reach, Math.max(-reach, share)) / reach) * (WIDTH / 2 - 3) + WIDTH / 2;
    return position.toFixed(1);
  };
  const width = (from: number, to: number) => (Number(at(to)) - Number(at(from))).toFixed(1);
  const bar =
    low === null || high === null
      ? null
      : html`<rect class="${verdict}" x="${at(low)}" y="6" width="${Math.max(2, Number(width(low, high)))}" height="6" rx="3"/>`;
  const point =
    difference === null ? null : html`<circle class="${verdict}" cx="${at(difference)}" cy="9" r="4"/>`;
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><rect class="floor" x="${at(-floor)}" y="0" width="${width(-floor, floor)}" height="${HEIGHT}"/><line x1="${WIDTH / 2}" x2="${WIDTH / 2}" y1="0" y2="${HEIGHT}"/>${bar}${point}</svg>`;
}

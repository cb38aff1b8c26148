/** The chart of a workload: a mark a cell on a logarithmic axis that all workloads share. Drawn without scripts. */
import { isInvalid, type Matrix, type MatrixCell } from '../../harness/matrix/index.ts';
import { html, type Markup } from '../html/markup.ts';
import { tpsOf } from './words.ts';

/** Powers of ten. */
export interface Decades {
  readonly from: number;
  readonly to: number;
}

export function decadesOf({ cells }: Pick<Matrix, 'cells'>): Decades {
  const known = cells.flatMap(({ capacity }) =>
    capacity !== null && capacity.tps > 0 ? [capacity.tps] : [],
  );
  const from = Math.floor(Math.log10(Math.min(...known, 100)));
  const to = Math.ceil(Math.log10(Math.max(...known, 100)));
  return { from, to: Math.max(to, from + 1) };
}

const WIDTH = 1000;
const MIDDLE = 7;

/** Where a value stands, 0 to `WIDTH`. */
export function placeOf(tps: number, { from, to }: Decades): number {
  const share = (Math.log10(tps) - from) / (to - from);
  return Math.round(WIDTH * Math.min(1, Math.max(0, share)));
}

/** `colors`: a number from 0 to 5 a target. */
export function bars(
  cells: readonly MatrixCell[],
  decades: Decades,
  colors: ReadonlyMap<string, number>,
): Markup {
  const levels = [...new Set(cells.map(({ contention }) => contention))];
  const powers = Array.from({ length: decades.to - decades.from + 1 }, (_, at) => decades.from + at);
  return html`<div class="bars">
${levels.map(
  (level) => html`<p class="level">contention ${level}</p>
${cells
  .filter(({ contention }) => contention === level)
  .map(
    (
      cell,
    ) => html`<div class="bar"><span class="what">${cell.target}</span>${line(cell, powers, decades, colors.get(cell.target) ?? 0)}<span class="much">${tpsOf(cell)}</span></div>
`,
  )}`,
)}
<div class="bar" aria-hidden="true"><span class="what"></span><span class="axis">${powers.map((power) => html`<span>${short(power)}</span>`)}</span><span class="much">TPS</span></div>
</div>`;
}

/** `100`, `10 k`, `1 M`. */
function short(power: number): string {
  if (power >= 6) return `${10 ** (power - 6)} M`;
  return power >= 3 ? `${10 ** (power - 3)} k` : String(10 ** power);
}

/** The picture repeats what stands beside it. Hollow where the run is invalid. */
function line(cell: MatrixCell, powers: readonly number[], decades: Decades, color: number): Markup {
  const tps = cell.capacity?.tps ?? 0;
  const at = tps > 0 ? placeOf(tps, decades) : null;
  const hollow = isInvalid(cell, 'capacity') ? ' hollow' : '';
  const grid = powers.map((power) => {
    const x = placeOf(10 ** power, decades);
    return html`<path class="grid" d="M${x} 0V${2 * MIDDLE}"/>`;
  });
  const mark =
    at === null
      ? null
      : html`<path class="stem side-${color}" d="M0 ${MIDDLE}H${at}"/><path class="dot side-${color}" d="M${at} ${MIDDLE}h0"/>${hollow !== '' && html`<path class="dot hole" d="M${at} ${MIDDLE}h0"/>`}`;
  return html`<svg viewBox="0 0 ${WIDTH} ${2 * MIDDLE}" preserveAspectRatio="none" aria-hidden="true">${grid}${mark}</svg>`;
}

/** The result of scaling as one offline page: a chart and two tables a contention, measured apart from computed. */
import type { Scale, ScaleLevel, ScaleRow } from '../../harness/scale/index.ts';
import { formatRate, formatShare, plural } from '../format.ts';
import { scriptsOf } from '../html/assets.ts';
import { documentOf } from '../html/document.ts';
import { html, type Markup } from '../html/markup.ts';
import { table } from '../html/table.ts';
import {
  COMPUTED,
  engineOf,
  hasOversubscribed,
  headlines,
  interval,
  levelFacts,
  MEASURED,
  method,
  milliseconds,
  OVERSUBSCRIBED,
  remark,
  shownPoints,
  subject,
  times,
  workOf,
} from './words.ts';

const SCRIPTS = scriptsOf(import.meta.url);

export function scaleHtml(scale: Scale): string {
  const note = remark(scale);
  return documentOf({
    title: `Scaling of ${scale.workload}`,
    header: html`<header class="top">
<p class="mark">lakh</p>
<h1>Scaling of ${scale.workload}</h1>
<p class="muted">${subject(scale)}</p>
<p class="muted note">${method(scale)}</p>
</header>`,
    main: html`<section class="card" aria-label="Result">
${headlines(scale).map((line) => html`<p>${line}</p>`)}
${note !== null && html`<p class="warn">${note}</p>`}
${scale.warnings.map((warning) => html`<p class="warn">${warning}</p>`)}
<p class="note">${MEASURED}</p>
${hasOversubscribed(scale) && html`<p class="note">${OVERSUBSCRIBED}</p>`}
<p class="note">${COMPUTED}</p>
</section>
${scale.levels.map(levelSection)}`,
    footer: `lakh ${scale.lakh} · scaling`,
    figures: scale.levels.map(chartOf),
    scripts: SCRIPTS,
  });
}

function levelSection(level: ScaleLevel, index: number): Markup {
  return html`<figure class="card" aria-labelledby="level-${index}">
<figcaption><h2 id="level-${index}">Contention ${level.contention}</h2>
<p class="note">${levelFacts(level)}. Points with bars are measured, hollow ones on more threads than cores; dashed lines and the shade between them are computed.</p></figcaption>
<div class="plot" data-chart="${index}" role="group" aria-label="Chart: speed-up by threads at contention ${level.contention}; the tables below hold the figures"></div>
<p class="note unscripted">The chart needs JavaScript; the tables below hold the same figures.</p>
${measuredTable(level)}
${computedTable(level)}
</figure>`;
}

function measuredTable({ contention, rows }: ScaleLevel): Markup {
  return table(
    `Measured at contention ${contention}`,
    [
      { title: 'Engine' },
      { title: 'ms a block', figure: true },
      { title: 'Speed-up', figure: true },
      { title: 'Interval', figure: true },
      { title: 'Efficiency', figure: true },
      { title: 'Bound, computed', figure: true },
      { title: 'Runs / checks', figure: true },
      { title: 'Everything', figure: true },
      { title: 'TPS', figure: true },
    ],
    rows.map((row) => ({ name: engineOf(row), cells: measuredCells(row) })),
    { caption: `Measured, ${plural(rows[0]!.rounds, 'round')}` },
  );
}

function measuredCells(row: ScaleRow) {
  const speedUp = `${times(row.speedUp.median)}×`;
  return [
    milliseconds(row.executionMs),
    row.aboveBound ? html`<strong class="warn">${speedUp}</strong>` : speedUp,
    interval(row.speedUp),
    formatShare(row.efficiency),
    `${times(row.bound)}×`,
    workOf(row),
    `${times(row.wholeSpeedUp.median)}×`,
    formatRate(row.tps),
  ];
}

function computedTable(level: ScaleLevel): Markup {
  return table(
    `Computed at contention ${level.contention}`,
    [
      { title: 'Threads' },
      { title: 'Floor', figure: true },
      { title: 'Schedule', figure: true },
      { title: 'Bound', figure: true },
    ],
    [
      ...shownPoints(level).map(({ threads, floor, schedule, bound }) => ({
        name: String(threads),
        cells: [floor, schedule, bound].map((factor) => `${times(factor)}×`),
      })),
      {
        name: 'any number',
        cells: [level.limit, level.limit, level.limit].map((factor) => `${times(factor)}×`),
      },
    ],
    { caption: 'Computed, not measured', snug: true },
  );
}

/** Columns over threads; `null` where nothing was measured. */
export interface ScaleChart {
  readonly threads: readonly number[];
  readonly floor: readonly number[];
  readonly schedule: readonly number[];
  readonly bound: readonly number[];
  readonly measured: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly everything: readonly (number | null)[];
  readonly oversubscribed: readonly boolean[];
}

function chartOf({ computed, rows }: ScaleLevel): ScaleChart {
  const rowAt = (threads: number) => rows.find((row) => row.engine === 'parallel' && row.threads === threads);
  const of = (pick: (row: ScaleRow) => number | null) =>
    computed.map(({ threads }) => {
      const row = rowAt(threads);
      return row === undefined ? null : pick(row);
    });
  return {
    threads: computed.map(({ threads }) => threads),
    floor: computed.map(({ floor }) => floor),
    schedule: computed.map(({ schedule }) => schedule),
    bound: computed.map(({ bound }) => bound),
    measured: of(({ speedUp }) => speedUp.median),
    low: of(({ speedUp }) => speedUp.low),
    high: of(({ speedUp }) => speedUp.high),
    everything: of(({ wholeSpeedUp }) => wholeSpeedUp.median),
    oversubscribed: computed.map(({ threads }) => rowAt(threads)?.oversubscribed ?? false),
  };
}

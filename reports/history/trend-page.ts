/** A trend as one offline page: a chart a metric with the changes marked, and all of it as tables. */
import type { MetricTrend, Trend } from '../../harness/history/index.ts';
import { plural } from '../format.ts';
import { scriptsOf } from '../html/assets.ts';
import { documentOf } from '../html/document.ts';
import { html, type Markup } from '../html/markup.ts';
import { table } from '../html/table.ts';
import { figureOf } from './figure.ts';
import { momentOf } from './moment.ts';
import { differenceOf, notes, withoutChange } from './trend-text.ts';

const SCRIPTS = scriptsOf(import.meta.url);

/** HTML that needs no network, no server and no other file. Text of records is escaped. */
export function trendPage(trend: Trend): string {
  const title = `${trend.workload} on ${trend.target}`;
  const most = Math.max(0, ...trend.metrics.map(({ points }) => points.length));
  return documentOf({
    title: `Trend of ${title}`,
    header: html`<header class="top"><p class="mark">lakh</p><h1>Trend of ${title}</h1>
${notes(trend).map((note) => note !== '' && html`<p class="muted">${note}</p>`)}</header>`,
    main: html`${trend.metrics.map((metric, index) => section(metric, index, trend))}`,
    footer: `lakh · trend over ${plural(most, 'run')}`,
    figures: figures(trend),
    scripts: SCRIPTS,
  });
}

/** What client.js draws. */
function figures({ metrics }: Trend) {
  return metrics.map(({ metric, unit, points, changes }) => ({
    metric,
    values: points.map(({ value }) => value),
    shown: points.map(({ value }) => figureOf(value, unit)),
    names: points.map(({ path }) => path),
    unit,
    levels: levelsOf(points.length, changes),
    changes: changes.map(({ index }) => index),
  }));
}

/** The median of the level that each point belongs to. */
function levelsOf(total: number, changes: MetricTrend['changes']): (number | null)[] {
  return Array.from({ length: total }, (_, point) => {
    const last = changes.findLast(({ index }) => index <= point);
    return last?.after ?? changes[0]?.before ?? null;
  });
}

function section(one: MetricTrend, index: number, trend: Trend): Markup {
  const { metric, points, changes } = one;
  const found = changes.length === 0 ? withoutChange(points.length, trend) : plural(changes.length, 'change');
  return html`<figure class="card" aria-labelledby="metric-${index}">
<figcaption><h2 id="metric-${index}">${metric}</h2><p class="note">A point a run, oldest first; the axis need not begin at zero. Dashed: the median of each level. Red: a change.</p></figcaption>
${
  points.length === 0
    ? html`<p class="muted">No run has a value.</p>`
    : html`<div class="plot" data-chart="${index}" role="group" aria-label="Chart: ${metric}, ${found}; the tables below hold the figures"></div>
<p class="note unscripted">Charts need JavaScript; the tables below hold the same figures.</p>`
}
${changes.length === 0 ? html`<p class="muted">${withoutChange(points.length, trend)}</p>` : changeTable(one)}
${points.length > 0 && pointTable(one)}
</figure>`;
}

function changeTable({ metric, unit, points, changes }: MetricTrend): Markup {
  return table(
    `Changes of ${metric}`,
    [
      { title: 'Changed at' },
      { title: 'Started, UTC' },
      { title: 'Before', figure: true },
      { title: 'After', figure: true },
      { title: 'Difference', figure: true },
      { title: 'p', figure: true },
      { title: 'Plan' },
    ],
    changes.map((change) => ({
      name: points[change.index]!.path,
      cells: [
        momentOf(points[change.index]!.startedAt),
        figureOf(change.before, unit),
        figureOf(change.after, unit),
        differenceOf(change),
        change.pValue.toFixed(3),
        change.otherPlan ? 'another from there on' : 'the same',
      ],
    })),
    { caption: 'Changes; medians of the levels' },
  );
}

/** Newest first, as in the list. */
function pointTable({ metric, unit, points, changes }: MetricTrend): Markup {
  const rows = points.map(({ path, startedAt, value, tags }, index) => ({
    name: path,
    cells: [
      momentOf(startedAt),
      figureOf(value, unit),
      changes.some((change) => change.index === index) ? 'changed' : '',
      tags.join(' '),
    ],
  }));
  return table(
    `Runs with ${metric}`,
    [
      { title: 'Run' },
      { title: 'Started, UTC' },
      { title: metric, figure: true },
      { title: 'Change' },
      { title: 'Tags' },
    ],
    rows.reverse(),
    { caption: 'Runs, newest first', tall: true },
  );
}

/** A comparison as one offline page: verdicts first, then every figure, overlaid charts, the runs behind them. */
import { describeDifference, type MetricComparison, type Verdict } from '../../harness/compare/index.ts';
import { formatDuration, formatFigure, formatMaybeDuration, formatRate, plural } from '../format.ts';
import { scriptsOf } from '../html/assets.ts';
import { documentOf } from '../html/document.ts';
import { html, type Markup } from '../html/markup.ts';
import { table } from '../html/table.ts';
import { type OverlaidCharts, overlaidCharts } from './charts.ts';
import { intervalBar, reachOf } from './interval-bar.ts';
import {
  type Compared,
  describeMethod,
  describeSubject,
  differenceOf,
  intervalOf,
  isSingle,
  medianOf,
  rankOf,
  SINGLE,
  tally,
  unsureBecause,
} from './words.ts';

const SCRIPTS = scriptsOf(import.meta.url);
const figures = (...titles: string[]) => titles.map((title) => ({ title, figure: true }));

export function comparisonPage(compared: Compared): string {
  const { comparison, sides } = compared;
  const data = overlaidCharts(sides);
  const title = comparison.against.map(({ label, metrics }) => `${label}: ${tally(metrics)}`).join('; ');
  return documentOf({
    title: `Comparison, ${title}`,
    header: header(compared),
    main: html`${warnings(compared)}
${comparison.against.map(({ label, metrics }) => verdicts(label, metrics))}
${comparison.sides.length > 2 && ranks(compared)}
${charts(compared, data)}
${curveTable(data)}
${runs(compared)}`,
    footer: describeMethod(comparison),
    figures: data,
    scripts: SCRIPTS,
  });
}

function header(compared: Compared): Markup {
  const { sides } = compared.comparison;
  return html`<header class="top">
<p class="mark">lakh</p>
<h1>${sides.map(({ label }) => label).join(' against ')}</h1>
<p class="muted">${describeSubject(compared)}</p>
<ul class="sides">${sides.map(
    ({ label, from, runs }, side) =>
      html`<li><i class="side side-${side % 6}"></i><b>${label}</b> ${from} <span class="muted">${plural(runs.length, 'run')}</span></li>`,
  )}</ul>
</header>`;
}

function warnings({ comparison }: Compared): Markup | null {
  const lines = [...comparison.warnings, ...(isSingle(comparison) ? [SINGLE] : [])];
  if (lines.length === 0) return null;
  return html`<section aria-label="Warnings"><ul class="doubts">${lines.map(
    (line) => html`<li class="warn"><strong>Warning</strong><p>${line}</p></li>`,
  )}</ul></section>`;
}

const TONES: Readonly<Record<Verdict, string>> = {
  worse: 'bad',
  better: 'good',
  same: 'neutral',
  inconclusive: 'warn',
};

/** The verdict stands first, so that a narrow window shows it beside the name. */
function verdicts(label: string, metrics: readonly MetricComparison[]): Markup {
  const reach = reachOf(metrics);
  const rows = metrics.map((metric) => ({
    name: metric.metric,
    cells: [
      html`<span class="badge ${TONES[metric.verdict]}">${metric.verdict}</span>`,
      differenceOf(metric),
      metric.kind === 'relative' ? intervalBar(metric, reach) : '',
      intervalOf(metric),
      describeDifference(metric.floor, metric.kind).replace('+', ''),
      medianOf(metric, 'baseline'),
      medianOf(metric, 'candidate'),
    ],
  }));
  const pictured = { title: `±${(reach * 100).toFixed(0)} %` };
  return html`<section class="card"><h2>${label} against A: ${tally(metrics)}</h2>
<p class="note">Medians of runs. In the pictures: no change in the middle, the floor shaded about it.</p>
${table(
  `${label} against A`,
  [
    { title: '' },
    { title: 'Verdict' },
    ...figures('Difference'),
    pictured,
    ...figures('Interval', 'Floor', 'A', label),
  ],
  rows,
)}
${unsureBecause(metrics).map(({ names, why }) => html`<p class="note"><b>${names}</b>: ${why}.</p>`)}</section>`;
}

function ranks({ comparison }: Compared): Markup {
  const tps = (value: number | null) => formatFigure(value, 'tps');
  return html`<section class="card"><h2>Ranks by goodput</h2>${table(
    'Ranks by goodput',
    [{ title: 'Side' }, ...figures('Rank', 'Median', 'Interval')],
    comparison.ranks.map((rank) => ({
      name: rank.label,
      cells: [
        rankOf(rank, comparison.ranks),
        tps(rank.median),
        rank.low === null ? 'no interval' : `${tps(rank.low)} to ${tps(rank.high)}`,
      ],
    })),
    { snug: true, caption: 'Sides whose intervals overlap share a rank.' },
  )}</section>`;
}

function charts({ comparison }: Compared, data: OverlaidCharts): Markup {
  const goodputs = comparison.ranks
    .map(({ label, median }) => `${label} ${formatFigure(median, 'tps')}`)
    .join(', ');
  const anyCurve = data.curves.sides.some((side) => side.some((value) => value !== null));
  return html`<section class="charts" aria-label="Charts">
${chart('throughput', data.throughput.seconds.length > 0, 'Goodput over time', 'Succeeded transactions a second, the median of the runs of each side. Shaded: outside the measurement window.', `goodput ${goodputs}`)}
${chart('curves', anyCurve, 'Inclusion latency by percentile', 'From the due time until the block was seen, the median of the runs of each side. Logarithmic.', 'inclusion latency by percentile of each side')}
</section>`;
}

function chart(name: string, drawn: boolean, title: string, caption: string, summary: string): Markup {
  return html`<figure class="card" aria-labelledby="chart-${name}">
<figcaption><h2 id="chart-${name}">${title}</h2><p class="note">${caption}</p></figcaption>
${
  drawn
    ? html`<div class="plot" data-chart="${name}" role="group" aria-label="Chart: ${summary}; the tables on this page hold the figures"></div>
<p class="note unscripted">Charts need JavaScript; the tables on this page hold the figures.</p>`
    : html`<p class="muted">Nothing was recorded.</p>`
}
</figure>`;
}

/** Nines that people ask for: the median, 90 %, 99 %, 99.9 %, 99.99 %. */
const ASKED: readonly (readonly [name: string, nines: number])[] = [
  ['p50', 0.3],
  ['p90', 1],
  ['p99', 2],
  ['p99.9', 3],
  ['p99.99', 4],
];

function curveTable({ labels, curves }: OverlaidCharts): Markup | null {
  const rows = ASKED.map(([name, nines]) => ({ name, at: curves.nines.indexOf(nines) }))
    .filter(({ at }) => at >= 0)
    .map(({ name, at }) => ({
      name,
      cells: curves.sides.map((side) => formatMaybeDuration(side[at] ?? null)),
    }));
  if (rows.length === 0) return null;
  return html`<section class="card"><h2>Inclusion latency</h2>${table(
    'Inclusion latency by percentile',
    [{ title: 'Percentile' }, ...figures(...labels)],
    rows,
    { snug: true },
  )}</section>`;
}

function runs({ sides }: Compared): Markup {
  const rows = sides.flatMap(({ label, runs: own }) =>
    own.map(({ name, record }) => ({
      name: html`${label} ${name}<small>${record.id}</small>`,
      cells: [
        `${formatRate(record.throughput.goodputTps)}/s`,
        `${formatRate(record.throughput.offeredTps)}/s`,
        formatMaybeDuration(record.latency.inclusion.p50Ns),
        formatMaybeDuration(record.latency.inclusion.p99Ns),
        formatMaybeDuration(record.latency.lag.p99Ns),
        formatDuration(record.window.endNs - record.window.startNs),
      ],
    })),
  );
  return html`<section class="card"><details><summary>Every run</summary>${table(
    'Every run',
    [
      { title: 'Run' },
      ...figures('Goodput', 'Offered', 'Inclusion p50', 'Inclusion p99', 'Lag p99', 'Window'),
    ],
    rows,
    { tall: rows.length > 12 },
  )}</details></section>`;
}

/** The charts of the HTML report: their places and captions, and the same figures as a table. */
import type { RunRecord } from '../../harness/spec/index.ts';
import { describeStages } from '../execution.ts';
import { formatCount, formatMaybeDuration, formatRate, plural } from '../format.ts';
import type { ChartData } from './charts.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

/** Seconds past this many are in the CSV report only. */
const SECONDS_LISTED = 600;

export function charts(record: RunRecord, data: ChartData): Markup {
  const { latency, throughput, blocks, blocksLeftOut } = record;
  const { every } = data.throughput;
  const leftOut = blocksLeftOut > 0 ? ` ${formatCount(blocksLeftOut)} in the middle are left out.` : '';
  return html`<section class="charts" aria-label="Charts">
${chart('throughput', data.seconds.length > 0, {
  title: 'Throughput by stage',
  caption: `Transactions a second${every > 1 ? `, means over ${every} s` : ''}. Shaded: outside the measurement window.${record.faults.length > 0 ? ' Dashed red: faults.' : ''}`,
  summary: `in the window ${formatRate(throughput.offeredTps)} a second were offered and ${formatRate(throughput.goodputTps)} succeeded`,
})}
${chart(
  'latency',
  data.latency.max.some((value) => value !== null),
  {
    title: 'Inclusion latency over time',
    caption: 'From the due time until the block was seen, by the second of the latter. Logarithmic.',
    summary: `p50 ${formatMaybeDuration(latency.inclusion.p50Ns)}, p99 ${formatMaybeDuration(latency.inclusion.p99Ns)}`,
  },
)}
${curves(data, `inclusion up to ${formatMaybeDuration(latency.inclusion.maxNs)}`)}
${chart('blocks', blocks.length > 0, {
  title: 'How full the blocks were',
  caption: `Gas used of each block's limit, at the time the block was seen.${leftOut}`,
  summary: plural(blocks.length, 'block'),
})}
${stages(record, data)}
</section>`;
}

function stages({ execution }: RunRecord, data: ChartData): Markup | null {
  if (execution === null || data.stages === null) return null;
  return chart('stages', data.stages.seconds.length > 0, {
    title: 'What making a block took',
    caption:
      'Each stage from its start to its end, one on top of the other: decode and signatures of what came in since the block before, execution, roots.',
    summary: `${plural(execution.blocks, 'block')}; ${describeStages(execution)}`,
  });
}

/** Of a run that only reads there is no other. */
export function readCharts({ reads }: RunRecord, data: ChartData): Markup {
  const summary = `reads up to ${formatMaybeDuration(reads?.latency.due.maxNs ?? null)}`;
  return html`<section class="charts" aria-label="Charts">${curves(data, summary)}</section>`;
}

function curves(data: ChartData, summary: string): Markup {
  return chart('curves', data.curves.byName.length > 0, {
    title: 'Latency by percentile',
    caption:
      'Each step to the right leaves out nine tenths of the rest. Logarithmic; below 1 µs is drawn at 1 µs.',
    summary,
  });
}

interface Caption {
  readonly title: string;
  readonly caption: string;
  /** What one would read off the chart, for those who do not see it. */
  readonly summary: string;
}

function chart(name: string, drawn: boolean, { title, caption, summary }: Caption): Markup {
  return html`<figure class="card" aria-labelledby="chart-${name}">
<figcaption><h2 id="chart-${name}">${title}</h2><p class="note">${caption}</p></figcaption>
${
  drawn
    ? html`<div class="plot" data-chart="${name}" role="group" aria-label="Chart: ${summary}; the tables below hold the figures"></div>
<p class="note unscripted">Charts need JavaScript; the tables below hold the same figures.</p>`
    : html`<p class="muted">Nothing was recorded.</p>`
}
</figure>`;
}

/** Second by second, for those who cannot see the charts or want the figures. */
export function seconds(record: RunRecord): Markup | null {
  const { series } = record;
  const total = series.offered.length;
  if (total === 0) return null;
  const listed = Math.min(total, SECONDS_LISTED);
  const left = total > listed ? ` The first ${listed} of ${total}; the CSV report has all.` : '';
  const count = (column: (number | null)[], second: number) => formatCount(column[second] ?? 0);
  const latency = (column: (number | null)[], second: number) => formatMaybeDuration(column[second] ?? null);
  const rows = Array.from({ length: listed }, (_, second) => ({
    name: String(second),
    cells: [
      count(series.offered, second),
      count(series.dropped, second),
      count(series.sent, second),
      count(series.accepted, second),
      count(series.rejected, second),
      count(series.included, second),
      count(series.succeeded, second),
      count(series.inFlight, second),
      latency(series.inclusionP50Ns, second),
      latency(series.inclusionP90Ns, second),
      latency(series.inclusionP99Ns, second),
      latency(series.inclusionMaxNs, second),
    ],
  }));
  const titles = 'offered,dropped,sent,accepted,rejected,included,succeeded,in flight,p50,p90,p99,max'.split(
    ',',
  );
  return html`<section class="card"><details><summary>Second by second</summary>${table(
    'Second by second',
    [{ title: 'Second' }, ...titles.map((title) => ({ title, figure: true }))],
    rows,
    {
      tall: true,
      caption: `Transactions in each second since the first arrival, and inclusion latency.${left}`,
    },
  )}</details></section>`;
}

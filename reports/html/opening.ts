/** What a reader of the HTML report sees first: the headline, the doubts, the thresholds. */
import type { ReadsRecord, RunRecord } from '../../harness/spec/index.ts';
import { formatCount, formatDuration, formatMaybeDuration, formatShare, NOTHING, plural } from '../format.ts';
import {
  cpuPerTransactionNs,
  describeEnding,
  describeLoad,
  describeRun,
  doubtsByWeight,
  formatActual,
} from '../headline.ts';
import { headlineOf } from '../reads.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

export function top(record: RunRecord): Markup {
  const ending = describeEnding(record);
  return html`<header class="top">
<p class="mark">lakh</p>
<h1>${describeRun(record)}</h1>
<p class="muted">${describeLoad(record)}</p>
<p class="muted note">${record.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')} · seed ${record.plan.seed} · ${record.id}</p>
${ending === null ? null : html`<p class="warn">${ending}</p>`}
</header>`;
}

export function hero(record: RunRecord): Markup {
  const { value, unit, ofWhat, ...headline } = headlineOf(record);
  const share = Math.min(1, Math.max(0, headline.share));
  return html`<section class="card hero" aria-label="Result">
<div>
<p class="badges">${verdictBadge(record)}${thresholdBadge(record)}</p>
<p class="goodput">${value} <small>${unit}</small></p>
<svg class="goal" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${share === 0 ? 0 : Math.max(3, share * 1000)}" height="8"/></svg>
<p class="muted">${ofWhat}</p>
</div>
<dl class="tiles">${tiles(record).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</section>`;
}

function verdictBadge(record: RunRecord): Markup {
  return record.verdict.verdict === 'valid'
    ? html`<span class="badge good">Valid measurement</span>`
    : html`<span class="badge bad">Invalid measurement</span>`;
}

function thresholdBadge({ thresholds }: RunRecord): Markup | null {
  if (thresholds.length === 0) return null;
  const failed = thresholds.filter((threshold) => !threshold.passed).length;
  return failed === 0
    ? html`<span class="badge good">${plural(thresholds.length, 'threshold')} passed</span>`
    : html`<span class="badge bad">${formatCount(failed)} of ${plural(thresholds.length, 'threshold')} failed</span>`;
}

function tiles(record: RunRecord): [name: string, value: string][] {
  const { ledger, latency, reads } = record;
  if (reads?.alone) return readTiles(reads);
  const cpu = cpuPerTransactionNs(record);
  return [
    ['inclusion p50', formatMaybeDuration(latency.inclusion.p50Ns)],
    ['inclusion p99', formatMaybeDuration(latency.inclusion.p99Ns)],
    ['inclusion max', formatMaybeDuration(latency.inclusion.maxNs)],
    [
      'succeeded of scheduled',
      ledger.scheduled === 0 ? NOTHING : formatShare(ledger.succeeded / ledger.scheduled),
    ],
    ['generator lag p99', formatMaybeDuration(latency.lag.p99Ns)],
    ['CPU a transaction', cpu === null ? NOTHING : formatDuration(cpu)],
  ];
}

function readTiles({ total, latency, waited }: ReadsRecord): [name: string, value: string][] {
  return [
    ['read p50', formatMaybeDuration(latency.due.p50Ns)],
    ['read p99', formatMaybeDuration(latency.due.p99Ns)],
    ['read max', formatMaybeDuration(latency.due.maxNs)],
    ['failed of due', total.due === 0 ? NOTHING : formatShare(total.failed / total.due)],
    ['waited for a connection', formatCount(waited)],
    ['reader lag p99', formatMaybeDuration(latency.lag.p99Ns)],
  ];
}

export function doubts(record: RunRecord): Markup | null {
  const list = doubtsByWeight(record);
  if (list.length === 0) return null;
  return html`<section aria-label="Doubts about this measurement"><ul class="doubts">${list.map(
    (doubt) => html`<li class="${doubt.level === 'invalid' ? 'bad' : 'warn'}">
<strong>${doubt.level === 'invalid' ? 'Invalid' : 'Warning'}: ${doubt.code}</strong>
<p>${doubt.message}</p><p class="muted">${doubt.advice}</p></li>`,
  )}</ul></section>`;
}

export function thresholds(record: RunRecord): Markup | null {
  if (record.thresholds.length === 0) return null;
  return html`<section class="card"><h2>Thresholds</h2>${table(
    'Thresholds',
    [{ title: 'Objective' }, { title: 'Actual', figure: true }, { title: 'Result' }],
    record.thresholds.map((threshold) => ({
      name: html`<code class="result">${threshold.expression}</code>`,
      cells: [
        formatActual(threshold),
        threshold.passed
          ? html`<span class="good result">✓ passed</span>`
          : html`<strong class="bad result">✗ failed</strong>`,
      ],
    })),
    { snug: true },
  )}</section>`;
}

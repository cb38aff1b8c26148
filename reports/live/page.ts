/** The page that shows a run while it goes on, and its figures when it is over. Its script fills it by events. */
import { emptyLedger } from '../../harness/measure/index.ts';
import type { RunRecord } from '../../harness/spec/index.ts';
import { describeLoad, describeRun } from '../headline.ts';
import { fileBeside, scriptsOf } from '../html/assets.ts';
import { documentOf } from '../html/document.ts';
import { latency } from '../html/findings.ts';
import { flow, ledger } from '../html/flow.ts';
import { html, type Markup } from '../html/markup.ts';
import { doubts, hero, thresholds } from '../html/opening.ts';

const SCRIPTS = scriptsOf(import.meta.url);
const STYLES = [fileBeside(import.meta.url, 'live.css')];

/** Before the first event. */
export function livePage(plan: RunRecord['plan'], lakh: string): string {
  return documentOf({
    title: `${describeRun({ plan })}, live`,
    header: html`<header class="top">
<p class="mark">lakh</p>
<h1>${describeRun({ plan })}</h1>
<p class="muted">${describeLoad({ plan })}</p>
</header>`,
    main: html`${state()}
<section id="over" aria-label="Result" hidden></section>
<section class="card" id="now" aria-label="Now"><dl class="tiles">${TILES.map(
      ([id, name]) => html`<div><dt>${name}</dt><dd id="${id}">-</dd></div>`,
    )}</dl></section>
<section class="charts" aria-label="Charts">${CHARTS.map(chart)}</section>
<section class="card" id="flow"><h2>Ledger</h2>
<p class="note">Every transaction so far, warm-up included.</p>
${flow(emptyLedger())}</section>
<section class="card"><h2>Errors</h2>
<p class="muted" id="no-errors">No transaction was rejected or left unanswered.</p>
<div class="scroll" role="region" aria-label="Errors" tabindex="0" hidden id="errors"><table>
<thead><tr><th scope="col">Code</th><th scope="col">Outcome</th><th scope="col" class="figure">Count</th><th scope="col">The first of them</th></tr></thead>
<tbody></tbody></table></div></section>
<section class="card" id="notices" hidden><h2>Notices</h2><ul></ul></section>`,
    footer: `lakh ${lakh}`,
    figures: null,
    scripts: SCRIPTS,
    styles: STYLES,
    live: true,
  });
}

/** The figures of a finished run, as its report has them. */
export function liveFigures(record: RunRecord): string {
  return html`${hero(record)}
${doubts(record)}
${thresholds(record)}
${ledger(record)}
${latency(record)}`.markup;
}

function state(): Markup {
  return html`<section class="card" id="state" aria-label="State of the run">
<p><strong id="phase" role="status">setting up</strong> <span class="muted" id="progress"></span></p>
<progress max="1" value="0" aria-label="How far the load has come"></progress>
<p id="saved" hidden><a id="save">Save the report</a> <span class="muted" id="kept"></span></p>
<noscript><p class="warn">This page needs JavaScript. \`lakh report\` shows the run when it is over.</p></noscript>
</section>`;
}

/** By the id of the place of their value. */
const TILES: readonly (readonly [id: string, name: string])[] = [
  ['goodput', 'goodput, TPS'],
  ['sent', 'sent a second'],
  ['in-flight', 'in flight'],
  ['p50', 'inclusion p50'],
  ['p99', 'inclusion p99'],
  ['block', 'last block'],
];

interface Chart {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
}

const CHARTS: readonly Chart[] = [
  {
    name: 'throughput',
    title: 'Throughput by stage',
    caption: 'Transactions a second, over the 2 s before each moment.',
  },
  {
    name: 'latency',
    title: 'Inclusion latency',
    caption: 'From the due time until the block was seen, by the second. Logarithmic.',
  },
  {
    name: 'blocks',
    title: 'How full the blocks were',
    caption: 'Gas used of the limits of the blocks of the 2 s before.',
  },
  { name: 'inFlight', title: 'In flight', caption: 'Sent, and neither included nor refused.' },
];

function chart({ name, title, caption }: Chart): Markup {
  return html`<figure class="card" aria-labelledby="chart-${name}">
<figcaption><h2 id="chart-${name}">${title}</h2><p class="note">${caption}</p></figcaption>
<div class="plot" data-chart="${name}" role="group" aria-label="Chart: ${title}"></div>
</figure>`;
}

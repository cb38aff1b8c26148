/** The ledger of the HTML report: a small flow of numbers from left to right, and the laws that they obey. */
import type { Ledger, RunRecord } from '../../harness/spec/index.ts';
import { formatCount } from '../format.ts';
import { LEDGER_ROWS, ledgerLaws } from '../ledger.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

/** Steps in a transaction's life. `main` is where one should go; `lost` is where it should not. */
const STEPS: readonly (readonly (readonly [stage: keyof Ledger, kind: 'main' | 'lost'])[])[] = [
  [['scheduled', 'main']],
  [
    ['admitted', 'main'],
    ['dropped', 'lost'],
  ],
  [
    ['accepted', 'main'],
    ['rejected', 'lost'],
    ['unanswered', 'lost'],
  ],
  [
    ['included', 'main'],
    ['expired', 'lost'],
  ],
  [
    ['succeeded', 'main'],
    ['reverted', 'lost'],
  ],
];

export function ledger(record: RunRecord): Markup {
  return html`<section class="card"><h2>Ledger</h2>
<p class="note">Every transaction of the whole run, warm-up included, from its due time to its end.</p>
${flow(record.ledger)}
<ul class="laws">${ledgerLaws(record.ledger).map(
    ({ law, figures, balanced }) =>
      html`<li class="${balanced ? 'good' : 'bad'}"><b>${balanced ? '✓' : '✗'}</b>${law} <span>${figures}${balanced ? '' : ' does not balance'}</span></li>`,
  )}</ul>
<details><summary>All stages, whole run and window</summary>${stages(record)}</details>
</section>`;
}

/** From left to right, what became of what. */
export function flow(counts: Ledger): Markup {
  return html`<ol class="flow">${STEPS.map((step) => html`<li>${step.map(([stage, kind]) => box(counts, stage, kind))}</li>`)}</ol>`;
}

function box(counts: Ledger, stage: keyof Ledger, kind: 'main' | 'lost'): Markup {
  const count = counts[stage];
  const seen =
    stage === 'unanswered' && count > 0 ? `, ${formatCount(counts.unansweredSeen)} of them seen later` : '';
  return html`<dl class="${count === 0 ? 'none' : kind}" data-stage="${stage}" data-kind="${kind}"><dt>${stage}${seen}</dt><dd>${formatCount(count)}</dd></dl>`;
}

function stages(record: RunRecord): Markup {
  return table(
    'All stages of the ledger',
    [{ title: 'Stage' }, { title: 'Whole run', figure: true }, { title: 'Window', figure: true }],
    LEDGER_ROWS.map(({ stage, meaning }) => ({
      name: html`${stage}<small>${meaning}</small>`,
      cells: [formatCount(record.ledger[stage]), formatCount(record.windowLedger[stage])],
    })),
  );
}

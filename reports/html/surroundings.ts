/** Where and on what the run took place: chain, machine, set-up, plan. */
import type { RunRecord } from '../../harness/spec/index.ts';
import { formatBytes, formatCount, formatSetting } from '../format.ts';
import { chainFacts } from '../headline.ts';
import { html, type Markup } from './markup.ts';
import { pairs } from './table.ts';

export function surroundings(record: RunRecord): Markup {
  const { environment, setup } = record;
  return html`<div class="pair">
<section class="card"><h2>Chain</h2>
<p class="note">What a transaction went through in this run, as the target describes it.</p>
${pairs('Chain', chainFacts(record))}</section>
<section class="card"><h2>Machine and set-up</h2>
${pairs('Machine and set-up', [
  ['processor', environment.cpu],
  ['cores', formatCount(environment.cores)],
  ['memory', formatBytes(environment.memoryBytes)],
  ['system', environment.platform],
  ['Node', environment.node],
  ['lakh', record.lakh],
  ['accounts', formatCount(setup.accounts)],
  ['funding transactions', formatCount(setup.fundingTransactions)],
  ['set-up transactions', formatCount(setup.setupTransactions)],
  ['set-up took', formatSetting(setup.tookMs)],
])}</section>
</div>
<section class="card"><details><summary>Plan</summary><pre>${JSON.stringify(record.plan, null, 2)}</pre></details></section>`;
}

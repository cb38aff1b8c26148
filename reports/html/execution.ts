/** How an engine of ours made the blocks, in the HTML report: stages by thread, thrown-away work, the critical path. */
import type { RunRecord } from '../../harness/spec/index.ts';
import { describeCriticalPath, describeStages, describeWork, formatBusy, stageRows } from '../execution.ts';
import { formatDuration } from '../format.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

export function execution({ execution: found, chain }: RunRecord): Markup | null {
  if (found === null) return null;
  const rows = stageRows(found).map(({ stage, wallNs, eachNs, busyNs }) => ({
    name: stage,
    cells: [formatDuration(wallNs), formatDuration(eachNs), formatBusy(busyNs)],
  }));
  const inside = chain.facts.insideTheClock;
  const bound = describeCriticalPath(found);
  return html`<section class="card"><h2>How the blocks were made</h2>
<p class="note">${describeWork(found)}. ${inside !== undefined && html`Inside the TPS: ${String(inside)}. `}Work by stage: ${describeStages(found)}.${bound !== null && ` Critical path: ${bound}.`}</p>
${table(
  'Stages',
  [
    { title: 'Stage' },
    { title: 'Start to end', figure: true },
    { title: 'Work a transaction', figure: true },
    { title: 'Work by thread', figure: true },
  ],
  rows,
  { caption: 'Over all blocks of the run, set-up left out.' },
)}</section>`;
}

/** The reads of the HTML report: rates, latency by method, and why reads failed. */
import type { ReadsRecord, RunRecord } from '../../harness/spec/index.ts';
import { formatCount, formatMaybeDuration, NOTHING } from '../format.ts';
import { describeReadCounts, describeReadRates, failureName, readRows } from '../reads.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

const FIGURES = ['Count', 'Failed', 'Min', 'Mean', 'p50', 'p90', 'p99', 'p99.9', 'Max'];

export function reads({ reads }: RunRecord): Markup | null {
  if (!reads) return null;
  const rows = readRows(reads).map(({ name, meaning, failed, latency }) => {
    const { count, minNs, meanNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = latency;
    return {
      name: html`${name}<small>${meaning}</small>`,
      cells: [
        formatCount(count),
        failed === null ? NOTHING : formatCount(failed),
        ...[minNs, meanNs, p50Ns, p90Ns, p99Ns, p999Ns, maxNs].map(formatMaybeDuration),
      ],
    };
  });
  return html`<section class="card"><h2>Reads</h2>
<p class="note">JSON-RPC reads from ${reads.endpoints.join(', ')}, in the window: ${describeReadRates(reads)}. Over the ${describeReadCounts(reads)}.</p>
${table('Reads', [{ title: '' }, ...FIGURES.map((title) => ({ title, figure: true }))], rows)}
${failures(reads)}</section>`;
}

function failures({ failures: list }: ReadsRecord): Markup | null {
  if (list.length === 0) return null;
  return table(
    'Failed reads',
    [{ title: 'Failure' }, { title: 'Count', figure: true }, { title: 'What the node said' }],
    list.map((row) => ({
      name: failureName(row),
      cells: [formatCount(row.count), html`<code class="message">${row.detail}</code>`],
    })),
    { caption: 'Why reads failed, over the whole run.' },
  );
}

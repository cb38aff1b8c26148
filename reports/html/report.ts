/** The HTML report of a run: one page, with charts. */
import type { Reporter, RunRecord } from '../../harness/spec/index.ts';
import { describeRun } from '../headline.ts';
import { headlineOf } from '../reads.ts';
import { scriptsOf } from './assets.ts';
import { chartData } from './charts.ts';
import { documentOf } from './document.ts';
import { execution } from './execution.ts';
import { charts, readCharts, seconds } from './figures.ts';
import {
  actions,
  blocks,
  encounters,
  faults,
  generators,
  latency,
  notTaken,
  oracle,
  reverts,
  throughput,
} from './findings.ts';
import { ledger } from './flow.ts';
import { html as markup } from './markup.ts';
import { doubts, hero, thresholds, top } from './opening.ts';
import { reads } from './reads.ts';
import { surroundings } from './surroundings.ts';

const SCRIPTS = scriptsOf(import.meta.url);

export const html: Reporter = {
  name: 'html',
  summary: 'one offline page with charts',
  extension: 'html',
  render(record) {
    const data = chartData(record);
    const { value, unit } = headlineOf(record);
    return documentOf({
      title: `${value} ${unit}, ${describeRun(record)}`,
      header: top(record),
      main: contents(record, data),
      footer: `lakh ${record.lakh} · record version ${record.version} · ${record.id}`,
      figures: data,
      scripts: SCRIPTS,
    });
  },
};

function contents(record: RunRecord, data: ReturnType<typeof chartData>) {
  if (record.reads?.alone) return readingOnly(record, data);
  return markup`${hero(record)}
${doubts(record)}
<div class="pair">${thresholds(record)}${oracle(record)}</div>
${charts(record, data)}
${ledger(record)}
${latency(record)}
${reads(record)}
<div class="pair">${throughput(record)}${actions(record)}</div>
${reverts(record)}
${encounters(record)}
${execution(record)}
${notTaken(record)}
${faults(record)}
${generators(record)}
${surroundings(record)}
${seconds(record)}
${blocks(record)}`;
}

/** Nothing was sent: no ledger and no throughput. */
function readingOnly(record: RunRecord, data: ReturnType<typeof chartData>) {
  return markup`${hero(record)}
${doubts(record)}
<div class="pair">${thresholds(record)}${oracle(record)}</div>
${readCharts(record, data)}
${reads(record)}
${faults(record)}
${surroundings(record)}
${blocks(record)}`;
}

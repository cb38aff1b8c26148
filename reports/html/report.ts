/** The HTML report of a run: one page, with charts. */
import type { Reporter, RunRecord } from '../../harness/spec/index.ts';
import { formatRate } from '../format.ts';
import { describeRun } from '../headline.ts';
import { scriptsOf } from './assets.ts';
import { chartData } from './charts.ts';
import { documentOf } from './document.ts';
import { charts, seconds } from './figures.ts';
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
import { surroundings } from './surroundings.ts';

const SCRIPTS = scriptsOf(import.meta.url);

export const html: Reporter = {
  name: 'html',
  summary: 'one offline page with charts',
  extension: 'html',
  render(record) {
    const data = chartData(record);
    return documentOf({
      title: `${formatRate(record.throughput.goodputTps)} TPS goodput, ${describeRun(record)}`,
      header: top(record),
      main: contents(record, data),
      footer: `lakh ${record.lakh} · record version ${record.version} · ${record.id}`,
      figures: data,
      scripts: SCRIPTS,
    });
  },
};

function contents(record: RunRecord, data: ReturnType<typeof chartData>) {
  return markup`${hero(record)}
${doubts(record)}
<div class="pair">${thresholds(record)}${oracle(record)}</div>
${charts(record, data)}
${ledger(record)}
${latency(record)}
<div class="pair">${throughput(record)}${actions(record)}</div>
${reverts(record)}
${encounters(record)}
${notTaken(record)}
${faults(record)}
${generators(record)}
${surroundings(record)}
${seconds(record)}
${blocks(record)}`;
}
